/* fst.h - is a wave file whole? The writer of FST files reports no full disk. */
#ifndef FLEXSA_FST_H
#define FLEXSA_FST_H

#include "../isa/flexsa_status.h"

/* BAD_INPUT unless `path` is a sequence of whole FST blocks, its names among them. */
enum flexsa_status flexsa_fst_check(const char *path, struct flexsa_error *err);

#endif /* FLEXSA_FST_H */
