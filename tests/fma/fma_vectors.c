#include "fma_vectors.h"

#include <math.h>
#include <string.h>

// Build with -ffp-contract=off and without -ffast-math.

static float float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static uint32_t bits_of(float value) {
  uint32_t bits;
  if (isnan(value)) return 0x7fc00000;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static float float_of_half(uint32_t half) {
  int exponent = half >> 10 & 31;
  int fraction = half & 0x3ff;
  float value;
  if (exponent == 31)
    value = fraction ? NAN : INFINITY;
  else if (exponent == 0)
    value = ldexpf((float)fraction, -24);
  else
    value = ldexpf((float)(1024 + fraction), exponent - 25);
  return half >> 15 & 1 ? -value : value;
}

// To the nearest multiple of binary16's spacing there, by the host's nearbyint (ties to even).
static uint32_t half_of_float(uint32_t bits) {
  double value = fabs((double)float_of(bits));
  uint32_t sign = bits >> 16 & 0x8000;
  int exponent;
  double steps;
  if (isnan(value)) return 0x7e00;
  if (value >= 65520.0) return sign | 0x7c00;
  exponent = value < ldexp(1, -14) ? -14 : ilogb(value);
  steps = nearbyint(ldexp(value, 10 - exponent));  // 0..2048
  return sign + (uint32_t)steps + ((uint32_t)(exponent + 14) << 10);
}

uint32_t fma_expect(enum fma_op op, uint32_t a, uint32_t b, uint32_t c) {
  switch (op) {
    case FMA_OP_FMA: return bits_of(fmaf(float_of_half(a), float_of_half(b), float_of(c)));
    case FMA_OP_MUL: return bits_of(float_of_half(a) * float_of_half(b));
    case FMA_OP_ADD: return bits_of(float_of(b) + float_of(c));
    case FMA_OP_ROUND: return half_of_float(c);
  }
  return 0;
}

// Vectors of one operation wait here until there are enough to fill the lanes.
struct batch {
  struct fma_report *report;
  enum fma_op op;
  int used;
  uint32_t a[FMA_LANES], b[FMA_LANES], c[FMA_LANES];
};

static void batch_flush(struct batch *batch) {
  uint32_t got[FMA_LANES];
  struct fma_report *report = batch->report;
  if (batch->used == 0) return;
  for (int i = batch->used; i < FMA_LANES; i++) {  // lanes left over do nothing else: what runs is compared
    batch->a[i] = batch->a[0];
    batch->b[i] = batch->b[0];
    batch->c[i] = batch->c[0];
  }
  fma_shim_run(batch->op, batch->a, batch->b, batch->c, got);
  for (int i = 0; i < batch->used; i++) {
    uint32_t want = fma_expect(batch->op, batch->a[i], batch->b[i], batch->c[i]);
    report->checked++;
    if (got[i] == want) continue;
    if (report->failed++ == 0) {
      report->op = batch->op;
      report->a = batch->a[i];
      report->b = batch->b[i];
      report->c = batch->c[i];
      report->got = got[i];
      report->want = want;
    }
  }
  batch->used = 0;
}

// Each operation has a batch: two in turn fill both.
static void batch_add(struct batch *batches, enum fma_op op, uint32_t a, uint32_t b, uint32_t c) {
  struct batch *batch = &batches[op];
  if (batch->used == FMA_LANES) batch_flush(batch);
  batch->op = op;
  batch->a[batch->used] = a;
  batch->b[batch->used] = b;
  batch->c[batch->used] = c;
  batch->used++;
}

static void batches_open(struct batch *batches, struct fma_report *report) {
  for (int op = 0; op < FMA_OPS; op++) batches[op].report = report;
}

static void batches_end(struct batch *batches) {
  for (int op = 0; op < FMA_OPS; op++) batch_flush(&batches[op]);
  fma_shim_end();
}

void fma_check_one(struct fma_report *report, enum fma_op op, uint32_t a, uint32_t b, uint32_t c) {
  static struct batch batches[FMA_OPS];
  batches_open(batches, report);
  batch_add(batches, op, a, b, c);
  batches_end(batches);
}

static uint64_t random_next(uint64_t *state) {  // splitmix64
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

static const uint16_t kHalves[] = {
    0x0000, 0x0001, 0x0002, 0x0003, 0x01ff, 0x0200, 0x0201, 0x03fe, 0x03ff,  // zero, subnormals
    0x0400, 0x0401, 0x07ff, 0x0800, 0x3bff, 0x3c00, 0x3c01, 0x3fff, 0x4000,  // normals
    0x5555, 0x2aaa, 0x7800, 0x7bfe, 0x7bff,
    0x7c00, 0x7c01, 0x7dff, 0x7e00, 0x7fff,                                  // infinity, NaNs
};
static const uint32_t kFloats[] = {
    0x00000000, 0x00000001, 0x00000002, 0x00000003, 0x003fffff, 0x00400000, 0x007fffff,
    0x00800000, 0x00800001, 0x00ffffff, 0x01000000, 0x01000001, 0x0c000000, 0x0cffffff,
    0x33000000, 0x33000001, 0x33800000, 0x33bfffff, 0x33c00000, 0x33c00001, 0x387fdfff,
    0x387fe000, 0x387fefff, 0x387ff000, 0x387ff001, 0x387fffff, 0x38800000, 0x38801000,
    0x38803000, 0x3f7fffff, 0x3f800000, 0x3f800001, 0x3f801000, 0x3f803000, 0x477fe000,
    0x477fefff, 0x477ff000, 0x477ff001, 0x4f000000, 0x7e800000, 0x7effffff, 0x7f000000,
    0x7f7ffffe, 0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fbfffff, 0x7fc00000, 0x7fffffff,
};
#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

static uint32_t half_at(uint32_t i) { return kHalves[i >> 1] | (i & 1) << 15; }
static uint32_t float_at(uint32_t i) { return kFloats[i >> 1] | (i & 1) << 31; }

// Sums near c: the product itself with either sign, moved by a few units in the last place and by
// every exponent distance, with significands that tie, stick and carry.
static void add_near(struct batch *batches, uint32_t a, uint32_t b) {
  static const uint32_t significands[] = {0, 1, 0x3fffff, 0x400000, 0x400001, 0x7ffffe, 0x7fffff};
  uint32_t product = bits_of(float_of_half(a) * float_of_half(b));
  int exponent = product >> 23 & 255;
  if (exponent == 0 || exponent == 255) return;
  for (int ulp = -3; ulp <= 3; ulp++) {
    batch_add(batches, FMA_OP_FMA, a, b, (product ^ 0x80000000) + (uint32_t)ulp);
    batch_add(batches, FMA_OP_FMA, a, b, product + (uint32_t)ulp);
  }
  for (int place = 0; place < 23; place++) {  // the sum's leading one is here: every depth of cancellation
    batch_add(batches, FMA_OP_FMA, a, b, (product ^ 0x80000000) + (1u << place));
    batch_add(batches, FMA_OP_FMA, a, b, (product ^ 0x80000000) - (1u << place));
    batch_add(batches, FMA_OP_ADD, 0, product, (product ^ 0x80000000) + (1u << place));
    batch_add(batches, FMA_OP_ADD, 0, product, (product ^ 0x80000000) - (1u << place));
  }
  for (int gap = -50; gap <= 50; gap++) {
    if (exponent + gap < 1 || exponent + gap > 254) continue;
    for (uint32_t i = 0; i < 2 * COUNT(significands); i++) {
      uint32_t c = (uint32_t)(exponent + gap) << 23 | significands[i >> 1] | (i & 1) << 31;
      batch_add(batches, FMA_OP_FMA, a, b, c);
      batch_add(batches, FMA_OP_ADD, 0, product, c);
    }
  }
}

void fma_check_directed(struct fma_report *report) {
  static struct batch batches[FMA_OPS];
  batches_open(batches, report);
  for (uint32_t i = 0; i < 2 * COUNT(kHalves); i++)
    for (uint32_t j = 0; j < 2 * COUNT(kHalves); j++)
      for (uint32_t k = 0; k < 2 * COUNT(kFloats); k++)
        batch_add(batches, FMA_OP_FMA, half_at(i), half_at(j), float_at(k));
  for (uint32_t i = 0; i < 2 * COUNT(kHalves); i++)
    for (uint32_t j = 0; j < 2 * COUNT(kHalves); j++) {
      batch_add(batches, FMA_OP_MUL, half_at(i), half_at(j), 0);
      add_near(batches, half_at(i), half_at(j));
    }
  for (uint32_t i = 0; i < 2 * COUNT(kFloats); i++)
    for (uint32_t j = 0; j < 2 * COUNT(kFloats); j++)
      for (uint32_t gap = 0; gap < 256; gap++)  // the second with every exponent, too
        batch_add(batches, FMA_OP_ADD, 0, float_at(i), float_at(j) ^ gap << 23);
  for (uint32_t top = 0; top < 0x80000; top++) {  // every binary16 tie, and next to it
    static const uint32_t low[] = {0, 1, 0xfff, 0x1000, 0x1001, 0x1fff};
    for (uint32_t i = 0; i < COUNT(low); i++)
      batch_add(batches, FMA_OP_ROUND, 0, 0, top << 13 | low[i]);
  }
  batches_end(batches);
}

// A binary32 whose exponent is within 30 of `like`'s, now and then anything.
static uint32_t float_near(uint32_t like, uint64_t random) {
  int exponent = (int)(like >> 23 & 255) + (int)(random >> 32 & 63) - 32;
  uint32_t fraction = (uint32_t)random & 0x7fffff;
  if ((random >> 40 & 15) == 0) return (uint32_t)random;
  if ((random >> 44 & 3) == 0) fraction &= -(1u << (random >> 48 & 15) % 23);
  if ((random >> 46 & 3) == 0) fraction = (like ^ (random >> 60 & 7)) & 0x7fffff;
  if (exponent < 0) exponent = 0;
  if (exponent > 254) exponent = 254;
  return (uint32_t)(random >> 52 & 1) << 31 | (uint32_t)exponent << 23 | fraction;
}

void fma_check_random(struct fma_report *report, uint64_t count, uint64_t seed) {
  static struct batch batches[FMA_OPS];
  batches_open(batches, report);
  for (uint64_t n = 0; n < count; n++) {
    uint64_t random = random_next(&seed);
    uint32_t a = random & 0xffff;
    uint32_t b = random >> 16 & 0xffff;
    uint32_t product = bits_of(float_of_half(a) * float_of_half(b));
    batch_add(batches, FMA_OP_FMA, a, b, float_near(product, random_next(&seed)));
  }
  for (uint64_t n = 0; n < count; n++) {
    uint64_t random = random_next(&seed);
    batch_add(batches, FMA_OP_MUL, random & 0xffff, random >> 16 & 0xffff, 0);
  }
  for (uint64_t n = 0; n < count; n++) {
    uint32_t b = (uint32_t)random_next(&seed);
    batch_add(batches, FMA_OP_ADD, 0, b, float_near(b, random_next(&seed)));
  }
  for (uint64_t n = 0; n < count; n++) {
    uint64_t random = random_next(&seed);
    uint32_t like = (uint32_t)(100 + (random >> 32) % 45) << 23;  // around binary16's range
    batch_add(batches, FMA_OP_ROUND, 0, 0, float_near(like, random_next(&seed)));
  }
  batches_end(batches);
}

void fma_check_products(struct fma_report *report, uint32_t first, uint32_t count) {
  static struct batch batch;
  static float value[65536];
  batch.report = report;
  for (uint32_t half = 0; half < 65536; half++) value[half] = float_of_half(half);
  for (uint32_t a = first; a < first + count; a++)
    for (uint32_t base = 0; base < 65536; base += FMA_LANES) {
      uint32_t got[FMA_LANES];
      for (uint32_t i = 0; i < FMA_LANES; i++) {
        batch.a[i] = a;
        batch.b[i] = base + i;
      }
      fma_shim_run(FMA_OP_MUL, batch.a, batch.b, batch.c, got);
      for (uint32_t i = 0; i < FMA_LANES; i++) {
        uint32_t want = bits_of(value[a] * value[base + i]);
        report->checked++;
        if (got[i] == want) continue;
        if (report->failed++ == 0) {
          report->op = FMA_OP_MUL;
          report->a = a;
          report->b = base + i;
          report->c = 0;
          report->got = got[i];
          report->want = want;
        }
      }
    }
  fma_shim_end();
}
