/*
 * mismatch.h - one difference between the backend and what was expected: where in C, where in
 * the array, when, and what.
 */
#ifndef FLEXSA_MISMATCH_H
#define FLEXSA_MISMATCH_H

#include "../compiler/flexsa_plan.h"

enum flexsa_mismatch_kind {
    FLEXSA_MISMATCH_NONE,
    FLEXSA_MISMATCH_VALUE,   /* a stored element differs from the golden model's  */
    FLEXSA_MISMATCH_STRAY,   /* bytes stored twice, or where no tile is           */
    FLEXSA_MISMATCH_MISSING, /* bytes of a tile never stored                      */
    FLEXSA_MISMATCH_RESULT   /* the finished C differs from the oracle            */
};

struct flexsa_mismatch {
    enum flexsa_mismatch_kind kind;
    uint32_t addr;                          /* in GBUF                            */
    uint64_t cycle;                         /* of the GEMM                        */
    bool in_tile;                           /* what follows is known              */
    uint64_t pass, tile;                    /* counted over the GEMM              */
    uint32_t tile_row, tile_col, tile_rows, tile_cols;
    unsigned modes;                         /* bit set of the tile's waves' modes */
    uint32_t row, col;                      /* of C                               */
    unsigned core, pe_column;               /* the core that made the last wave's sum */
    bool f16;
    uint32_t got, expected;                 /* bit patterns                       */
};

/* The tile of `pass` that element (row, col) of C lies in; tile_count if in none. */
size_t flexsa_tile_at(const struct flexsa_pass *pass, uint32_t row, uint32_t col);

/* First and last (its StLBUF) instruction that works on tile t, and the modes of its waves. */
struct flexsa_tile_work {
    size_t first, last, last_exec;
    unsigned modes;
};
struct flexsa_tile_work flexsa_tile_work(const struct flexsa_pass *pass, size_t t);

/* Fills in tile, modes, core and PE column for element (row, col) of C. */
void flexsa_mismatch_locate(struct flexsa_mismatch *mismatch, const struct flexsa_machine *machine,
                            const struct flexsa_pass *pass, uint64_t tiles_before, uint32_t row,
                            uint32_t col);

/* Steps between two finite values of the format; false if one is NaN or infinite. */
bool flexsa_ulp_distance(bool f16, uint32_t got, uint32_t expected, uint64_t *ulps);

/* The report, several lines: `name` of the GEMM, how many elements differ in all, and the
 * command that repeats it (NULL: none). Always fits FLEXSA_REPORT_BYTES, else it is cut. */
#define FLEXSA_REPORT_BYTES 8192
void flexsa_mismatch_report(const struct flexsa_mismatch *mismatch, const char *name,
                            const struct flexsa_gemm *gemm, uint64_t count, const char *command,
                            char text[FLEXSA_REPORT_BYTES]);

const char *flexsa_mismatch_name(enum flexsa_mismatch_kind kind);
/* "FW+HSW"; always fits 32 bytes. */
void flexsa_modes_text(unsigned modes, char text[32]);

#endif /* FLEXSA_MISMATCH_H */
