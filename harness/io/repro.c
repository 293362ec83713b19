/* repro.c - a case's memory, and its file written. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "repro.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

/* ---- memory --------------------------------------------------------------------- */

static size_t size_a(const struct flexsa_gemm *gemm)
{
    return (size_t)gemm->m * gemm->k;
}

static size_t size_b(const struct flexsa_gemm *gemm)
{
    return (size_t)gemm->k * gemm->n;
}

static size_t size_c(const struct flexsa_gemm *gemm)
{
    return (size_t)gemm->m * gemm->n;
}

static enum flexsa_status no_memory(struct flexsa_error *err)
{
    return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a repro's operands");
}

void flexsa_repro_free(struct flexsa_repro *repro)
{
    free(repro->a);
    free(repro->b);
    free(repro->c0);
    free(repro->gbuf);
    flexsa_program_free(&repro->program);
    *repro = (struct flexsa_repro){0};
}

/* NULL for NULL; *failed if there is no memory. */
static void *duplicate(const void *data, size_t bytes, bool *failed)
{
    void *copy = data ? malloc(bytes + 1) : NULL;

    if (copy)
        memcpy(copy, data, bytes);
    *failed = *failed || (data && !copy);
    return copy;
}

enum flexsa_status flexsa_repro_copy(struct flexsa_repro *copy, const struct flexsa_repro *repro,
                                     struct flexsa_error *err)
{
    const bool values = repro->is_inline; /* else a seed tells them, and flexsa_repro_inline makes them */
    bool failed = false;

    *copy = *repro;
    copy->a = duplicate(values ? repro->a : NULL, 2 * size_a(&repro->gemm), &failed);
    copy->b = duplicate(values ? repro->b : NULL, 2 * size_b(&repro->gemm), &failed);
    copy->c0 = duplicate(values ? repro->c0 : NULL, 4 * size_c(&repro->gemm), &failed);
    copy->gbuf = duplicate(values ? repro->gbuf : NULL, repro->machine.gbuf_bytes, &failed);
    copy->program.instrs = duplicate(repro->program.instrs, repro->program.count * sizeof repro->program.instrs[0],
                                     &failed);
    copy->program.capacity = copy->program.instrs ? copy->program.count : 0;
    if (!failed)
        return FLEXSA_OK;
    flexsa_repro_free(copy);
    return no_memory(err);
}

static enum flexsa_status inline_gemm(struct flexsa_repro *repro, struct flexsa_error *err)
{
    const struct flexsa_gemm *gemm = &repro->gemm;
    struct flexsa_random random;

    repro->a = calloc(size_a(gemm), sizeof *repro->a);
    repro->b = calloc(size_b(gemm), sizeof *repro->b);
    repro->c0 = gemm->has_c0 ? calloc(size_c(gemm), sizeof *repro->c0) : NULL;
    if (!repro->a || !repro->b || (gemm->has_c0 && !repro->c0))
        return no_memory(err);
    flexsa_random_seed(&random, repro->values_seed);
    flexsa_values_f16(&random, repro->values, gemm->k, repro->a, size_a(gemm));
    flexsa_values_f16(&random, repro->values, gemm->k, repro->b, size_b(gemm));
    if (gemm->has_c0)
        flexsa_values_f32(&random, repro->values, gemm->k, repro->c0, size_c(gemm));
    return FLEXSA_OK;
}

static enum flexsa_status inline_gbuf(struct flexsa_repro *repro, struct flexsa_error *err)
{
    enum { SUM_LENGTH = 16 }; /* products in a sum, about: special and int depend on it */
    const size_t halves = repro->half_bytes / 2, words = (repro->machine.gbuf_bytes - repro->half_bytes) / 4;
    uint16_t *f16 = calloc(halves + 1, sizeof *f16);
    uint32_t *f32 = calloc(words + 1, sizeof *f32);
    struct flexsa_random random;
    enum flexsa_status status = FLEXSA_OK;

    repro->gbuf = calloc(repro->machine.gbuf_bytes, 1);
    if (f16 && f32 && repro->gbuf) {
        flexsa_random_seed(&random, repro->values_seed);
        flexsa_values_f16(&random, repro->values, SUM_LENGTH, f16, halves);
        flexsa_values_f32(&random, repro->values, SUM_LENGTH, f32, words);
        memcpy(repro->gbuf, f16, 2 * halves);
        memcpy(repro->gbuf + repro->half_bytes, f32, 4 * words);
    } else {
        status = no_memory(err);
    }
    free(f16);
    free(f32);
    return status;
}

enum flexsa_status flexsa_repro_inline(struct flexsa_repro *repro, struct flexsa_error *err)
{
    enum flexsa_status status = FLEXSA_OK;

    if (!repro->is_inline)
        status = repro->kind == FLEXSA_REPRO_GEMM ? inline_gemm(repro, err) : inline_gbuf(repro, err);
    repro->is_inline = true;
    return status;
}

/* ---- the file ---------------------------------------------------------------------- */

