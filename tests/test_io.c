/*
 * test_io.c - files in and out: whole files, .npy, CSV, workloads, random operands. Every
 * test works in its own folder below /tmp and removes it.
 */
#define _XOPEN_SOURCE 700

#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../harness/golden/half.h"
#include "../harness/io/csv.h"
#include "../harness/io/file.h"
#include "../harness/io/fst.h"
#include "../harness/io/npy.h"
#include "../harness/io/output.h"
#include "../harness/io/values.h"
#include "../harness/io/workload.h"

static char folder[64];
static char file_path[128];

static const char *in_folder(const char *name)
{
    snprintf(file_path, sizeof file_path, "%s/%s", folder, name);
    return file_path;
}

static void set_up(void)
{
    strcpy(folder, "/tmp/flexsa_io_XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static unsigned files_in_folder(bool remove_them)
{
    unsigned count = 0;
    DIR *dir = opendir(folder);
    cr_assert_not_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        if (entry->d_name[0] != '.') {
            char path[512];
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            if (remove_them)
                unlink(path);
            count++;
        }
    closedir(dir);
    return count;
}

static void tear_down(void)
{
    files_in_folder(true);
    rmdir(folder);
}

static void put(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(data, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
}

static void says(const struct flexsa_error *err, const char *part, const char *what)
{
    cr_expect_not_null(strstr(err->text, part), "%s: \"%s\" does not say \"%s\"", what, err->text,
                       part);
    cr_expect_null(strchr(err->text, '\n'), "%s: more than one line", what);
}

TestSuite(file, .init = set_up, .fini = tear_down);
TestSuite(npy, .init = set_up, .fini = tear_down);
TestSuite(workload, .init = set_up, .fini = tear_down);

/* ---- whole files ------------------------------------------------------------------ */

Test(file, what_is_written_is_read)
{
    enum { SIZE = 200000 };
    char *data, *bytes = malloc(SIZE);
    size_t size;
    struct flexsa_error err;
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)(i * 31 >> 3);
    struct flexsa_bytes runs[] = {{bytes, 1000}, {NULL, 0}, {bytes + 1000, SIZE - 1000}};
    const char *path = in_folder("data");
    cr_assert_eq(flexsa_file_write(path, runs, 3, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_file_read(path, SIZE, &data, &size, &err), FLEXSA_OK, "%s", err.text);
    cr_expect_eq(size, SIZE);
    cr_expect_eq(memcmp(data, bytes, SIZE), 0);
    cr_expect_eq(data[SIZE], 0);
    free(data);
    cr_expect_eq(flexsa_file_read(path, SIZE - 1, &data, &size, &err), FLEXSA_BAD_INPUT);
    says(&err, "larger than the limit of 199999 bytes", "limit");
    cr_expect_eq(flexsa_file_read_text(path, SIZE, &data, &err), FLEXSA_BAD_INPUT);
    says(&err, "not a text file", "binary");
    cr_expect_eq(flexsa_file_read(folder, SIZE, &data, &size, &err), FLEXSA_BAD_INPUT);
    says(&err, "cannot", "folder");
    cr_expect_eq(flexsa_file_read(in_folder("none"), SIZE, &data, &size, &err), FLEXSA_BAD_INPUT);
    says(&err, "No such file", "none");
    cr_expect_eq(flexsa_file_write("/nowhere/x", runs, 3, &err), FLEXSA_BAD_INPUT);
    says(&err, "/nowhere/x: cannot write: No such file", "nowhere");
    free(bytes);
}

Test(file, a_full_disk_leaves_the_old_file_and_no_other)
{
    enum { SIZE = 100000 };
    char *bytes = calloc(SIZE, 1), *text;
    struct flexsa_bytes old = {"old", 3}, big = {bytes, SIZE};
    struct flexsa_error err;
    const char *path = in_folder("data");
    cr_assert_eq(flexsa_file_write(path, &old, 1, &err), FLEXSA_OK);

    struct rlimit before, limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = 50000;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_expect_eq(flexsa_file_write(path, &big, 1, &err), FLEXSA_BAD_INPUT);
    setrlimit(RLIMIT_FSIZE, &before);
    says(&err, "cannot write: File too large", "limit");
    cr_expect_eq(files_in_folder(false), 1, "the temporary file was left behind");
    cr_assert_eq(flexsa_file_read_text(path, 100, &text, &err), FLEXSA_OK);
    cr_expect_str_eq(text, "old");
    free(text);

    cr_expect_eq(flexsa_file_write("/dev/full", &big, 1, &err), FLEXSA_BAD_INPUT);
    says(&err, "/dev/full: cannot write: No space left", "/dev/full");
    struct stat info;
    cr_expect(stat("/dev/full", &info) == 0 && S_ISCHR(info.st_mode), "/dev/full was replaced");
    free(bytes);
}

Test(file, pieces_become_a_file_at_the_end_or_not_at_all)
{
    enum { PIECE = 999, PIECES = 300 };
    char piece[PIECE], *data;
    struct flexsa_output *output;
    struct flexsa_error err;
    size_t size;
    const char *path = in_folder("data");
    put(path, "old", 3);
    for (int keep = 0; keep <= 1; keep++) {
        cr_assert_eq(flexsa_output_open(&output, path, &err), FLEXSA_OK, "%s", err.text);
        for (int i = 0; i < PIECES; i++) {
            memset(piece, i, PIECE);
            cr_assert_eq(flexsa_output_write(output, piece, PIECE, &err), FLEXSA_OK, "%s", err.text);
        }
        cr_assert_eq(flexsa_file_read(path, 1 << 20, &data, &size, &err), FLEXSA_OK);
        cr_expect(size == 3 && strcmp(data, "old") == 0);
        free(data);
        cr_expect_eq(files_in_folder(false), 2);
        cr_expect_eq(flexsa_output_close(output, keep, &err), FLEXSA_OK);
        cr_expect_eq(files_in_folder(false), 1, "the temporary file was left behind");
    }
    cr_assert_eq(flexsa_file_read(path, 1 << 20, &data, &size, &err), FLEXSA_OK);
    cr_assert_eq(size, (size_t)PIECE * PIECES);
    for (size_t i = 0; i < size; i++)
        cr_assert_eq(data[i], (char)(i / PIECE));
    free(data);
    cr_expect_eq(flexsa_output_open(&output, "/nowhere/x", &err), FLEXSA_BAD_INPUT);
    cr_expect_null(output);
    cr_assert_eq(flexsa_output_open(&output, "/dev/full", &err), FLEXSA_OK);
    cr_expect_eq(flexsa_output_write(output, "x", 1, &err), FLEXSA_OK);
    cr_expect_eq(flexsa_output_close(output, true, &err), FLEXSA_BAD_INPUT);
    says(&err, "/dev/full: cannot write: No space left", "/dev/full");
}

Test(file, a_symbolic_link_stays_one)
{
    struct flexsa_bytes data = {"new", 3};
    struct flexsa_error err;
    char target[128], *text;
    struct stat info;
    strcpy(target, in_folder("target"));
    put(target, "old", 3);
    chmod(target, 0640);
    const char *link = in_folder("link");
    cr_assert_eq(symlink(target, link), 0);
    cr_assert_eq(flexsa_file_write(link, &data, 1, &err), FLEXSA_OK, "%s", err.text);
    cr_expect(lstat(link, &info) == 0 && S_ISLNK(info.st_mode));
    cr_assert_eq(flexsa_file_read_text(target, 100, &text, &err), FLEXSA_OK);
    cr_expect_str_eq(text, "new");
    cr_expect(stat(target, &info) == 0 && (info.st_mode & 0777) == 0640);
    free(text);
}

Test(file, an_unfinished_file_can_be_removed)
{
    char first[128], second[128];

    put(strcpy(first, in_folder("first")), "half", 4);
    put(strcpy(second, in_folder("second")), "whole", 5);
    flexsa_file_begin(first);
    flexsa_file_begin(second);
    flexsa_file_end(second);
    flexsa_file_remove_unfinished();
    cr_expect_neq(access(first, F_OK), 0);
    cr_expect_eq(access(second, F_OK), 0);
    flexsa_file_end(first);
    put(first, "again", 5);
    flexsa_file_remove_unfinished();
    cr_expect_eq(access(first, F_OK), 0);
}

Test(file, an_output_is_judged_before_it_is_written)
{
    struct flexsa_error err = {""};
    char path[160];

    cr_expect_eq(flexsa_file_check_output(in_folder("new"), &err), FLEXSA_OK, "%s", err.text);
    cr_expect_neq(access(file_path, F_OK), 0, "the check has made the file");
    cr_expect_eq(flexsa_file_check_output("new", &err), FLEXSA_OK, "%s", err.text);
    cr_expect_eq(flexsa_file_check_output("/dev/null", &err), FLEXSA_OK, "%s", err.text);
    put(in_folder("old"), "old", 3);
    cr_expect_eq(flexsa_file_check_output(file_path, &err), FLEXSA_OK, "%s", err.text);
    snprintf(path, sizeof path, "%s/new", file_path);
    cr_expect_eq(flexsa_file_check_output(path, &err), FLEXSA_BAD_INPUT);
    says(&err, "old/new: cannot write: Not a directory", "below a file");
    cr_expect_eq(flexsa_file_check_output(folder, &err), FLEXSA_BAD_INPUT);
    says(&err, "cannot write: Is a directory", "a folder");
    cr_expect_eq(flexsa_file_check_output(in_folder("none/new"), &err), FLEXSA_BAD_INPUT);
    says(&err, "none/new: cannot write: No such file", "no folder");
    cr_expect_eq(flexsa_file_check_output("", &err), FLEXSA_BAD_INPUT);
}

/* An FST file of a header, values and names, `cut` bytes short, then `more` bytes. */
static enum flexsa_status check_fst(unsigned names, size_t cut, size_t more, struct flexsa_error *err)
{
    static const struct {
        unsigned char type, length;
    } blocks[] = {{0, 40}, {8, 70}, {3, 9}, {6, 30}};
    char data[400] = "";
    size_t used = 0;

    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        data[used] = (char)(blocks[i].type == 6 ? names : blocks[i].type);
        data[used + 8] = (char)blocks[i].length;
        used += 1u + blocks[i].length;
    }
    put(in_folder("w.fst"), data, used - cut + more);
    return flexsa_fst_check(file_path, err);
}

Test(file, a_wave_file_cut_short_is_found)
{
    struct flexsa_error err = {""};

    cr_expect_eq(check_fst(6, 0, 0, &err), FLEXSA_OK, "%s", err.text);
    cr_expect_eq(check_fst(4, 0, 0, &err), FLEXSA_OK, "%s", err.text);
    cr_expect_eq(check_fst(2, 0, 0, &err), FLEXSA_BAD_INPUT, "no names");
    cr_expect_eq(check_fst(9, 0, 0, &err), FLEXSA_BAD_INPUT, "an unknown block");
    for (size_t cut = 1; cut < 150; cut++)
        cr_expect_eq(check_fst(6, cut, 0, &err), FLEXSA_BAD_INPUT, "%zu bytes short", cut);
    cr_expect_eq(check_fst(6, 0, 3, &err), FLEXSA_BAD_INPUT, "bytes after the end");
    says(&err, "w.fst: the wave file was not written whole", "a wave file");
    cr_expect_eq(flexsa_fst_check(in_folder("none"), &err), FLEXSA_BAD_INPUT);
}

/* ---- .npy ---------------------------------------------------------------------------- */

/* A version 1.0 (or other) file with `header` and `bytes` of elements. */
static const char *make_npy(unsigned major, const char *header, size_t bytes)
{
    static char data[4096];
    size_t length = strlen(header), lead = major == 2 ? 12 : 10;
    memset(data, 0, sizeof data);
    memcpy(data, "\x93NUMPY", 6);
    data[6] = (char)major;
    data[8] = (char)(length & 255);
    data[9] = (char)(length >> 8);
    memcpy(data + lead, header, length);
    for (size_t i = 0; i < bytes; i++)
        data[lead + length + i] = (char)i;
    put(in_folder("x.npy"), data, lead + length + bytes);
    return file_path;
}

Test(npy, what_is_written_is_read)
{
    uint16_t halves[6] = {0, 1, 0x7c00, 0x8000, 0xffff, 0x3c00};
    uint32_t floats[6] = {0, 1, 0x7f800000, 0x80000000, 0xffffffff, 0x3f800000};
    struct flexsa_npy in = {2, 3, halves, NULL}, out;
    struct flexsa_error err;
    const char *path = in_folder("x.npy");
    cr_assert_eq(flexsa_npy_write(path, &in, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_npy_read(path, &out, &err), FLEXSA_OK, "%s", err.text);
    cr_expect(out.rows == 2 && out.cols == 3 && out.f16 && !out.f32);
    cr_expect_eq(memcmp(out.f16, halves, sizeof halves), 0);
    flexsa_npy_free(&out);

    in = (struct flexsa_npy){6, 1, NULL, floats};
    cr_assert_eq(flexsa_npy_write(path, &in, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_npy_read(path, &out, &err), FLEXSA_OK, "%s", err.text);
    cr_expect(out.rows == 6 && out.cols == 1 && !out.f16 && out.f32);
    cr_expect_eq(memcmp(out.f32, floats, sizeof floats), 0);
    flexsa_npy_free(&out);

    char *data;
    size_t size;
    cr_assert_eq(flexsa_file_read(path, 4096, &data, &size, &err), FLEXSA_OK);
    cr_expect_eq(size, 128 + sizeof floats);
    static const char dictionary[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (6, 1), } ";
    cr_expect_eq(memcmp(data, "\x93NUMPY\x01\x00\x76\x00", 10), 0);
    cr_expect_eq(memcmp(data + 10, dictionary, sizeof dictionary - 1), 0);
    cr_expect_eq(data[127], '\n');
    free(data);

    cr_expect_eq(flexsa_npy_write("/dev/full", &in, &err), FLEXSA_BAD_INPUT);
    says(&err, "No space left", "/dev/full");
}

Test(npy, headers_as_others_write_them)
{
    static const struct {
        unsigned major;
        const char *header;
    } cases[] = {
        {1, "{'descr': '<f2', 'fortran_order': False, 'shape': (2, 3), }      \n"},
        {2, "{'descr': '<f2', 'fortran_order': False, 'shape': (2, 3), }\n"},
        {1, "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"<f2\"}"},
        {1, " { 'fortran_order' : False , 'descr' : '<f2' , 'shape' : ( 2 , 3 , ) } "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct flexsa_npy npy;
        struct flexsa_error err = {{0}};
        const char *path = make_npy(cases[i].major, cases[i].header, 12);
        cr_assert_eq(flexsa_npy_read(path, &npy, &err), FLEXSA_OK, "case %zu: %s", i, err.text);
        cr_expect(npy.rows == 2 && npy.cols == 3 && npy.f16[5] == 0x0b0a, "case %zu", i);
        flexsa_npy_free(&npy);
    }
}

Test(npy, each_mistake_has_its_message)
{
#define OF(descr, order, shape)                                                                    \
    "{'descr': " descr ", 'fortran_order': " order ", 'shape': " shape "}"
    static const struct {
        unsigned major;
        const char *header;
        size_t bytes;
        const char *says;
    } cases[] = {
        {3, OF("'<f2'", "False", "(2, 3)"), 12, "version 3.0; expected 1.0 or 2.0"},
        {1, OF("'<f8'", "False", "(2, 3)"), 48, "dtype is '<f8'; expected '<f2' or '<f4'"},
        {1, OF("'>f2'", "False", "(2, 3)"), 12, "(little endian)"},
        {1, OF("[('a', '<f2')]", "False", "(2, 3)"), 12, "dtype is a structure"},
        {1, OF("'<f2'", "True", "(2, 3)"), 12, "Fortran order"},
        {1, OF("'<f2'", "Maybe", "(2, 3)"), 12, "expected True or False near \"Maybe"},
        {1, OF("'<f2'", "False", "()"), 2, "0 dimensions; expected 2"},
        {1, OF("'<f2'", "False", "(6,)"), 12, "1 dimension; expected 2"},
        {1, OF("'<f2'", "False", "(1, 2, 3)"), 12, "3 dimensions; expected 2"},
        {1, OF("'<f2'", "False", "(0, 3)"), 0, "empty: 0 x 3"},
        {1, OF("'<f2'", "False", "(3, 0)"), 0, "empty: 3 x 0"},
        {1, OF("'<f2'", "False", "(16777217, 3)"), 12, "too large: 16777217 x 3"},
        {1, OF("'<f2'", "False", "(99999999999999999999999, 3)"), 12, "too large"},
        {1, OF("'<f4'", "False", "(16777216, 16777216)"), 12, "too large"},
        {1, OF("'<f2'", "False", "(-2, 3)"), 12, "expected a shape"},
        {1, OF("'<f2'", "False", "(2, 3"), 12, "expected a shape"},
        {1, OF("'<f2'", "False", "(2, 3)"), 11, "truncated: 11 bytes of elements, expected 12"},
        {1, OF("'<f2'", "False", "(2, 3)"), 13, "bytes follow the 12 bytes of 2 x 3 elements"},
        {1, "{'descr': '<f2', 'shape': (2, 3)}", 12, "lacks 'fortran_order'"},
        {1, "{'descr': '<f2', 'shape': (2, 3), 'shape': (2, 3)}", 12, "unknown or repeated key"},
        {1, "{'colour': 'red'}", 12, "unknown or repeated key"},
        {1, OF("'<f2'", "False", "(2, 3)") " {}", 12, "expected the end near \"{}"},
        {1, "[1]", 12, "expected a dictionary"},
        {1, "", 12, "expected a dictionary"},
        {1, "{'descr", 12, "expected 'key'"},
    };
    struct flexsa_npy npy;
    struct flexsa_error err;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *path = make_npy(cases[i].major, cases[i].header, cases[i].bytes);
        cr_expect_eq(flexsa_npy_read(path, &npy, &err), FLEXSA_BAD_INPUT, "case %zu", i);
        cr_expect_null(npy.f16, "case %zu", i);
        says(&err, cases[i].says, cases[i].header);
    }

    /* Cut at every byte: an error each time, never a crash. */
    make_npy(1, OF("'<f2'", "False", "(2, 3)"), 12);
    char *whole;
    size_t size;
    cr_assert_eq(flexsa_file_read(in_folder("x.npy"), 4096, &whole, &size, &err), FLEXSA_OK);
    for (size_t cut = 0; cut < size; cut++) {
        put(in_folder("cut.npy"), whole, cut);
        cr_expect_eq(flexsa_npy_read(file_path, &npy, &err), FLEXSA_BAD_INPUT, "cut at %zu", cut);
        says(&err, cut < 6 ? "bad magic" : "truncated", "cut");
    }
    whole[7] = 1;
    put(in_folder("minor.npy"), whole, size);
    cr_expect_eq(flexsa_npy_read(file_path, &npy, &err), FLEXSA_BAD_INPUT);
    says(&err, ".npy version 1.1; expected 1.0 or 2.0", "minor version");
    free(whole);
    put(in_folder("x.npy"), "PK\x03\x04 a zip", 11);
    cr_expect_eq(flexsa_npy_read(file_path, &npy, &err), FLEXSA_BAD_INPUT);
    says(&err, "not a .npy file (bad magic)", "zip");
    cr_expect_eq(flexsa_npy_read(in_folder("none"), &npy, &err), FLEXSA_BAD_INPUT);
    says(&err, "none: cannot open: No such file", "none");
}

/* ---- CSV --------------------------------------------------------------------------------- */

Test(csv, cells_by_name)
{
    struct flexsa_csv csv;
    struct flexsa_error err;
    uint32_t value;
    cr_assert_eq(flexsa_csv_parse("x.csv",
                                  "\xef\xbb\xbf# head\r\n\r\n name , M,\r\n# between\r\n"
                                  "a b, 7,\r\n,8\r\n",
                                  &csv, &err),
                 FLEXSA_OK, "%s", err.text);
    cr_expect(csv.columns == 2 && csv.rows == 2);
    cr_expect_eq(flexsa_csv_column(&csv, "m"), 1);
    cr_expect_eq(flexsa_csv_column(&csv, "NAME"), 0);
    cr_expect_eq(flexsa_csv_column(&csv, "nam"), FLEXSA_CSV_NONE);
    cr_expect_str_eq(flexsa_csv_cell(&csv, 0, 0), "a b");
    cr_expect_str_eq(flexsa_csv_cell(&csv, 1, 0), "");
    cr_expect_eq(flexsa_csv_number(&csv, 1, 1, 1, 8, &value, &err), FLEXSA_OK);
    cr_expect_eq(value, 8);
    cr_expect_eq(flexsa_csv_number(&csv, 1, 1, 1, 7, &value, &err), FLEXSA_BAD_INPUT);
    cr_expect_str_eq(err.text, "x.csv:6: column 'M': 8 is out of range; expected 1 to 7");
    flexsa_csv_free(&csv);
}

Test(csv, mistakes)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "x.csv: empty: no header line"},
        {"# only\n\n", "x.csv: empty: no header line"},
        {"a,b\n1\n", "x.csv:2: 1 cell; the header has 2 columns"},
        {"a,b\n1,2,3\n", "x.csv:2: 3 cells; the header has 2 columns"},
        {"a,b\n1,2,,\n", "x.csv:2: 4 cells"},
        {"a,,b\n", "x.csv:1: column 2 has no name"},
        {"\na,B,b\n", "x.csv:2: column 'b' appears twice"},
        {"9,9,9\n", "x.csv:1: column name '9' is a number"},
        {"9,8,7\n", "x.csv:1: column name '9' is a number"},
        {"a,b\n1,2 # two\n,# none\n3\n", "x.csv:4: 1 cell"},
        {"a\n\"1\"\n", "x.csv:2: quoted cells"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct flexsa_csv csv;
        struct flexsa_error err = {{0}};
        cr_expect_eq(flexsa_csv_parse("x.csv", cases[i].text, &csv, &err), FLEXSA_BAD_INPUT);
        says(&err, cases[i].says, cases[i].text);
    }
}

/* ---- workloads ------------------------------------------------------------------------------ */

/* A file of the repository's workloads/, wherever the tests are started; one buffer a name. */
static const char *shipped(const char *name)
{
    static char paths[16][512];
    unsigned used = 0;
    while (paths[used][0] && !strstr(paths[used], name))
        used++;
    char *path = paths[used];
    const char *slash = strrchr(__FILE__, '/');
    snprintf(path, 512, "workloads/%s", name);
    if (access(path, R_OK) != 0)
        snprintf(path, 512, "%.*s/../workloads/%s", slash ? (int)(slash - __FILE__) : 1,
                 slash ? __FILE__ : ".", name);
    return path;
}

static void read_ok(const char *path, const struct flexsa_workload_options *options,
                    struct flexsa_workload *workload)
{
    struct flexsa_error err = {{0}};
    cr_assert_eq(flexsa_workload_read(path, options, workload, &err), FLEXSA_OK, "%s", err.text);
}

static void expect_gemm(const struct flexsa_workload *workload, size_t i, const char *name,
                        enum flexsa_phase phase, uint32_t m, uint32_t n, uint32_t k,
                        uint32_t repeat)
{
    cr_assert_lt(i, workload->count);
    const struct flexsa_workload_gemm *g = &workload->gemms[i];
    cr_expect(strcmp(g->name, name) == 0 && g->phase == phase && g->m == m && g->n == n &&
                  g->k == k && g->repeat == repeat,
              "GEMM %zu is %s %s %ux%ux%u x%u", i, g->name, flexsa_phase_name(g->phase), g->m, g->n,
              g->k, g->repeat);
}

#define LAYERS "layer,in_h,in_w,in_c,out_c,kernel_h,kernel_w,stride_h,stride_w,pad_h,pad_w,groups"

Test(workload, layers_become_gemms)
{
    static const char text[] = LAYERS "\n"
                                      "first,224,224,3,64,7,7,2,2,3,3,1\n"
                                      "dw,9,11,32,64,3,5,2,1,1,2,32\n";
    struct flexsa_workload w;
    struct flexsa_workload_options options = {.batch = 4};
    put(in_folder("net.csv"), text, strlen(text));
    read_ok(file_path, &options, &w);
    cr_assert_eq(w.count, 5);
    expect_gemm(&w, 0, "first", FLEXSA_PHASE_FWD, 4 * 112 * 112, 64, 147, 1);
    expect_gemm(&w, 1, "first", FLEXSA_PHASE_WGRAD, 147, 64, 4 * 112 * 112, 1);
    expect_gemm(&w, 2, "dw", FLEXSA_PHASE_FWD, 4 * 5 * 11, 2, 15, 32);
    expect_gemm(&w, 3, "dw", FLEXSA_PHASE_DGRAD, 4 * 9 * 11, 1, 30, 32);
    expect_gemm(&w, 4, "dw", FLEXSA_PHASE_WGRAD, 15, 2, 4 * 5 * 11, 32);
    flexsa_workload_free(&w);
    options.phases = 1u << FLEXSA_PHASE_DGRAD;
    read_ok(file_path, &options, &w);
    cr_expect_eq(w.count, 1);
    flexsa_workload_free(&w);
}

Test(workload, scale_sim_topologies)
{
    static const char conv[] =
        "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
        "Strides,\n"
        "Conv1, 224, 224, 7, 7, 3, 64, 2,\n" /* 108.5 steps: SCALE-Sim rounds up */
        "\tConv2,\t56,\t56,\t3,\t3,\t64,\t32,\t1,\n"
        "DP1, 10, 10, 3, 3, 8, 1, 1, #dw\n";
    static const char strides[] = "Layer name,IFMAP height,IFMAP width,Filter height,Filter width,"
                                  "Channels,Num filter,Stride height,Stride width,\n"
                                  "c,11,12,3,3,5,6,2,3,\n";
    static const char *const gemms[] = {"Layer, M, N, K,\nfc, 128, 1000, 2048,\n",
                                        "Layer name, M, N, K,\nfc, 128, 1000, 2048\n"};
    static const char list[] = "K,M,N\n3,1,2\n6,4,5\n";
    struct flexsa_workload_options options = {.phases = 1u << FLEXSA_PHASE_FWD};
    struct flexsa_workload w;
    put(in_folder("conv.csv"), conv, strlen(conv));
    read_ok(file_path, &options, &w);
    cr_assert_eq(w.count, 3);
    expect_gemm(&w, 0, "Conv1", FLEXSA_PHASE_FWD, 110 * 110, 64, 147, 1);
    expect_gemm(&w, 1, "Conv2", FLEXSA_PHASE_FWD, 54 * 54, 32, 576, 1);
    expect_gemm(&w, 2, "DP1", FLEXSA_PHASE_FWD, 64, 1, 9, 8);
    flexsa_workload_free(&w);
    read_ok(file_path, NULL, &w);
    cr_assert_eq(w.count, 8); /* the first layer has no data gradient */
    expect_gemm(&w, 1, "Conv1", FLEXSA_PHASE_WGRAD, 147, 64, 110 * 110, 1);
    expect_gemm(&w, 3, "Conv2", FLEXSA_PHASE_DGRAD, 56 * 56, 64, 9 * 32, 1);
    flexsa_workload_free(&w);
    put(in_folder("strides.csv"), strides, strlen(strides));
    read_ok(file_path, &options, &w);
    expect_gemm(&w, 0, "c", FLEXSA_PHASE_FWD, 5 * 4, 6, 45, 1);
    flexsa_workload_free(&w);
    for (size_t i = 0; i < 2; i++) {
        put(in_folder("gemm.csv"), gemms[i], strlen(gemms[i]));
        read_ok(file_path, NULL, &w);
        expect_gemm(&w, 0, "fc", FLEXSA_PHASE_FWD, 128, 1000, 2048, 1);
        flexsa_workload_free(&w);
    }
    put(in_folder("list.csv"), list, strlen(list));
    read_ok(file_path, NULL, &w);
    expect_gemm(&w, 0, "#1", FLEXSA_PHASE_FWD, 1, 2, 3, 1);
    expect_gemm(&w, 1, "#2", FLEXSA_PHASE_FWD, 4, 5, 6, 1);
    flexsa_workload_free(&w);
}

Test(workload, each_mistake_has_file_and_line)
{
#define GRAPH LAYERS ",input_of\n"
    static const struct {
        const char *text, *trace, *epoch, *says;
    } cases[] = {
        {"x,y\n1,2\n", NULL, NULL, ":1: unknown header"},
        {"M,N,K,colour\n1,2,3,4\n", NULL, NULL, ":1: unknown column 'colour'"},
        {"M,N,K\n", NULL, NULL, "no GEMM: no rows"},
        {"M,N,K\n1,0,3\n", NULL, NULL, ":2: column 'N': 0 is out of range; expected 1 to 16777216"},
        {"M,N,K\n1,2,-3\n", NULL, NULL, ":2: column 'K': -3 is negative"},
        {"M,N,K\n1,2,3.5\n", NULL, NULL, ":2: column 'K': \"3.5\" is not a whole number"},
        {"M,N,K\n1,2\n", NULL, NULL, ":2: 2 cells"},
        {"M,N,K\n1,2,\n", NULL, NULL, ":2: column 'K': empty"},
        {"M,N,K\n1,,3\n", NULL, NULL, ":2: column 'N': empty"},
        {"M,N,K\n1,2,16777217\n", NULL, NULL, "out of range"},
        {"M,N,K\n1,2,99999999999999999999999999\n", NULL, NULL, "out of range"},
        {"M,N,K,phase\n1,2,3,back\n", NULL, NULL, ":2: column 'phase': \"back\" is not fwd"},
        {"M,N,K\n1,2,3\n", "epoch,c\n0,1\n", NULL, "takes no batch and no pruning trace"},
        {"layer,in_h\nc,1\n", NULL, NULL, ":1: column 'in_w' is missing"},
        {LAYERS "\nc,1,1,4,4,1,1,1,1,0,0,3\n", NULL, NULL, ":2: 3 groups do not divide"},
        {LAYERS "\nc,2,2,4,4,3,3,1,1,0,0,1\n", NULL, NULL, ":2: the kernel 3x3 is larger"},
        {LAYERS "\nc,9999,9999,4,4,3,3,1,1,0,0,1\n", NULL, NULL, ":2: fwd: M=99940009 N=4 K=36"},
        {LAYERS "\nc,9,9,4,4,3,3,0,1,0,0,1\n", NULL, NULL,
         ":2: column 'stride_h': 0 is out of range"},
        {LAYERS "\nc,1,1,4,4,1,1,1,1,0,0,1\n", "epoch,c\n0,1\n", NULL,
         "needs the column 'input_of'"},
        {GRAPH "c,1,1,4,4,1,1,1,1,0,0,1,\nd,1,1,4,4,1,1,1,1,0,0,1,e\n", "epoch,c\n0,1\n", NULL,
         ":3: column 'input_of': no layer 'e' above"},
        {GRAPH "c,1,1,4,5,1,1,1,1,0,0,1,\nd,1,1,4,4,1,1,1,1,0,0,1,c\n", "epoch,c\n0,1\n", NULL,
         ":3: column 'input_of': 5 channels come from there, but in_c is 4"},
        {GRAPH "c,1,1,4,4,1,1,1,1,0,0,1,\nc,1,1,4,4,1,1,1,1,0,0,1,c\n", "epoch,c\n0,1\n", NULL,
         ":3: layer 'c' appears twice"},
        {GRAPH "c,1,1,4,4,1,1,1,1,0,0,1,\n", "epoch,c\n0,1\n", "7", "no epoch '7'; the first is 0"},
        {GRAPH "c,1,1,4,4,1,1,1,1,0,0,1,\n", "epoch,x\n0,1\n", "0", "'x' is neither a layer"},
        {GRAPH "c,1,1,4,4,1,1,1,1,0,0,1,\n", "epoch,c\n0,0\n", "0",
         ":2: column 'c': 0 is out of range"},
        {GRAPH "c,1,1,4,4,1,1,1,1,0,0,1,\n", "epoch,c\n0,9\n", "0",
         "9 is out of range; expected 1 to 4"},
        {GRAPH "c,1,1,4,4,1,1,1,1,0,0,1,\n", "c\n1\n", NULL, "column 'epoch' is missing"},
        {GRAPH "c,1,1,4,4,1,1,1,1,0,0,1,\n", NULL, "0", "an epoch needs a pruning trace"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct flexsa_workload w;
        struct flexsa_error err = {{0}};
        char net[128], trace[128];
        strcpy(net, in_folder("net.csv"));
        strcpy(trace, in_folder("trace.csv"));
        put(net, cases[i].text, strlen(cases[i].text));
        if (cases[i].trace)
            put(trace, cases[i].trace, strlen(cases[i].trace));
        struct flexsa_workload_options options = {.trace = cases[i].trace ? trace : NULL,
                                                  .epoch = cases[i].epoch};
        cr_expect_eq(flexsa_workload_read(net, &options, &w, &err), FLEXSA_BAD_INPUT, "case %zu",
                     i);
        cr_expect_null(w.gemms, "case %zu", i);
        says(&err, cases[i].says, cases[i].text);
        says(&err, ".csv", cases[i].text);
    }
}

Test(workload, pruned_inputs_follow_their_producers)
{
    static const char net[] = GRAPH "a,8,8,3,10,3,3,1,1,1,1,1,\n"
                                    "b,8,8,10,20,1,1,1,1,0,0,1,a\n"
                                    "c,8,8,30,6,1,1,1,1,0,0,1,a + b\n"
                                    "d,8,8,6,12,3,3,1,1,1,1,6,c\n";
    static const char trace[] = "epoch,ratio,a,b,c,d\n0,1,10,20,6,12\n1,.5,7,11,4,8\n";
    struct flexsa_workload w;
    char net_path[128];
    put(in_folder("trace.csv"), trace, strlen(trace));
    char trace_path[128];
    strcpy(trace_path, file_path);
    put(in_folder("net.csv"), net, strlen(net));
    strcpy(net_path, file_path);
    struct flexsa_workload_options options = {.trace = trace_path, .phases = 1};
    read_ok(net_path, &options, &w); /* no epoch: the last row */
    expect_gemm(&w, 0, "a", FLEXSA_PHASE_FWD, 64, 7, 27, 1);
    expect_gemm(&w, 1, "b", FLEXSA_PHASE_FWD, 64, 11, 7, 1);
    expect_gemm(&w, 2, "c", FLEXSA_PHASE_FWD, 64, 4, 18, 1);
    expect_gemm(&w, 3, "d", FLEXSA_PHASE_FWD, 64, 2, 9, 4);
    flexsa_workload_free(&w);
}

/* Forward MACs of the networks are the published ones... */
Test(workload, shipped_networks)
{
    static const struct {
        const char *file;
        double gmac;
    } nets[] = {{"resnet50_v1_5.csv", 4.0892},
                {"inception_v4.csv", 12.254},
                {"mobilenet_v2.csv", 0.3008},
                {"mobilenet_v2_0.75.csv", 0.2091}};
    for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++) {
        struct flexsa_workload w;
        struct flexsa_workload_options options = {.phases = 1u << FLEXSA_PHASE_FWD};
        read_ok(shipped(nets[i].file), &options, &w);
        double gmac = flexsa_workload_macs(&w) / 1e9;
        cr_expect(fabs(gmac / nets[i].gmac - 1) < 5e-4, "%s: %g GMAC", nets[i].file, gmac);
        flexsa_workload_free(&w);
    }
}

/* ... and with a trace they fall as the trace itself says: the graphs are right. */
Test(workload, shipped_traces)
{
    static const struct {
        const char *net, *trace, *ratio;
    } pairs[] = {
        {"resnet50_v1_5.csv", "resnet50_prunetrain_like_low.csv", "mac_ratio"},
        {"resnet50_v1_5.csv", "resnet50_prunetrain_like_high.csv", "mac_ratio"},
        {"resnet50_v1_5.csv", "resrep_resnet50_imagenet.csv", "mac_ratio_v1_5"},
        {"vgg11_cifar.csv", "prunetrain_vgg11_cifar100_dynamic.csv", "mac_ratio"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct flexsa_workload_options options = {.phases = 1u << FLEXSA_PHASE_FWD};
        struct flexsa_workload w;
        struct flexsa_csv trace;
        struct flexsa_error err;
        read_ok(shipped(pairs[i].net), &options, &w);
        double dense = flexsa_workload_macs(&w);
        flexsa_workload_free(&w);
        options.trace = shipped(pairs[i].trace);
        cr_assert_eq(flexsa_csv_read(options.trace, &trace, &err), FLEXSA_OK, "%s", err.text);
        size_t epoch = flexsa_csv_column(&trace, "epoch");
        size_t ratio = flexsa_csv_column(&trace, pairs[i].ratio);
        for (size_t row = 0; row < trace.rows; row++) {
            options.epoch = flexsa_csv_cell(&trace, row, epoch);
            read_ok(shipped(pairs[i].net), &options, &w);
            double want = strtod(flexsa_csv_cell(&trace, row, ratio), NULL);
            double got = flexsa_workload_macs(&w) / dense;
            cr_expect(fabs(got - want) < 2e-4, "%s epoch %s: %.5f, expected %.5f", pairs[i].trace,
                      options.epoch, got, want);
            flexsa_workload_free(&w);
        }
        flexsa_csv_free(&trace);
    }
}

Test(workload, main_job_is_what_its_readme_says)
{
    struct flexsa_workload job, all;
    struct flexsa_workload_options options = {.trace = shipped("resnet50_prunetrain_like_high.csv"),
                                              .epoch = "50"};
    read_ok(shipped("resnet50_v1_5.csv"), &options, &all);
    read_ok(shipped("main_job.csv"), NULL, &job);
    cr_expect(job.count >= 8 && job.count <= 12);
    cr_expect(flexsa_workload_macs(&job) > 1.5e9 && flexsa_workload_macs(&job) < 2.5e9);
    bool phase_seen[FLEXSA_NUM_PHASES] = {false}, mode_seen[2][2] = {{false}};
    for (size_t i = 0; i < job.count; i++) {
        const struct flexsa_workload_gemm *g = &job.gemms[i];
        bool found = false;
        for (size_t j = 0; j < all.count; j++)
            found |= strcmp(g->name, all.gemms[j].name) == 0 && g->phase == all.gemms[j].phase &&
                     g->m == all.gemms[j].m && g->n == all.gemms[j].n && g->k == all.gemms[j].k &&
                     g->repeat == all.gemms[j].repeat;
        cr_expect(found, "%s %s is not of that network and epoch", g->name,
                  flexsa_phase_name(g->phase));
        phase_seen[g->phase] = true;
        uint32_t last_n = g->n % 128 ? g->n % 128 : 128, last_k = g->k % 128 ? g->k % 128 : 128;
        mode_seen[last_n > 64][last_k > 64] = true;
        mode_seen[last_n > 64][1] |= g->k >= 128;
        mode_seen[1][last_k > 64] |= g->n >= 128;
    }
    cr_expect(phase_seen[0] && phase_seen[1] && phase_seen[2]);
    cr_expect(mode_seen[0][0] && mode_seen[0][1] && mode_seen[1][0] && mode_seen[1][1]);
    flexsa_workload_free(&job);
    flexsa_workload_free(&all);
}

/* ---- random operands ----------------------------------------------------------------------- */

Test(values, the_same_seed_gives_the_same_values)
{
    /* Fixed here so that no change of the generator goes unseen: seeds are in reports. */
    struct flexsa_random random;
    flexsa_random_seed(&random, 1);
    cr_expect_eq(flexsa_random_next(&random), 0xb3f2af6d0fc710c5u);
    for (unsigned kind = 0; kind < FLEXSA_NUM_VALUES; kind++) {
        uint16_t a[2][100];
        for (unsigned i = 0; i < 2; i++) {
            flexsa_random_seed(&random, 99);
            flexsa_values_f16(&random, (enum flexsa_values)kind, 10, a[i], 100);
        }
        cr_expect_eq(memcmp(a[0], a[1], sizeof a[0]), 0);
    }
}

Test(values, each_kind_is_what_it_says)
{
    enum { COUNT = 200000, K = 300 };
    static uint16_t v[COUNT];
    static uint32_t c[COUNT];
    static bool seen[65536];
    struct flexsa_random random;
    double sum = 0, squares = 0;
    flexsa_random_seed(&random, 3);

    flexsa_values_f16(&random, FLEXSA_VALUES_NORMAL, K, v, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        double x = (double)flexsa_f32_value(flexsa_half_to_f32(v[i]));
        sum += x;
        squares += x * x;
    }
    cr_expect(fabs(sum / COUNT) < 0.02 && fabs(squares / COUNT - 1) < 0.03, "mean %g, variance %g",
              sum / COUNT, squares / COUNT);

    flexsa_values_f16(&random, FLEXSA_VALUES_FULL, K, v, COUNT);
    unsigned distinct = 0;
    for (unsigned i = 0; i < COUNT; i++) {
        cr_assert((v[i] & 0x7c00) != 0x7c00, "not finite");
        distinct += !seen[v[i]];
        seen[v[i]] = true;
    }
    cr_expect_gt(distinct, 59000); /* of 63488: 1 - exp(-200000 / 63488) = 95.7% */

    unsigned bad = 0, zero[2] = {0}, subnormal = 0, largest = 0;
    flexsa_values_f16(&random, FLEXSA_VALUES_SPECIAL, K, v, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        bad += (v[i] & 0x7c00) == 0x7c00;
        zero[v[i] >> 15] += (v[i] & 0x7fff) == 0;
        subnormal += (v[i] & 0x7c00) == 0 && (v[i] & 0x3ff);
        largest += (v[i] & 0x7fff) == 0x7bff;
    }
    cr_expect(bad > COUNT / K / 8 && bad < COUNT / K, "%u infinities and NaN", bad);
    cr_expect(zero[0] > 1000 && zero[1] > 1000 && subnormal > 1000 && largest > 1000);

    int64_t bound = flexsa_values_int_bound(K), most = 0;
    cr_expect(bound * bound * K < 1 << 23 && (bound + 1) * (bound + 1) * K >= 1 << 23);
    flexsa_values_f16(&random, FLEXSA_VALUES_INT, K, v, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        float x = flexsa_f32_value(flexsa_half_to_f32(v[i]));
        cr_assert(x == (float)(int)x);
        most = llabs((long long)x) > most ? llabs((long long)x) : most;
    }
    cr_expect_eq(most, bound);
    flexsa_values_f32(&random, FLEXSA_VALUES_INT, K, c, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        float x = flexsa_f32_value(c[i]);
        cr_assert(x == (float)(int)x && fabsf(x) <= 1 << 22);
    }
    cr_expect_eq(flexsa_values_int_bound(1), 2048);
    cr_expect_eq(flexsa_values_int_bound(1 << 24), 0);

    enum flexsa_values kind;
    cr_expect(flexsa_values_parse("special", &kind) && kind == FLEXSA_VALUES_SPECIAL);
    cr_expect(!flexsa_values_parse("odd", &kind));
    cr_expect_null(flexsa_values_name(FLEXSA_NUM_VALUES));
}
