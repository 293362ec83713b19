/* debug.c - see debug.h. */
#define _GNU_SOURCE /* asprintf, readlink, realpath */
#include "debug.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../csim/lockstep.h"
#include "../backend/rtl_backend.h"

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
    char *repro, *fst, *gtkw; /* owned */
    bool has_waves;
    struct flexsa_error why;  /* not */
};

static enum flexsa_status name_files(const struct debug_job *job, struct debug_files *files, struct flexsa_error *err)
{
    char *absolute = realpath(".", NULL);
    const bool relative = job->stem[0] != '/';
    const int made = !absolute                                                     ? -1
                     : asprintf(&files->repro, "%s.repro", job->stem) < 0          ? -1
                     : asprintf(&files->gtkw, "%s.gtkw", job->stem) < 0            ? -1
                     : asprintf(&files->fst, "%s%s%s.fst", relative ? absolute : "", relative ? "/" : "", job->stem);

    free(absolute);
    return made >= 0 ? FLEXSA_OK : flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the names of files");
}

static void free_files(struct debug_files *files)
{
    free(files->repro);
    free(files->fst);
    free(files->gtkw);
}

static void write_waves(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found,
                        struct debug_files *files)
{
    enum flexsa_status status = flexsa_debug_wave(debug, &flexsa_rtl_backend, found, files->fst, &files->why);

    if (status == FLEXSA_OK)
        status = wave_check(files->fst, &files->why);
    if (status == FLEXSA_OK)
        status = flexsa_debug_view(debug, found, files->fst, filter_folder(), files->gtkw, &files->why);
    files->has_waves = status == FLEXSA_OK;
}

static void print_report(const struct debug_job *job, const struct flexsa_debug_case *debug,
                         const struct flexsa_divergence *found, const struct debug_files *files)
{
    char text[FLEXSA_DEBUG_BYTES];

    flexsa_debug_print(debug, found, text);
    fputs(text, stderr);
    if (job->write_repro)
        fprintf(stderr, "  again        flexsa debug %s; smaller: flexsa shrink %s\n", files->repro, files->repro);
    if (files->has_waves)
        fprintf(stderr, "  look         gtkwave %s %s\n", files->fst, files->gtkw);
    else
        fprintf(stderr, "  look         no waves: %s\n", files->why.text);
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
    if (found->has_operands)
        cJSON_AddNumberToObject(item, "k", found->k);
    if (found->hint[0])
        cJSON_AddStringToObject(item, "note", found->hint);
    cJSON_AddStringToObject(item, "repro", files->repro);
    if (files->has_waves) {
        cJSON_AddStringToObject(item, "fst", files->fst);
        cJSON_AddStringToObject(item, "gtkw", files->gtkw);
    }
}

enum flexsa_status debug_case(const struct debug_job *job, struct flexsa_divergence *found, cJSON *object,
                              struct flexsa_error *err)
{
    struct flexsa_debug_pass pass = {.gbuf = NULL};
    struct debug_files files = {.repro = NULL};
    enum flexsa_status status = name_files(job, &files, err);

    *found = (struct flexsa_divergence){0};
    if (status == FLEXSA_OK && job->write_repro)
        status = flexsa_repro_write(files.repro, job->repro, err);
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
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        status = flexsa_fail(&err, FLEXSA_BAD_INPUT, "cannot make the folder %s: %s", folder, strerror(errno));
    else if (asprintf(&stem, "%s/%s", folder, name) < 0)
        status = flexsa_fail(&err, FLEXSA_SIM_FAILED, "no memory for the names of files");
    if (status == FLEXSA_OK) {
        const struct debug_job job = {repro, stem, true, json};

        status = debug_case(&job, &found, object, &err);
    }
    if (status == FLEXSA_OK && !found.wrong)
        status = flexsa_fail(&err, FLEXSA_SIM_FAILED, "the run was repeated, and now nothing is wrong");
    if (status != FLEXSA_OK)
        fprintf(stderr, "flexsa: the first divergence was not found: %s\n", err.text);
    free(stem);
}
