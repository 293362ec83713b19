/* fuzz.c - libFuzzer's entry point for one parser: scripts/fuzz_parsers.sh compiles it with -DFEED=feed_npy, ... */
#include "parsers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= PARSER_MAX_BYTES)
        FEED(data, size);
    return 0;
}
