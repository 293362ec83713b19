// Comparison of the RTL's floating point (flexsa_fp_pkg, run by fma_lanes.sv) with the host's.
#ifndef FMA_VECTORS_H
#define FMA_VECTORS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FMA_LANES 1024
#define FMA_OPS 4  // of enum fma_op

enum fma_op {
  FMA_OP_FMA,    // a * b + c: binary16, binary16, binary32
  FMA_OP_MUL,    // a * b: binary16, binary16
  FMA_OP_ADD,    // b + c: binary32, binary32
  FMA_OP_ROUND,  // binary16 of c: binary32
};

// What a check found. Zero it before the first check; checks add to it.
struct fma_report {
  uint64_t checked;
  uint64_t failed;
  // The first failure; replay it with fma_check_one().
  enum fma_op op;
  uint32_t a, b, c, got, want;
};

// Result of one operation, by the host's arithmetic.
uint32_t fma_expect(enum fma_op op, uint32_t a, uint32_t b, uint32_t c);

void fma_check_one(struct fma_report *report, enum fma_op op, uint32_t a, uint32_t b, uint32_t c);

// All pairs and triples of special and boundary values; cancellation, ties and sticky bits at every
// exponent distance. About 11 million vectors.
void fma_check_directed(struct fma_report *report);

// `count` random vectors of each operation, with exponents chosen to meet.
void fma_check_random(struct fma_report *report, uint64_t count, uint64_t seed);

// Products of all a in [first, first + count) with all 65,536 b. All a: 2^32 products.
void fma_check_products(struct fma_report *report, uint32_t first, uint32_t count);

// In fma_shim.cpp: FMA_LANES operations in the RTL.
void fma_shim_run(enum fma_op op, const uint32_t *a, const uint32_t *b, const uint32_t *c,
                  uint32_t *result);

// In fma_shim.cpp: the end of a check. The library for `make coverage` writes its counts.
void fma_shim_end(void);

#ifdef __cplusplus
}
#endif

#endif
