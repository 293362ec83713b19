/*
 * rtl_coverage.h - what a model built for coverage (scripts/build_model.sh NAME-cover) leaves behind. Part of rtl_shim.cpp.
 *
 * When a model closes, its counts are added to those in the folder that FLEXSA_COVERAGE names; without that variable
 * nothing is written. Many processes add, one at a time:
 *   MODEL.counts  a uint32_t for each point, in the model's order; locked while one adds
 *   MODEL.dat     the same with names, for verilator_coverage; appears as a whole
 */
#ifndef FLEXSA_RTL_COVERAGE_H
#define FLEXSA_RTL_COVERAGE_H

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

#include "verilated.h"
#include "verilated_cov.h"

/* Adds what the file holds to the counts, which stay at the largest number instead of beginning anew. */
inline bool coverage_add(int file, std::atomic<uint32_t> *counts, size_t points)
{
    std::vector<uint32_t> before(points);
    const ssize_t bytes = pread(file, before.data(), points * sizeof before[0], 0);

    if (bytes != 0 && bytes != static_cast<ssize_t>(points * sizeof before[0]))
        return false;
    for (size_t i = 0; i < points; i++) {
        const uint64_t sum = uint64_t{before[i]} + counts[i];

        before[i] = sum < UINT32_MAX ? static_cast<uint32_t>(sum) : UINT32_MAX;
        counts[i] = before[i];
    }
    return pwrite(file, before.data(), points * sizeof before[0], 0) ==
           static_cast<ssize_t>(points * sizeof before[0]);
}

/* Adds the counts, which are 0 afterwards. False if the folder cannot be written or holds the counts of another build. */
inline bool coverage_save(VerilatedContext *context, const char *model, std::atomic<uint32_t> *counts, size_t points)
{
    const char *folder = getenv("FLEXSA_COVERAGE");
    const std::string path = std::string(folder ? folder : "") + "/" + model;
    int file;
    bool ok;

    if (!folder || !*folder)
        return true;
    file = open((path + ".counts").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    ok = file >= 0 && flock(file, LOCK_EX) == 0 && coverage_add(file, counts, points);
    if (ok) {
        context->coveragep()->forcePerInstance(true);
        context->coveragep()->write((path + ".dat.part").c_str());
        ok = rename((path + ".dat.part").c_str(), (path + ".dat").c_str()) == 0;
    }
    if (file >= 0)
        close(file); /* and unlocks it */
    for (size_t i = 0; i < points; i++)
        counts[i] = 0;
    if (!ok)
        fprintf(stderr, "flexsa: no coverage written to %s.counts: cannot be written, or of another build; empty the folder\n",
                path.c_str());
    return ok;
}

#endif /* FLEXSA_RTL_COVERAGE_H */
