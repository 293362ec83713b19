/*
 * feed_log.c - the log that `flexsa fuzz --resume` reads: a log of another run stays as it is; of this run's, whole lines
 * stay and the torn end goes; cases read, written to another log and read again are the same.
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../harness/fuzz/log.h"
#include "../../harness/io/file.h"
#include "parsers.h"

static const char plan[] = "flexsa-fuzz 1 plan";

static void write_bytes(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");

    require(file && fwrite(data, 1, size, file) == size && fclose(file) == 0, "a file can be written");
}

static void check_cases(const struct flexsa_log_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        require(i == 0 || cases[i].index > cases[i - 1].index, "cases come by index, each once");
        require(cases[i].status >= FLEXSA_OK && cases[i].status <= FLEXSA_SIM_FAILED, "a case has a status");
        require(cases[i].kind == FLEXSA_REPRO_GEMM || cases[i].kind == FLEXSA_REPRO_PROGRAM, "a case has a kind");
        require((cases[i].status == FLEXSA_OK) == !cases[i].signature, "failures have signatures");
        require((cases[i].status == FLEXSA_OK) == !cases[i].text, "failures have texts");
        require(isfinite(cases[i].seconds) && cases[i].seconds >= 0, "a case took its time");
    }
}

/* Once the line has been written, texts are short enough and printable. */
static void check_same(const struct flexsa_log_case *a, size_t a_count, const struct flexsa_log_case *b, size_t b_count,
                       bool with_texts)
{
    require(a_count == b_count, "a log written out has its cases");
    for (size_t i = 0; i < a_count; i++) {
        require(a[i].index == b[i].index && a[i].machine == b[i].machine && a[i].kind == b[i].kind &&
                    a[i].status == b[i].status && a[i].cycles == b[i].cycles && fabs(a[i].seconds - b[i].seconds) <= 1e-6 * (1 + a[i].seconds),
                "a case written is the same once read");
        require(!with_texts || !a[i].text || (strcmp(a[i].text, b[i].text) == 0 && strcmp(a[i].signature, b[i].signature) == 0),
                "texts written are the same once read");
    }
}

/* Writes the cases to a new log of this name and reads them again. */
static void rewrite(const char *name, const struct flexsa_log_case *cases, size_t count, struct flexsa_log_case **again,
                    size_t *again_count)
{
    struct flexsa_error err = {""};
    struct flexsa_log *log;
    char folder[96], path[128];

    snprintf(folder, sizeof folder, "%s/%s", scratch_folder(), name);
    snprintf(path, sizeof path, "%s/fuzz.log", folder);
    require(flexsa_log_open(&log, folder, plan, false, &err) == FLEXSA_OK, "a log can be begun");
    for (size_t i = 0; i < count; i++)
        require(flexsa_log_add(log, &cases[i], NULL, &err) == FLEXSA_OK, "a case can be added");
    require(flexsa_log_read(log, UINT64_MAX, again, again_count, &err) == FLEXSA_OK, "the log can be read");
    check_cases(*again, *again_count);
    flexsa_log_close(log);
    require(remove(path) == 0 && remove(folder) == 0, "a log without failures kept is one file");
}

/* The file is the input up to its last line end, or the plan alone. */
static void check_file(const char *path, const uint8_t *data, size_t size)
{
    struct flexsa_error err = {""};
    char *text;
    size_t now;

    require(flexsa_file_read(path, (size_t)PARSER_MAX_BYTES + 64, &text, &now, &err) == FLEXSA_OK, "the log can be read");
    require(now > 0 && text[now - 1] == '\n', "an open log ends with a line end");
    if (memchr(data, '\n', size))
        require(now <= size && memcmp(text, data, now) == 0 && !memchr(data + now, '\n', size - now), "whole lines stay");
    else
        require(now == sizeof plan && memcmp(text, plan, sizeof plan - 1) == 0, "a new log begins with the plan");
    free(text);
}

void feed_log(const uint8_t *data, size_t size)
{
    struct flexsa_error err = {""};
    struct flexsa_log *log;
    struct flexsa_log_case *cases, *again, *third;
    size_t count, again_count, third_count, now;
    char folder[96], path[128], *text;

    snprintf(folder, sizeof folder, "%s/log", scratch_folder());
    snprintf(path, sizeof path, "%s/fuzz.log", folder);
    (void)mkdir(folder, 0777);
    write_bytes(path, data, size);
    if (!accepted(flexsa_log_open(&log, folder, plan, true, &err), &err)) {
        require(!log, "there is no log after a refusal");
        require(flexsa_file_read(path, PARSER_MAX_BYTES, &text, &now, &err) == FLEXSA_OK && now == size &&
                    memcmp(text, data, size) == 0,
                "the log of another run stays as it is");
        free(text);
        return;
    }
    check_file(path, data, size);
    require(flexsa_log_read(log, UINT64_MAX, &cases, &count, &err) == FLEXSA_OK, "an open log can be read");
    check_cases(cases, count);
    rewrite("second", cases, count, &again, &again_count);
    check_same(cases, count, again, again_count, false);
    rewrite("third", again, again_count, &third, &third_count);
    check_same(again, again_count, third, third_count, true);
    flexsa_log_free(cases, count);
    flexsa_log_free(again, again_count);
    flexsa_log_free(third, third_count);
    flexsa_log_close(log);
}
