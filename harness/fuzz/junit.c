/* junit.c - see junit.h. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "junit.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "../backend/rtl_backend.h"
#include "../io/file.h"

struct totals {
    size_t tests, failures, errors;
    double seconds;
};

/* A failure is a difference, an error a run that did not come to its end. */
static struct totals count_cases(const struct flexsa_log_case *cases, size_t count, size_t machine)
{
    struct totals totals = {0};

    for (size_t i = 0; i < count; i++) {
        if (cases[i].machine != machine)
            continue;
        totals.tests++;
        totals.failures += cases[i].status == FLEXSA_MISMATCH;
        totals.errors += cases[i].status > FLEXSA_MISMATCH;
        totals.seconds += cases[i].seconds;
    }
    return totals;
}

static void put_escaped(FILE *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(isprint((unsigned char)*text) ? *text : ' ', out);
        }
}

static void put_case(FILE *out, const struct flexsa_log *log, const char *machine, const struct flexsa_log_case *done)
{
    const char *tag = done->status == FLEXSA_MISMATCH ? "failure" : "error";
    char *path;

    fprintf(out, "    <testcase classname=\"%s.%s\" name=\"case %llu\" time=\"%.6f\"", machine,
            done->kind == FLEXSA_REPRO_GEMM ? "gemm" : "program", (unsigned long long)done->index, done->seconds);
    if (done->status == FLEXSA_OK) {
        fputs("/>\n", out);
        return;
    }
    fprintf(out, ">\n      <%s type=\"", tag);
    put_escaped(out, done->signature ? done->signature : "");
    fputs("\" message=\"", out);
    put_escaped(out, done->text ? done->text : "");
    fputs("\">flexsa replay ", out);
    path = flexsa_log_repro_path(log, done->index, done->signature ? done->signature : "");
    put_escaped(out, path ? path : "");
    free(path);
    fprintf(out, "</%s>\n    </testcase>\n", tag);
}

static void put_suite(FILE *out, const struct flexsa_fuzz_plan *plan, const struct flexsa_log *log,
                      const struct flexsa_log_case *cases, size_t count, size_t machine)
{
    const struct totals totals = count_cases(cases, count, machine);
    char name[FLEXSA_MODEL_NAME_BYTES];

    if (totals.tests == 0)
        return;
    flexsa_rtl_model_name(&plan->machines[machine], false, name);
    fprintf(out, "  <testsuite name=\"%s\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.6f\">\n", name,
            totals.tests, totals.failures, totals.errors, totals.seconds);
    for (size_t i = 0; i < count; i++)
        if (cases[i].machine == machine)
            put_case(out, log, name, &cases[i]);
    fputs("  </testsuite>\n", out);
}

enum flexsa_status flexsa_junit_write(const char *path, const struct flexsa_fuzz_plan *plan, const struct flexsa_log *log,
                                      const struct flexsa_log_case *cases, size_t count, struct flexsa_error *err)
{
    struct flexsa_bytes run = {0};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    enum flexsa_status status;

    if (!out)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %s", path);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"flexsa fuzz\">\n", out);
    for (size_t m = 0; m < plan->machine_count; m++)
        put_suite(out, plan, log, cases, count, m);
    fputs("</testsuites>\n", out);
    if (!flexsa_text_close(out, &text))
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %s", path);
    run = (struct flexsa_bytes){text, size};
    status = flexsa_file_write(path, &run, 1, err);
    free(text);
    return status;
}
