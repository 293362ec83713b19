/*
 * feed_csv.c - CSV: as a table, as a workload, as constants. A line "%trace" ends the workload; a pruning trace follows.
 * A table written out again is the same table; a workload written as a list of M,N,K is the same GEMMs.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../csim/model/constants.h"
#include "../../harness/io/csv.h"
#include "../../harness/io/workload.h"
#include "parsers.h"

/* ---- tables ---------------------------------------------------------------------------- */

static char *print_table(const struct flexsa_csv *csv)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    require(out != NULL, "there is memory");
    fputs("\xef\xbb\xbf", out); /* whatever the first cell begins with, it is no byte order mark */
    for (size_t column = 0; column < csv->columns; column++)
        fprintf(out, "%s,", flexsa_csv_header(csv, column));
    for (size_t row = 0; row < csv->rows; row++) {
        fputc('\n', out);
        for (size_t column = 0; column < csv->columns; column++)
            fprintf(out, "%s,", flexsa_csv_cell(csv, row, column));
    }
    require(fclose(out) == 0, "there is memory");
    return text;
}

static void check_table(const char *text)
{
    struct flexsa_error err = {""};
    struct flexsa_csv csv, again;

    if (!accepted(flexsa_csv_parse("input", text, &csv, &err), &err))
        return;
    require(csv.columns > 0, "a table has columns");
    for (size_t column = 0; column < csv.columns; column++)
        require(flexsa_csv_column(&csv, flexsa_csv_header(&csv, column)) == column, "a column is found by its name");
    for (size_t row = 0; row < csv.rows; row++)
        require(csv.lines[row + 1] > csv.lines[row], "rows stand on rising lines");

    char *printed = print_table(&csv);
    require(flexsa_csv_parse("again", printed, &again, &err) == FLEXSA_OK, "a table written out can be read");
    require(again.columns == csv.columns && again.rows == csv.rows, "a table written out has its size");
    for (size_t i = 0; i < (csv.rows + 1) * csv.columns; i++)
        require(strcmp(again.cells[i], csv.cells[i]) == 0, "a table written out has its cells");
    free(printed);
    flexsa_csv_free(&csv);
    flexsa_csv_free(&again);
}

/* ---- workloads ---------------------------------------------------------------------------- */

static void check_gemm(const struct flexsa_workload_gemm *gemm)
{
    require(gemm->m >= 1 && gemm->m <= FLEXSA_WORKLOAD_MAX_DIM && gemm->n >= 1 && gemm->n <= FLEXSA_WORKLOAD_MAX_DIM &&
                gemm->k >= 1 && gemm->k <= FLEXSA_WORKLOAD_MAX_DIM,
            "M, N, K are in 1..2^24");
    require(memchr(gemm->name, '\0', sizeof gemm->name) != NULL, "a name ends");
    require(flexsa_phase_name(gemm->phase) != NULL, "a phase has a name");
    require(gemm->repeat >= 1, "a GEMM is there at least once");
    require(gemm->a_distinct >= 1 && gemm->a_distinct <= (uint64_t)gemm->m * gemm->k, "A has 1..M*K different elements");
    require(gemm->after < 8, "what follows is norm, add, act");
}

/* Slot 1 may hold the trace, which is not wanted any more. */
static void check_list(const struct flexsa_workload *workload)
{
    struct flexsa_error err = {""};
    struct flexsa_workload again;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    require(out != NULL, "there is memory");
    fputs("phase,M,N,K\n", out);
    for (size_t i = 0; i < workload->count; i++)
        fprintf(out, "%s,%u,%u,%u\n", flexsa_phase_name(workload->gemms[i].phase), workload->gemms[i].m,
                workload->gemms[i].n, workload->gemms[i].k);
    require(fclose(out) == 0, "there is memory");
    require(flexsa_workload_read(file_of(1, text, size), NULL, &again, &err) == FLEXSA_OK, "a list can be read");
    require(again.count == workload->count, "a list has its rows");
    for (size_t i = 0; i < again.count; i++)
        require(again.gemms[i].m == workload->gemms[i].m && again.gemms[i].n == workload->gemms[i].n &&
                    again.gemms[i].k == workload->gemms[i].k && again.gemms[i].phase == workload->gemms[i].phase,
                "a list has its GEMMs");
    free(text);
    flexsa_workload_free(&again);
}

static void check_workload(const char *path, const struct flexsa_workload_options *options)
{
    struct flexsa_error err = {""};
    struct flexsa_workload workload;

    if (!accepted(flexsa_workload_read(path, options, &workload, &err), &err)) {
        require(workload.count == 0 && !workload.gemms, "nothing is left of a refused workload");
        return;
    }
    require(workload.count > 0, "a workload has GEMMs");
    for (size_t i = 0; i < workload.count; i++)
        check_gemm(&workload.gemms[i]);
    require(isfinite(flexsa_workload_macs(&workload)), "its MACs are a number");
    check_list(&workload);
    flexsa_workload_free(&workload);
}

/* ---- constants ---------------------------------------------------------------------------- */

static void check_constants(const char *path)
{
    struct flexsa_error err = {""};
    struct flexsa_constants constants;

    if (!accepted(flexsa_constants_read(path, &constants, &err), &err))
        return;
    for (size_t i = 0; i < FLEXSA_NUM_CONSTANTS; i++)
        require(isfinite(constants.value[i]) && constants.value[i] >= 0, "a constant is a number");
    require(constants.sram_count >= 2 && constants.sram_count <= FLEXSA_MOST_SRAMS, "there are 2..64 banks");
    for (size_t i = 0; i < constants.sram_count; i++) {
        const struct flexsa_sram *sram = &constants.srams[i], at = flexsa_sram_at(&constants, sram->bytes);

        require(isfinite(sram->bytes) && isfinite(sram->read) && isfinite(sram->write) && isfinite(sram->area),
                "a bank is of numbers");
        require(i == 0 || sram[0].bytes > sram[-1].bytes, "banks rise in size");
        require(at.bytes == sram->bytes && at.read > 0, "a bank of the table is found");
    }
}

void feed_csv(const uint8_t *data, size_t size)
{
    static const char mark[] = "%trace\n";
    char *text = malloc(size + 1), *trace;
    struct flexsa_workload_options options = {.batch = 32};
    const char *path;

    require(text != NULL, "there is memory");
    memcpy(text, data, size);
    text[size] = '\0';
    path = file_of(0, data, size);
    if (strlen(text) < size) { /* a byte that is 0: no text */
        struct flexsa_error err = {""};
        struct flexsa_csv csv;

        require(!accepted(flexsa_csv_read(path, &csv, &err), &err), "a file with a byte 0 is refused");
        free(text);
        return;
    }
    trace = strstr(text, mark);
    if (trace)
        *trace = '\0';
    check_table(text);
    path = file_of(0, text, strlen(text));
    check_constants(path);
    check_workload(path, NULL);
    check_workload(path, &options);
    if (trace) {
        trace += strlen(mark);
        check_table(trace);
        options.trace = file_of(1, trace, strlen(trace));
        check_workload(path, &options);
        options.trace = file_of(1, trace, strlen(trace)); /* it was written over */
        options.epoch = "0";
        check_workload(path, &options);
    }
    free(text);
}
