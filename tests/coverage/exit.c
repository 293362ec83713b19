/*
 * exit.c - linked into the programs that `make coverage-c` builds, with -Wl,--wrap=_exit: gcov writes its
 * counters at exit(), and the forked workers of fuzz, shrink and run end with _exit().
 */
#include <stdnoreturn.h>

void __gcov_dump(void);
noreturn void __real__exit(int status);
noreturn void __wrap__exit(int status);

/* tests/memory/fail_alloc.c, if it is loaded: gcov's own allocations are not to fail. */
__attribute__((weak)) void fail_alloc_stop(void);

__attribute__((destructor)) static void stop_failing(void)
{
    if (fail_alloc_stop)
        fail_alloc_stop();
}

noreturn void __wrap__exit(int status)
{
    stop_failing();
    __gcov_dump();
    __real__exit(status);
}
