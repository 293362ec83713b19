/* rtl_cases.h - machines and single GEMMs for the tests that run the RTL. */
#ifndef RTL_CASES_H
#define RTL_CASES_H

#include "../harness/backend/rtl_backend.h"
#include "../harness/driver/driver.h"
#include "../harness/io/values.h"

/* A machine as its model's name says it: "mini-cores-d2-w1". */
struct flexsa_machine case_machine(const char *model);

/* Seeds to run: `count`, times FLEXSA_TEST_SCALE. */
unsigned case_count(unsigned count);

/* About `waves` waves of very few rows, in any mode, all added to one tile a core that LdOBUF loads and StLBUF stores in
 * the end; weights used again two times of three. Operands in the lower half of GBUF, C in the upper. Where random
 * programs (random_program.h) mostly wait for rows, these wait for switches, swaps, halves and each other.
 * The caller frees it. */
struct flexsa_program case_small_waves(const struct flexsa_machine *machine, uint64_t seed, unsigned waves);

/* Random operands, owned; free with case_free. */
struct case_operands {
    uint16_t *a, *b, *c16;
    uint32_t *c0, *c;
};
struct case_operands case_make(const struct flexsa_gemm *gemm, enum flexsa_values values, uint64_t seed);
void case_free(struct case_operands *operands);
struct flexsa_operands case_view(const struct case_operands *operands);

/* Runs the GEMM, checked; fails the test, with the whole report, unless all is equal. Returns
 * how many passes it took. */
uint64_t case_run(struct flexsa_driver *driver, const struct flexsa_machine *machine, struct flexsa_gemm gemm,
                  enum flexsa_values values, uint64_t seed, uint64_t stall_seed);

/* GBUF as random_program.h wants it: operands below half_bytes, binary32 above; special values. */
void case_fill_image(uint8_t *image, const struct flexsa_machine *machine, uint32_t half_bytes, uint64_t seed);

/* Runs `program` on lockstep and golden backend, GBUF beginning as `image`; fails the test, naming it `what`, unless all of
 * GBUF is equal in the end, and the counters. */
void case_run_both(void *rtl, void *golden, const struct flexsa_machine *machine, const uint8_t *image,
                   const struct flexsa_program *program, uint64_t stall_seed, const char *what);

struct flexsa_driver *case_open(const struct flexsa_machine *machine, const struct flexsa_backend_ops *backend);

#endif /* RTL_CASES_H */