static void print_f16(FILE *out, const char *name, const uint16_t *values, size_t rows, size_t cols)
{
    fprintf(out, "%s\n", name);
    for (size_t i = 0; i < rows * cols; i++)
        fprintf(out, "%04x%s", values[i], (i + 1) % cols ? " " : "\n");
}

static void print_f32(FILE *out, const char *name, const uint32_t *values, size_t rows, size_t cols)
{
    fprintf(out, "%s\n", name);
    for (size_t i = 0; i < rows * cols; i++)
        fprintf(out, "%08x%s", values[i], (i + 1) % cols ? " " : "\n");
}

static void print_gemm(FILE *out, const struct flexsa_repro *repro)
{
    const struct flexsa_gemm *gemm = &repro->gemm;

    fprintf(out, "m %u\nn %u\nk %u\n", gemm->m, gemm->n, gemm->k);
    if (gemm->has_c0)
        fputs("c0 1\n", out);
    if (gemm->f16_out)
        fputs("f16 1\n", out);
    if (repro->inject.enabled)
        fprintf(out, "inject %u,%u,%u\n", repro->inject.row, repro->inject.col, repro->inject.bit);
    if (!repro->is_inline) {
        fprintf(out, "operands %s %llu\n", flexsa_values_name(repro->values), (unsigned long long)repro->values_seed);
        return;
    }
    fputs("operands inline\n", out);
    print_f16(out, "a", repro->a, gemm->m, gemm->k);
    print_f16(out, "b", repro->b, gemm->k, gemm->n);
    if (gemm->has_c0)
        print_f32(out, "c0", repro->c0, gemm->m, gemm->n);
}

/* Lines of 16 bytes; those of zeros are left out. */
static void print_gbuf(FILE *out, const struct flexsa_repro *repro)
{
    enum { LINE = 16 };
    static const uint8_t zeros[LINE];
    uint32_t end;

    for (uint32_t addr = 0; addr < repro->machine.gbuf_bytes; addr = end) {
        const unsigned size = addr < repro->half_bytes ? 2 : 4;
        const uint32_t limit = addr < repro->half_bytes ? repro->half_bytes : repro->machine.gbuf_bytes;

        end = limit - addr < LINE ? limit : addr + LINE;
        if (memcmp(repro->gbuf + addr, zeros, end - addr) == 0)
            continue;
        fprintf(out, "0x%04x:", addr);
        for (uint32_t at = addr; at < end; at += size) {
            uint32_t word = 0;

            memcpy(&word, repro->gbuf + at, size);
            fprintf(out, " %0*x", (int)(2 * size), word);
        }
        fputc('\n', out);
    }
}

static void print_program(FILE *out, const struct flexsa_repro *repro)
{
    if (repro->inject.enabled)
        fprintf(out, "inject 0x%x,%u\n", repro->inject.addr, repro->inject.bit);
    if (repro->is_inline) {
        fprintf(out, "gbuf inline %u\n", repro->half_bytes);
        print_gbuf(out, repro);
    } else {
        fprintf(out, "gbuf %s %llu %u\n", flexsa_values_name(repro->values), (unsigned long long)repro->values_seed,
                repro->half_bytes);
    }
    fputs("program\n", out);
    for (size_t i = 0; i < repro->program.count; i++) {
        char text[FLEXSA_TEXT_BYTES];

        flexsa_instr_print(&repro->program.instrs[i], text);
        fprintf(out, "%s\n", text);
    }
}

static void print_number(FILE *out, const char *name, uint64_t value)
{
    if (value)
        fprintf(out, "%s %llu\n", name, (unsigned long long)value);
}

char *flexsa_repro_print(const struct flexsa_repro *repro)
{
    const bool is_gemm = repro->kind == FLEXSA_REPRO_GEMM;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    fprintf(out, "flexsa-repro 1\n# Run it again: flexsa replay FILE; make it smaller: flexsa shrink FILE.\n"
                 "# The format: docs/verification.md, \"Repro files\".\nconfig %s\narch %s\n",
            repro->machine.config, flexsa_arch_name(repro->machine.arch));
    if (repro->machine.pipe_depth != 1)
        print_number(out, "pipe-depth", repro->machine.pipe_depth);
    if (!repro->machine.second_weight)
        fputs("second-weight 0\n", out);
    fprintf(out, "backend %s\n", repro->backend);
    print_number(out, "seed", repro->seed);
    print_number(out, "stall-seed", repro->stall_seed);
    print_number(out, "reset-at", repro->reset_at);
    print_number(out, "timeout", repro->timeout);
    if (repro->signature[0])
        fprintf(out, "signature %s\n", repro->signature);
    fprintf(out, "kind %s\n", is_gemm ? "gemm" : "program");
    (is_gemm ? print_gemm : print_program)(out, repro);
    fputs("end\n", out);
    (void)flexsa_text_close(out, &text);
    return text;
}

enum flexsa_status flexsa_repro_write(const char *path, const struct flexsa_repro *repro, struct flexsa_error *err)
{
    char *text = flexsa_repro_print(repro);
    struct flexsa_bytes run = {text, text ? strlen(text) : 0};
    enum flexsa_status status = text ? flexsa_file_write(path, &run, 1, err) : no_memory(err);

    free(text);
    return status;
}
