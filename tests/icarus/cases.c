/*
 * cases.c - writes the files that a testbench of this folder reads; scripts/icarus.sh calls it.
 *
 *   icarus_cases fp FOLDER SEED
 *   icarus_cases core FOLDER ROWS COLS TOP_HAS_ADDER SECOND_WEIGHT PIPE_DEPTH WAVES SEED
 *   icarus_cases obuf FOLDER COLS DEPTH TOKENS SEED
 *   icarus_cases gemm FOLDER CONFIG ARCH PIPE_DEPTH SECOND_WEIGHT M N K c0|- f16|- VALUES SEED STALL_SEED [ZEROS]
 *   icarus_cases program FOLDER CONFIG ARCH PIPE_DEPTH SECOND_WEIGHT COUNT SEED STALL_SEED
 */
#define _POSIX_C_SOURCE 200809L
#include "cases.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../harness/golden/kernel.h"

FILE *cases_open(const char *folder, const char *name)
{
    char path[512];
    FILE *file;

    mkdir(folder, 0777);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    if (!file)
        fprintf(stderr, "icarus_cases: cannot write %s: %s\n", path, strerror(errno));
    return file;
}

bool cases_close(FILE *file)
{
    const bool lost = ferror(file) != 0;

    if (fclose(file) == 0 && !lost)
        return true;
    fprintf(stderr, "icarus_cases: a file could not be written to its end: %s\n", strerror(errno));
    return false;
}

void cases_put(struct cases_word *word, uint64_t value, unsigned bits)
{
    while (bits-- > 0)
        word->bits[word->used++] = (char)(value >> bits & 1);
}

void cases_write(struct cases_word *word, FILE *file)
{
    unsigned digit = 0;

    for (unsigned i = 0; i < word->used; i++) {
        digit = digit << 1 | (unsigned)word->bits[i];
        if ((word->used - i - 1) % 4 == 0) {
            fputc("0123456789abcdef"[digit], file);
            digit = 0;
        }
    }
    fputc('\n', file);
    word->used = 0;
}

/* ---- arithmetic ---------------------------------------------------------------------- */

static float half_value(uint16_t half)
{
    return flexsa_f32_value(flexsa_half_to_f32(half));
}

uint32_t cases_fma(uint16_t a, uint16_t b, uint32_t c)
{
    return flexsa_f32_result(fmaf(half_value(a), half_value(b), flexsa_f32_value(c)));
}

uint32_t cases_product(uint16_t a, uint16_t b)
{
    return flexsa_f32_result(half_value(a) * half_value(b));
}

uint32_t cases_sum(uint32_t b, uint32_t c)
{
    return flexsa_f32_result(flexsa_f32_value(b) + flexsa_f32_value(c));
}

uint32_t cases_operand(uint16_t half)
{
    const uint32_t sign = (uint32_t)(half >> 15) << 16;
    const float value = fabsf(half_value(half));
    int exponent;
    float fraction;

    if (value == 0)
        return sign;
    if (isnan(value))
        return sign | 63u << 10 | (half & 0x3ffu);
    if (isinf(value))
        return sign | 62u << 10;
    fraction = frexpf(value, &exponent); /* value = fraction * 2^exponent, fraction in [1/2, 1) */
    return sign | (uint32_t)(exponent - 1 + 25) << 10 | ((uint32_t)ldexpf(fraction, 11) & 0x3ffu);
}

/* ---- the command line ------------------------------------------------------------------- */

static unsigned number(const char *text)
{
    char *end;
    const unsigned long value = strtoul(text, &end, 10);

    if (*text == 0 || *end != 0 || value > 1000000) {
        fprintf(stderr, "icarus_cases: '%s' is no number up to 1000000\n", text);
        exit(2);
    }
    return (unsigned)value;
}

static struct flexsa_machine machine_of(char **argv)
{
    struct flexsa_machine machine;
    struct flexsa_error err = {""};

    for (unsigned arch = 0; flexsa_arch_name(arch); arch++) {
        if (strcmp(argv[1], flexsa_arch_name(arch)) != 0)
            continue;
        if (flexsa_machine_init(&machine, argv[0], arch, &err) != FLEXSA_OK)
            break;
        machine.pipe_depth = number(argv[2]);
        machine.second_weight = number(argv[3]) != 0;
        return machine;
    }
    fprintf(stderr, "icarus_cases: no machine %s %s %s\n", argv[0], argv[1], err.text);
    exit(2);
}

int main(int argc, char **argv)
{
    const char *kind = argc > 2 ? argv[1] : "", *folder = argc > 2 ? argv[2] : "";
    struct flexsa_error err;
    bool good = false;

    if (flexsa_kernel_check_host(&err) != FLEXSA_OK) {
        fprintf(stderr, "icarus_cases: %s\n", err.text);
        return 4;
    }
    if (strcmp(kind, "fp") == 0 && argc == 4) {
        good = cases_fp(folder, number(argv[3]));
    } else if (strcmp(kind, "core") == 0 && argc == 10) {
        const struct cases_core core = {.rows = number(argv[3]), .cols = number(argv[4]), .top_has_adder = number(argv[5]) != 0,
                                        .second_weight = number(argv[6]) != 0, .pipe_depth = number(argv[7])};

        good = cases_core(folder, &core, number(argv[8]), number(argv[9]));
    } else if (strcmp(kind, "obuf") == 0 && argc == 7) {
        good = cases_obuf(folder, number(argv[3]), number(argv[4]), number(argv[5]), number(argv[6]));
    } else if (strcmp(kind, "gemm") == 0 && (argc == 15 || argc == 16)) {
        const struct flexsa_machine machine = machine_of(argv + 3);
        const struct flexsa_gemm gemm = {.m = number(argv[7]), .n = number(argv[8]), .k = number(argv[9]),
                                         .has_c0 = strcmp(argv[10], "c0") == 0, .f16_out = strcmp(argv[11], "f16") == 0};
        enum flexsa_values values;

        if (!flexsa_values_parse(argv[12], &values)) {
            fprintf(stderr, "icarus_cases: no kind of values '%s'\n", argv[12]);
            return 2;
        }
        good = cases_gemm(folder, &machine, &gemm, values, argc == 16 ? number(argv[15]) : 0, number(argv[13]), number(argv[14]));
    } else if (strcmp(kind, "program") == 0 && argc == 10) {
        const struct flexsa_machine machine = machine_of(argv + 3);

        good = cases_program(folder, &machine, number(argv[8]), number(argv[7]), number(argv[9]));
    } else {
        fprintf(stderr, "icarus_cases: fp, core, obuf, gemm or program, a folder and what tests/icarus/cases.c says\n");
        return 2;
    }
    return good ? 0 : 3;
}
