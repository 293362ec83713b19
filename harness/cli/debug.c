/* debug.c - see debug.h. */
#define _GNU_SOURCE /* asprintf, readlink, realpath */
#include "debug.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../csim/lockstep.h"
#include "../backend/rtl_backend.h"
#include "../io/file.h"
#include "../io/fst.h"

/* The project's waves/, which lies beside or above the program's folder. */
static const char *filter_folder(void)
{
    static char folder[PATH_MAX + 32];
    static const char *const ways[] = {"/../waves", "/../../waves"};
    const ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX);

    folder[length > 0 ? length : 0] = '\0';
    if (strrchr(folder, '/')) {
        char *end = strrchr(folder, '/');

        for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
            snprintf(end, 32, "%s", ways[i]);
            if (access(folder, R_OK) == 0)
                return folder;
        }
    }
    return "./waves";
}

/* What of the files there is. */
struct debug_files {
    char *repro, *fst, *gtkw;     /* owned                                                        */
    char *unfinished, *beside;    /* owned: the waves until they are whole, and the writer's other */
    bool has_repro, has_waves;
    struct flexsa_error no_repro, no_waves; /* why not */
};

static enum flexsa_status name_files(const struct debug_job *job, struct debug_files *files, struct flexsa_error *err)
{
    char *absolute = realpath(".", NULL);
    const bool relative = job->stem[0] != '/';
    const int made =
        !absolute                                                                                   ? -1
        : asprintf(&files->repro, "%s.repro", job->stem) < 0                                        ? -1
        : asprintf(&files->gtkw, "%s.gtkw", job->stem) < 0                                          ? -1
        : asprintf(&files->unfinished, "%s.tmp.%ld.fst", job->stem, (long)getpid()) < 0             ? -1
        : asprintf(&files->beside, "%s.hier", files->unfinished) < 0                                ? -1
        : asprintf(&files->fst, "%s%s%s.fst", relative ? absolute : "", relative ? "/" : "", job->stem);

    free(absolute);
    return made >= 0 ? FLEXSA_OK : flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the names of files");
}

static void free_files(struct debug_files *files)
{
    free(files->repro);
    free(files->fst);
    free(files->gtkw);
    free(files->unfinished);
    free(files->beside);
}

static void write_repro(const struct debug_job *job, struct debug_files *files)
{
    if (mkdir(job->folder, 0777) != 0 && errno != EEXIST)
        flexsa_fail(&files->no_repro, FLEXSA_BAD_INPUT, "cannot make the folder %s: %s", job->folder, strerror(errno));
    else
        files->has_repro = flexsa_repro_write(files->repro, job->repro, &files->no_repro) == FLEXSA_OK;
}

/* ---- waves ------------------------------------------------------------------------------ */

/* What the process that writes them tells. */
struct answer {
    enum flexsa_status status;
    struct flexsa_error err;
};

static void write_waves_here(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found,
                             const struct debug_files *files, struct answer *answer)
{
    struct flexsa_error inner;

    answer->status = flexsa_debug_wave(debug, &flexsa_rtl_backend, found, files->unfinished, &answer->err);
    if (answer->status == FLEXSA_OK && flexsa_fst_check(files->unfinished, &inner) != FLEXSA_OK)
        answer->status = flexsa_fail(&answer->err, FLEXSA_BAD_INPUT,
                                     "%s: the wave file was not written whole: is the disk full?", files->fst);
}

