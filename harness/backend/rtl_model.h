/*
 * rtl_model.h - the C face of one Verilated flexsa_top: what build/models/NAME.so exports.
 *
 * Ports are plain memory: write the inputs, settle(), read the outputs, edge().
 *
 *   one clock cycle:   inputs ... settle() -> outputs of this cycle ... edge()
 */
#ifndef FLEXSA_RTL_MODEL_H
#define FLEXSA_RTL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FLEXSA_RTL_MODEL_ABI 2 /* rises with every change of this header */

/* A port's value, little endian; bytes = the size of its storage. */
struct rtl_port {
    void *data;
    unsigned bytes;
};

/* Ports of rtl/flexsa_top.sv by name. */
struct rtl_ports {
    struct rtl_port rst_ni;
    struct rtl_port instr_valid_i, instr_ready_o, instr_i;
    struct rtl_port rd_req_valid_o, rd_req_ready_i, rd_req_addr_o;
    struct rtl_port rd_rsp_valid_i, rd_rsp_data_i;
    struct rtl_port wr_req_valid_o, wr_req_ready_i, wr_req_addr_o, wr_req_data_o, wr_req_strobe_o;
    struct rtl_port start_o, done_o, idle_o;
    struct rtl_port count_unit_i, count_index_i, count_o;
    struct rtl_port sizes_o;
};

struct rtl_model_ops {
    unsigned abi;
    bool traced;   /* waves can be written                                        */
    bool asserts;  /* the RTL's assertions are alive                              */
    /* NULL without memory. Registers begin with random bits drawn from `seed`. */
    void *(*open)(uint64_t seed, struct rtl_ports *ports);
    void (*close)(void *model);
    void (*settle)(void *model);
    void (*edge)(void *model);
    /* What the first assertion that failed since the last reset printed, NULL while there is none. */
    const char *(*failure)(const void *model);
    /* False if the model is untraced or the file cannot be written. */
    bool (*wave_open)(void *model, const char *path);
    void (*wave_dump)(void *model, uint64_t time);
    /* A register that rtl/flexsa_sim.vlt makes public: `scope` from flexsa_top down,
     * as in a wave file. Its memory, little endian, valid until close(); data is NULL if there is none. */
    struct rtl_port (*find)(void *model, const char *scope, const char *name);
};

/* The one symbol of the shared object. */
#define FLEXSA_RTL_MODEL_SYMBOL "flexsa_rtl_model"
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const struct rtl_model_ops *
flexsa_rtl_model(void);

#ifdef __cplusplus
}
#endif

#endif /* FLEXSA_RTL_MODEL_H */
