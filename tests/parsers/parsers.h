/*
 * parsers.h - every place where FlexSA reads what others wrote, as a function of bytes. libFuzzer (fuzz.c) makes up
 * the bytes; tests/test_parsers.c feeds those that are kept in tests/corpus/NAME.
 *
 *   npy      matrices, .npy
 *   csv      layer tables, SCALE-Sim topologies, lists, pruning traces, constants
 *   program  assembler text, and programs as words
 *   repro    repro files
 *   machine  machine files, JSON
 *   log      the log of `flexsa fuzz --resume`
 *
 * A feed takes any bytes at all. It aborts, with a line on stderr, if the project does something wrong with them:
 * a refusal without a message or with more than a line, a value nothing else may hold, a text that is not the same
 * once written and read again, a file left behind.
 */
#ifndef PARSERS_H
#define PARSERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../harness/isa/flexsa_status.h"

enum { PARSER_MAX_BYTES = 4096 }; /* longer inputs are not looked at */

struct parser {
    const char *name;
    void (*feed)(const uint8_t *data, size_t size);
};

extern const struct parser parsers[];
extern const size_t parser_count;

void feed_npy(const uint8_t *data, size_t size);
void feed_csv(const uint8_t *data, size_t size);
void feed_program(const uint8_t *data, size_t size);
void feed_repro(const uint8_t *data, size_t size);
void feed_machine(const uint8_t *data, size_t size);
void feed_log(const uint8_t *data, size_t size);

/* Aborts with `what` unless it holds. */
void require(bool holds, const char *what);

/* OK, or refused as flexsa_status.h says: true if OK. `err` began as "". */
bool accepted(enum flexsa_status status, const struct flexsa_error *err);

/* The path of a file without a name, with these bytes in it; the next call for `slot` writes over it. */
enum { PARSER_SLOTS = 2 };
const char *file_of(unsigned slot, const void *data, size_t size);

/* A folder of this process below /dev/shm or /tmp; it is removed at the end with what is in it. */
const char *scratch_folder(void);
/* How many files are in it. */
unsigned scratch_files(void);

#endif /* PARSERS_H */