/* In a process of its own: on a full disk the writer of FST files ends its process. */
static enum flexsa_status write_waves_apart(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found,
                                            const struct debug_files *files, struct flexsa_error *err)
{
    struct answer *answer = mmap(NULL, sizeof *answer, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const pid_t parent = getpid();
    enum flexsa_status status;
    int ended = 0;
    pid_t pid;

    if (answer == MAP_FAILED)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a process's answer");
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        signal(SIGBUS, SIG_DFL); /* the parent says it, and removes what is left */
        if (getppid() == parent)
            write_waves_here(debug, found, files, answer);
        _exit(0);
    }
    while (pid > 0 && waitpid(pid, &ended, 0) < 0 && errno == EINTR)
        ;
    if (pid < 0)
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "cannot start a process: %s", strerror(errno));
    else if (WIFSIGNALED(ended))
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: their writer was ended by signal %d%s", files->fst, WTERMSIG(ended),
                             WTERMSIG(ended) == SIGBUS ? ": is the disk full?" : "");
    else
        status = answer->status == FLEXSA_OK ? FLEXSA_OK : flexsa_fail(err, answer->status, "%s", answer->err.text);
    munmap(answer, sizeof *answer);
    return status;
}

/* Whole under their names or not at all, also if another run writes the same. */
static void write_waves(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found,
                        struct debug_files *files)
{
    enum flexsa_status status = flexsa_file_check_output(files->fst, &files->no_waves);

    if (status == FLEXSA_OK)
        status = write_waves_apart(debug, found, files, &files->no_waves);
    if (status == FLEXSA_OK && rename(files->unfinished, files->fst) != 0)
        status = flexsa_fail(&files->no_waves, FLEXSA_BAD_INPUT, "%s: cannot write: %s", files->fst, strerror(errno));
    if (status == FLEXSA_OK)
        status = flexsa_debug_view(debug, found, files->fst, filter_folder(), files->gtkw, &files->no_waves);
    files->has_waves = status == FLEXSA_OK;
    (void)unlink(files->unfinished);
    (void)unlink(files->beside);
}

/* ---- the report --------------------------------------------------------------------------- */

static void print_report(const struct debug_job *job, const struct flexsa_debug_case *debug,
                         const struct flexsa_divergence *found, const struct debug_files *files)
{
    char text[FLEXSA_DEBUG_BYTES];

    flexsa_debug_print(debug, found, text);
    fputs(text, stderr);
    if (files->has_repro)
        fprintf(stderr, "  again        flexsa debug %s; smaller: flexsa shrink %s\n", files->repro, files->repro);
    else if (job->folder)
        fprintf(stderr, "  again        no repro file: %s\n", files->no_repro.text);
    if (files->has_waves)
        fprintf(stderr, "  look         gtkwave %s %s\n", files->fst, files->gtkw);
    else
        fprintf(stderr, "  look         no waves: %s\n", files->no_waves.text);
}

static void add_report(cJSON *object, const struct flexsa_debug_case *debug, const struct flexsa_divergence *found,
                       const struct debug_files *files)
{
    cJSON *item = cJSON_AddObjectToObject(object, "divergence");
    char text[FLEXSA_TEXT_BYTES];

    cJSON_AddStringToObject(item, "wrong", flexsa_wrong_name(found->wrong));
    cJSON_AddNumberToObject(item, "cycle", (double)(debug->first_cycle + found->cycle));
    if (found->wrong != FLEXSA_WRONG_FAILED && found->wrong != FLEXSA_WRONG_PLACE) {
        flexsa_instr_print(&debug->program->instrs[found->instr], text);
        cJSON_AddNumberToObject(item, "instruction", (double)found->instr);
        cJSON_AddStringToObject(item, "text", text);
        cJSON_AddNumberToObject(item, "expected", found->expected);
        cJSON_AddNumberToObject(item, "got", found->got);
        cJSON_AddNumberToObject(item, "wrong_elements", (double)found->wrong_elements);
    }
    if (found->in_array) {
        cJSON_AddNumberToObject(item, "core", found->core);
        cJSON_AddNumberToObject(item, "pe_row", found->pe_row);
        cJSON_AddNumberToObject(item, "pe_column", found->pe_col);
    }
    if (found->has_operands) {
        cJSON_AddNumberToObject(item, "k", found->k);
        cJSON_AddNumberToObject(item, "moving", found->a);
        cJSON_AddNumberToObject(item, "stationary", found->b);
    }
    if (found->wrong == FLEXSA_WRONG_MOVING || found->wrong == FLEXSA_WRONG_STATIONARY)
        cJSON_AddNumberToObject(item, "got_operand17", found->wrong == FLEXSA_WRONG_MOVING ? found->got_a : found->got_b);
    if (found->hint[0])
        cJSON_AddStringToObject(item, "note", found->hint);
    if (files->has_repro)
        cJSON_AddStringToObject(item, "repro", files->repro);
    if (files->has_waves) {
        cJSON_AddStringToObject(item, "fst", files->fst);
        cJSON_AddStringToObject(item, "gtkw", files->gtkw);
    } else {
        cJSON_AddStringToObject(item, "no_waves", files->no_waves.text);
    }
}

