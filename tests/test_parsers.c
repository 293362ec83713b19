/*
 * test_parsers.c - every input kept in tests/corpus is read as libFuzzer had it read (tests/parsers). `make fuzz-parsers`
 * with KEEP=1 renews them. Also what was found so, each by name.
 */
#define _POSIX_C_SOURCE 200809L
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../csim/model/constants.h"
#include "../harness/fuzz/log.h"
#include "../harness/io/csv.h"
#include "../harness/io/npy.h"
#include "parsers/parsers.h"

/* Feeds every file of tests/corpus/NAME; returns how many. */
static unsigned feed_folder(const struct parser *parser)
{
    char folder[128], path[512];
    unsigned count = 0;
    DIR *dir;

    snprintf(folder, sizeof folder, "tests/corpus/%s", parser->name);
    dir = opendir(folder);
    cr_assert_not_null(dir, "%s is missing: tests run from the top of the tree", folder);
    for (struct dirent *entry; (entry = readdir(dir));) {
        uint8_t data[PARSER_MAX_BYTES + 1];
        size_t size;
        FILE *file;

        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        file = fopen(path, "rb");
        cr_assert_not_null(file, "%s", path);
        size = fread(data, 1, sizeof data, file);
        fclose(file);
        cr_assert_leq(size, PARSER_MAX_BYTES, "%s is larger than %d bytes", path, PARSER_MAX_BYTES);
        parser->feed(data, size);
        count++;
    }
    closedir(dir);
    return count;
}

static void expect_corpus(const char *name)
{
    for (size_t i = 0; i < parser_count; i++)
        if (strcmp(parsers[i].name, name) == 0) {
            cr_expect_gt(feed_folder(&parsers[i]), 0, "tests/corpus/%s is empty", name);
            return;
        }
    cr_assert_fail("no parser %s", name);
}

Test(parsers, npy) { expect_corpus("npy"); }
Test(parsers, csv) { expect_corpus("csv"); }
Test(parsers, program) { expect_corpus("program"); }
Test(parsers, repro) { expect_corpus("repro"); }
Test(parsers, machine) { expect_corpus("machine"); }
Test(parsers, log) { expect_corpus("log"); }

Test(parsers, each_folder_has_its_parser)
{
    DIR *dir = opendir("tests/corpus");
    unsigned folders = 0;

    cr_assert_not_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        bool known = entry->d_name[0] == '.';

        folders += !known;
        for (size_t i = 0; i < parser_count; i++)
            known = known || strcmp(parsers[i].name, entry->d_name) == 0;
        cr_expect(known, "tests/corpus/%s is no parser's", entry->d_name);
    }
    closedir(dir);
    cr_expect_eq(folders, parser_count);
}

/* ---- what was found, by the fuzzer or while its checks were written ---------------------------- */

Test(parsers, a_message_that_quotes_a_file_is_one_line)
{
    static const char npy_file[] = "\x93NUMPY\x01\x00\x06\x00{a\n\x1b[2";
    struct flexsa_error err = {""};
    struct flexsa_npy npy;
    struct flexsa_csv csv;

    cr_expect_eq(flexsa_npy_read(file_of(0, npy_file, sizeof npy_file - 1), &npy, &err), FLEXSA_BAD_INPUT);
    cr_expect(strstr(err.text, "near \"a??[2\""), "%s", err.text);
    cr_expect_eq(flexsa_csv_parse("f.csv", "a\x01z,b\x7f,a\x01z\n", &csv, &err), FLEXSA_BAD_INPUT);
    cr_expect_str_eq(err.text, "f.csv:1: column 'a?z' appears twice");
}

/* A comment after a carriage return was a cell. */
Test(parsers, a_comment_may_follow_any_space)
{
    struct flexsa_error err = {""};
    struct flexsa_csv csv;

    cr_assert_eq(flexsa_csv_parse("f.csv", "a,b,\r # header\n1,2,\t\r#row\n", &csv, &err), FLEXSA_OK, "%s", err.text);
    cr_expect_eq(csv.columns, 2);
    cr_expect_eq(csv.rows, 1);
    flexsa_csv_free(&csv);
}

/* Each name is compared with each: millions of columns would take for ever. */
Test(parsers, columns_have_a_limit)
{
    struct flexsa_error err = {""};
    struct flexsa_csv csv;
    char *text = malloc(2 * FLEXSA_CSV_MAX_COLUMNS + 2);

    cr_assert_not_null(text);
    memset(text, ',', 2 * FLEXSA_CSV_MAX_COLUMNS);
    strcpy(text + FLEXSA_CSV_MAX_COLUMNS, "\n");
    cr_expect_eq(flexsa_csv_parse("f.csv", text, &csv, &err), FLEXSA_BAD_INPUT);
    cr_expect_str_eq(err.text, "f.csv:1: 4097 columns; at most 4096");
    strcpy(text + FLEXSA_CSV_MAX_COLUMNS - 1, "\n");
    cr_expect_eq(flexsa_csv_parse("f.csv", text, &csv, &err), FLEXSA_BAD_INPUT);
    cr_expect_str_eq(err.text, "f.csv:1: column 1 has no name");
    free(text);
}

/* The default table as a file, with one row changed. */
static enum flexsa_status read_constants(const char *key, const char *row, struct flexsa_error *err)
{
    struct flexsa_constants constants;
    char text[8192] = "key,value,unit,origin\n", line[512];

    for (size_t i = 0; flexsa_constants_row(i, line, sizeof line); i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", strncmp(line, key, strlen(key)) == 0 ? row : line);
    return flexsa_constants_read(file_of(0, text, strlen(text)), &constants, err);
}

Test(parsers, constants_are_finite)
{
    struct flexsa_error err = {""};

    cr_expect_eq(read_constants("none", "", &err), FLEXSA_OK, "%s", err.text);
    cr_expect_eq(read_constants("sram,4096,", "sram,4096,inf:1:1,", &err), FLEXSA_BAD_INPUT);
    cr_expect(strstr(err.text, "sram wants bytes"), "%s", err.text);
    cr_expect_eq(read_constants("sram,4096,", "sram,4096,1:1:nan,", &err), FLEXSA_BAD_INPUT);
    cr_expect_eq(read_constants("mac_energy,", "mac_energy,inf,pJ,", &err), FLEXSA_BAD_INPUT);
}

/* A line of the log whose time is no time was a case that is done; sums were nan. */
Test(parsers, a_case_in_the_log_took_a_time)
{
    static const char *const seconds[] = {"nan", "inf", "-1.0"};
    static const char plan[] = "flexsa-fuzz 1 plan";

    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
        struct flexsa_error err = {""};
        struct flexsa_log *log;
        struct flexsa_log_case *cases;
        char path[128];
        size_t count;
        FILE *file;

        snprintf(path, sizeof path, "%s/fuzz.log", scratch_folder());
        file = fopen(path, "w");
        cr_assert_not_null(file);
        fprintf(file, "%s\ncase 0\t0\t0\t0\t9\t0.5\t\t\ncase 1\t0\t0\t0\t9\t%s\t\t\n", plan, seconds[i]);
        cr_assert_eq(fclose(file), 0);
        cr_assert_eq(flexsa_log_open(&log, scratch_folder(), plan, true, &err), FLEXSA_OK, "%s", err.text);
        cr_assert_eq(flexsa_log_read(log, 10, &cases, &count, &err), FLEXSA_OK);
        cr_expect_eq(count, 1, "%s", seconds[i]);
        flexsa_log_free(cases, count);
        flexsa_log_close(log);
    }
}
