/* junit.h - the cases of a log as JUnit XML, as CI servers read it: a test suite for each machine. */
#ifndef FLEXSA_JUNIT_H
#define FLEXSA_JUNIT_H

#include "draw.h"
#include "log.h"

/* Whole or not at all. */
enum flexsa_status flexsa_junit_write(const char *path, const struct flexsa_fuzz_plan *plan, const struct flexsa_log *log,
                                      const struct flexsa_log_case *cases, size_t count, struct flexsa_error *err);

#endif /* FLEXSA_JUNIT_H */