enum flexsa_status debug_case(const struct debug_job *job, struct flexsa_divergence *found, cJSON *object,
                              struct flexsa_error *err)
{
    struct flexsa_debug_pass pass = {.gbuf = NULL};
    struct debug_files files = {.repro = NULL};
    enum flexsa_status status = name_files(job, &files, err);

    *found = (struct flexsa_divergence){0};
    if (status == FLEXSA_OK && job->folder)
        write_repro(job, &files);
    if (status == FLEXSA_OK)
        status = flexsa_debug_of_repro(job->repro, &flexsa_rtl_backend, &pass, err);
    if (status == FLEXSA_OK)
        status = flexsa_debug_find(&pass.debug, &flexsa_rtl_backend, found, err);
    if (status == FLEXSA_OK && found->wrong) {
        write_waves(&pass.debug, found, &files);
        if (!job->json)
            print_report(job, &pass.debug, found, &files);
        if (object)
            add_report(object, &pass.debug, found, &files);
    }
    flexsa_debug_pass_free(&pass);
    free_files(&files);
    return status;
}

enum flexsa_status debug_check(const struct debug_options *options, struct flexsa_error *err)
{
    const char *folder = options->folder;
    size_t length = folder && !options->off ? strlen(folder) : 0;
    char *name;
    enum flexsa_status status;

    if (!folder || options->off)
        return FLEXSA_OK;
    if (length == 0)
        return flexsa_fail(err, FLEXSA_USAGE, "--debug '': a folder's name is wanted");
    if (access(folder, F_OK) == 0) {
        struct stat info;

        if (stat(folder, &info) == 0 && S_ISDIR(info.st_mode) && access(folder, W_OK | X_OK) == 0)
            return FLEXSA_OK;
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "--debug %s: %s", folder,
                           S_ISDIR(info.st_mode) ? "the folder cannot be written" : "is no folder");
    }
    while (length > 1 && folder[length - 1] == '/')
        length--;
    name = strndup(folder, length); /* is made as a file would be */
    status = name ? flexsa_file_check_output(name, err) : flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a file's name");
    free(name);
    return status;
}

void debug_mismatch(const struct debug_options *options, const struct flexsa_backend_ops *backend,
                    const struct flexsa_repro *repro, const char *name, bool json, cJSON *object)
{
    const char *folder = options->folder ? options->folder : "flexsa-debug";
    struct flexsa_divergence found;
    struct flexsa_error err = {""};
    enum flexsa_status status = FLEXSA_OK;
    char *stem = NULL;

    if (options->off || (backend != &flexsa_rtl_backend && backend != &flexsa_lockstep_backend))
        return;
    if (asprintf(&stem, "%s/%s", folder, name) < 0)
        status = flexsa_fail(&err, FLEXSA_SIM_FAILED, "no memory for the names of files");
    if (status == FLEXSA_OK) {
        const struct debug_job job = {repro, stem, folder, json};

        status = debug_case(&job, &found, object, &err);
    }
    if (status == FLEXSA_OK && !found.wrong)
        status = flexsa_fail(&err, FLEXSA_SIM_FAILED, "the run was repeated, and now nothing is wrong");
    if (status != FLEXSA_OK)
        fprintf(stderr, "flexsa: the first divergence was not found: %s\n", err.text);
    free(stem);
}
