/*
 * exit.c - linked into the programs that `make coverage-c` builds, with -Wl,--wrap=_exit: gcov writes its
 * counters at exit(), and the forked workers of fuzz, shrink and run end with _exit().
 */
#include <stdnoreturn.h>

void __gcov_dump(void);
noreturn void __real__exit(int status);
noreturn void __wrap__exit(int status);

noreturn void __wrap__exit(int status)
{
    __gcov_dump();
    __real__exit(status);
}
