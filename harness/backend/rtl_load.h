/* rtl_load.h - from a machine to its loaded, compared model. Inner part of rtl_backend.c. */
#ifndef FLEXSA_RTL_LOAD_H
#define FLEXSA_RTL_LOAD_H

#include "rtl_backend.h"
#include "rtl_model.h"

struct rtl_library {
    void *handle; /* of dlopen */
    const struct rtl_model_ops *ops;
};

/* BAD_INPUT, naming the make target, if the model is not built. */
enum flexsa_status rtl_library_load(struct rtl_library *library, const struct flexsa_machine *machine,
                                    bool traced, struct flexsa_error *err);
void rtl_library_unload(struct rtl_library *library);

/* Compares what was built (sizes_o) and the ports' widths with the machine. */
enum flexsa_status rtl_compare_sizes(const struct flexsa_machine *machine,
                                     const struct rtl_ports *ports, struct flexsa_error *err);

#endif /* FLEXSA_RTL_LOAD_H */
