/*
 * flexsa_backend.h - one table of functions behind which a machine runs: the
 * Verilated RTL and the golden model can run side by side in one process.
 */
#ifndef FLEXSA_BACKEND_H
#define FLEXSA_BACKEND_H

#include "../isa/flexsa_instr.h"
#include "flexsa_array.h"

/* Called for every GBUF write the machine makes, in order. `cycle` is 0 in untimed backends.
 * lane = OBUF partition (or core); addr, bytes = where in GBUF; data = the bytes; bit i of strobe
 * = byte i is written. Return false to stop the run (it then ends with FLEXSA_MISMATCH). */
struct flexsa_write {
    uint64_t cycle;
    unsigned lane;
    uint32_t addr;
    unsigned bytes;
    const uint8_t *data;
    const uint8_t *strobe;  /* (bytes + 7) / 8 bytes                              */
};
typedef bool flexsa_on_write(void *context, const struct flexsa_write *write);
/* Called now and then with the cycles so far; return false to stop the run. */
typedef bool flexsa_on_progress(void *context, uint64_t cycle, uint64_t instrs_done);

/* When an instruction began and was complete: cycles of its run. Sync has none (0, 0). */
struct flexsa_times {
    uint64_t start, done;
};

struct flexsa_run_options {
    flexsa_on_write *on_write;       /* may be NULL                               */
    flexsa_on_progress *on_progress; /* may be NULL                               */
    flexsa_on_cycle *on_cycle;       /* may be NULL; only the RTL calls it        */
    void *context;
    uint64_t timeout_cycles;         /* 0: a bound computed from the program      */
    uint64_t stall_seed;             /* 0: GBUF answers at once; else random latency and
                                        back-pressure on every channel            */
    uint64_t reset_at_cycle;         /* 0, or: the RTL first runs up to this cycle, is reset there, gets its GBUF
                                        back, and begins anew; nothing of the first part is reported */
    uint64_t first_cycle;            /* the wave file's clock as this run begins  */
    uint64_t wave_from, wave_to;     /* with a wave_path: cycles [from, to) of that clock go into
                                        the file; both 0: all of them             */
    unsigned wave_column;            /* the PE column of every core that the wave file shows whole */
    struct flexsa_times *times;      /* NULL, or one for each instruction: filled in by timed backends */
};

struct flexsa_run_result {
    uint64_t cycles;                       /* of this program, 0 if untimed       */
    uint64_t counters[FLEXSA_NUM_CNT];     /* of this program, summed over cores  */
};

struct flexsa_backend_ops {
    const char *name; /* "rtl", "golden" */
    /* The instance is owned by the caller and freed by close(). */
    enum flexsa_status (*open)(void **instance, const struct flexsa_machine *machine,
                               const char *wave_path /* FST, or NULL */, struct flexsa_error *err);
    void (*close)(void *instance);
    /* Direct access to GBUF's bytes: gbuf_bytes of them, valid until close(). */
    uint8_t *(*gbuf)(void *instance);
    /* Runs a program that flexsa_program_check accepted, until everything is complete. */
    enum flexsa_status (*run)(void *instance, const struct flexsa_program *program,
                              const struct flexsa_run_options *options,
                              struct flexsa_run_result *result, struct flexsa_error *err);
};

#endif /* FLEXSA_BACKEND_H */
