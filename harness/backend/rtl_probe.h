/*
 * rtl_probe.h - the registers of a Verilated model as a struct flexsa_array.
 */
#ifndef FLEXSA_RTL_PROBE_H
#define FLEXSA_RTL_PROBE_H

#include "../driver/flexsa_array.h"
#include "../isa/flexsa_machine.h"
#include "rtl_model.h"

struct rtl_probe {
    struct flexsa_array array;
    const uint8_t *step[4];   /* a unit: its array is about to advance              */
    uint32_t **banks;         /* memory of array.partition[].bank                   */
};

/* SIM_FAILED if the model does not show a register (rtl/flexsa_sim.vlt), or without memory. */
enum flexsa_status rtl_probe_open(struct rtl_probe *probe, const struct flexsa_machine *machine,
                                  const struct rtl_model_ops *ops, void *model, struct flexsa_error *err);
void rtl_probe_close(struct rtl_probe *probe);

/* Chooses the column of PEs that a model with waves shows whole. */
enum flexsa_status rtl_probe_show(const struct flexsa_machine *machine, const struct rtl_model_ops *ops, void *model,
                                  unsigned column, struct flexsa_error *err);

/* Bit u: unit u's array advances at the coming edge. After settle(). */
unsigned rtl_probe_steps(const struct rtl_probe *probe);

#endif /* FLEXSA_RTL_PROBE_H */
