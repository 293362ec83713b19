/*
 * rtl_count.h - given to every file of a model built for coverage by -include. One thread runs a model, so
 * counting needs no atomic addition, which Verilator 5.006 writes and which takes most of a covered model's time;
 * scripts/build_model.sh puts this function in its place.
 */
#ifndef FLEXSA_RTL_COUNT_H
#define FLEXSA_RTL_COUNT_H

#include <atomic>
#include <cstdint>

inline void flexsa_count(std::atomic<uint32_t> &count)
{
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

#endif /* FLEXSA_RTL_COUNT_H */
