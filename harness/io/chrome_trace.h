/*
 * chrome_trace.h - a file in the Chrome trace-event format, which ui.perfetto.dev and chrome://tracing
 * open: processes have threads ("tracks"), tracks have slices. Written event by event.
 */
#ifndef FLEXSA_CHROME_TRACE_H
#define FLEXSA_CHROME_TRACE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "../isa/flexsa_status.h"

struct flexsa_chrome_trace; /* a file under construction; opaque */

/* Owned by the caller, freed by flexsa_chrome_trace_close. Errors as flexsa_output_open. */
enum flexsa_status flexsa_chrome_trace_open(struct flexsa_chrome_trace **trace, const char *path,
                                            struct flexsa_error *err);

/* Where a slice lies. Ids begin at 1 (Perfetto keeps 0 for itself), and no two things have the same: Perfetto
 * takes a track with a process's id for its main thread. */
struct flexsa_track {
    unsigned process, track;
};

/* Both are shown in the order of their ids. */
enum flexsa_status flexsa_chrome_trace_process(struct flexsa_chrome_trace *trace, unsigned process, const char *name,
                                               struct flexsa_error *err);
enum flexsa_status flexsa_chrome_trace_track(struct flexsa_chrome_trace *trace, struct flexsa_track track,
                                             const char *name, struct flexsa_error *err);

/* Slices of a track may touch, not overlap. colour: one of chrome://tracing's names, or NULL. */
struct flexsa_slice {
    struct flexsa_track track;
    const char *name, *category, *colour;
    uint64_t begin, length;     /* microseconds; length at least 1                     */
};

/* args: what a click on the slice shows; taken over. */
enum flexsa_status flexsa_chrome_trace_slice(struct flexsa_chrome_trace *trace, const struct flexsa_slice *slice,
                                             cJSON *args, struct flexsa_error *err);

/* about: the file's otherData; taken over, may be NULL without keep. keep as for flexsa_output_close. */
enum flexsa_status flexsa_chrome_trace_close(struct flexsa_chrome_trace *trace, cJSON *about, bool keep,
                                             struct flexsa_error *err);

#endif /* FLEXSA_CHROME_TRACE_H */
