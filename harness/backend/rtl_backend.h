/*
 * rtl_backend.h - the Verilated RTL as a backend. Each machine is a shared object of its own,
 * build/models/NAME.so, made by `make model MODEL=NAME`; NAME says all parameters:
 *
 *   CONFIG-ARCH[-d2|-d3][-w1][-trace]     mini-flexsa, full-single-d3, mini-cores-w1-trace
 *
 *   -d2, -d3   pipe_depth 2, 3      -w1   one weight register      -trace   writes waves
 *
 * The folder is that of the running program plus /models, or the variable FLEXSA_MODELS.
 */
#ifndef FLEXSA_RTL_BACKEND_H
#define FLEXSA_RTL_BACKEND_H

#include "../driver/flexsa_backend.h"

/* name "rtl". With a wave_path the model is the one with -trace; one file holds all runs of the
 * instance, 10 time units a cycle of first_cycle's clock. Every run begins with a reset; only GBUF stays. */
extern const struct flexsa_backend_ops flexsa_rtl_backend;

#define FLEXSA_MODEL_NAME_BYTES 64
void flexsa_rtl_model_name(const struct flexsa_machine *machine, bool traced,
                           char name[FLEXSA_MODEL_NAME_BYTES]);

/* Folder of the models. */
const char *flexsa_rtl_model_folder(void);

#endif /* FLEXSA_RTL_BACKEND_H */
