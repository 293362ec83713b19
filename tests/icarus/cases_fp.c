/*
 * cases_fp.c - vectors of the floating-point functions: {op 4, a 32, b 32, c 32, want 32} a line, for fp.sv. The directed and
 * random vectors are those of tests/fma/fma_vectors.c, which hands them to fma_shim_run below instead of to a Verilated model:
 * it writes every so many of them with the golden side's result, and gives that result back, so fma_vectors.c compares it with
 * the host's own conversions.
 */
#include "cases.h"

#include "../fma/fma_vectors.h"

enum { OP_RECODE = FMA_OPS };

/* One in so many of each operation's vectors is written, the first of each class at first. */
static struct {
    FILE *file;
    unsigned every[FMA_OPS], left[FMA_OPS];
} sink;

static void put(unsigned op, uint32_t a, uint32_t b, uint32_t c, uint32_t want)
{
    fprintf(sink.file, "%x%08x%08x%08x%08x\n", op, (unsigned)a, (unsigned)b, (unsigned)c, (unsigned)want);
}

static uint32_t expect(enum fma_op op, uint32_t a, uint32_t b, uint32_t c)
{
    switch (op) {
    case FMA_OP_FMA: return cases_fma((uint16_t)a, (uint16_t)b, c);
    case FMA_OP_MUL: return cases_product((uint16_t)a, (uint16_t)b);
    case FMA_OP_ADD: return cases_sum(b, c);
    case FMA_OP_ROUND: return flexsa_f32_to_half(c);
    }
    return 0;
}

void fma_shim_run(enum fma_op op, const uint32_t *a, const uint32_t *b, const uint32_t *c, uint32_t *result)
{
    for (unsigned i = 0; i < FMA_LANES; i++) {
        result[i] = expect(op, a[i], b[i], c[i]);
        if (sink.left[op]-- != 0)
            continue;
        sink.left[op] = sink.every[op] - 1;
        put(op, a[i], b[i], c[i], result[i]);
    }
}

void fma_shim_end(void)
{
}

/* Zero, subnormals, normals, infinity and NaN, least and largest of each. */
static void put_classes(void)
{
    static const uint16_t halves[] = {0x0000, 0x0001, 0x03ff, 0x0400, 0x3bff, 0x3c00, 0x3c01, 0x7bff, 0x7c00, 0x7c01, 0x7e00};
    static const uint32_t floats[] = {0x00000000, 0x00000001, 0x007fffff, 0x00800000, 0x3f7fffff, 0x3f800000,
                                      0x3f800001, 0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fc00000};
    const unsigned count = 2 * sizeof halves / sizeof halves[0];

    for (unsigned i = 0; i < count; i++)
        for (unsigned j = 0; j < count; j++) {
            const uint16_t a = (uint16_t)(halves[i / 2] | (i & 1) << 15), b = (uint16_t)(halves[j / 2] | (j & 1) << 15);

            put(FMA_OP_MUL, a, b, 0, cases_product(a, b));
            for (unsigned k = 0; k < count; k++) {
                const uint32_t c = floats[k / 2] | (uint32_t)(k & 1) << 31;

                put(FMA_OP_FMA, a, b, c, cases_fma(a, b, c));
            }
        }
}

bool cases_fp(const char *folder, uint64_t seed)
{
    struct fma_report report = {0};
    static const unsigned directed[FMA_OPS] = {149, 1, 149, 97}, random[FMA_OPS] = {1, 1, 1, 1};

    sink.file = cases_open(folder, "fp.hex");
    if (!sink.file)
        return false;
    put_classes();
    for (uint32_t half = 0; half < 0x10000; half++)
        if (half % 7 == 0 || (half & 0x7fff) < 0x410 || (half & 0x7fff) > 0x7bf0)
            put(OP_RECODE, half, 0, 0, cases_operand((uint16_t)half));
    for (unsigned op = 0; op < FMA_OPS; op++)
        sink.every[op] = directed[op];
    fma_check_directed(&report);
    for (unsigned op = 0; op < FMA_OPS; op++)
        sink.every[op] = random[op], sink.left[op] = 0;
    fma_check_random(&report, 8192, seed);
    if (!cases_close(sink.file))
        return false;
    if (report.failed == 0 && report.checked > 0)
        return true;
    fprintf(stderr, "icarus_cases: half.c and the host disagree: op %u, a %x, b %x, c %x: %x, host %x\n", (unsigned)report.op,
            (unsigned)report.a, (unsigned)report.b, (unsigned)report.c, (unsigned)report.got, (unsigned)report.want);
    return false;
}
