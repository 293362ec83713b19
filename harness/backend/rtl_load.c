/* rtl_load.c - names, loads and compares models. */
#define _GNU_SOURCE /* readlink */
#include "rtl_load.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void flexsa_rtl_model_name(const struct flexsa_machine *machine, bool traced,
                           char name[FLEXSA_MODEL_NAME_BYTES])
{
    char depth[8] = "";

    if (machine->pipe_depth > 1)
        snprintf(depth, sizeof depth, "-d%u", machine->pipe_depth % 10);
    snprintf(name, FLEXSA_MODEL_NAME_BYTES, "%s-%s%s%s%s", machine->config,
             flexsa_arch_name(machine->arch), depth, machine->second_weight ? "" : "-w1",
             traced ? "-trace" : "");
}

const char *flexsa_rtl_model_folder(void)
{
    static char folder[PATH_MAX + 8];
    const char *set = getenv("FLEXSA_MODELS");
    char *slash;
    ssize_t length;

    if (set && *set)
        return set;
    length = readlink("/proc/self/exe", folder, PATH_MAX);
    folder[length > 0 ? length : 0] = '\0';
    slash = strrchr(folder, '/');
    snprintf(slash ? slash : folder, 8, slash ? "/models" : "models");
    return folder;
}

enum flexsa_status rtl_library_load(struct rtl_library *library, const struct flexsa_machine *machine,
                                    bool traced, struct flexsa_error *err)
{
    char name[FLEXSA_MODEL_NAME_BYTES], path[PATH_MAX + 96];
    const struct rtl_model_ops *(*get_ops)(void);
    void *symbol;

    *library = (struct rtl_library){0};
    flexsa_rtl_model_name(machine, traced, name);
    snprintf(path, sizeof path, "%s/%s.so", flexsa_rtl_model_folder(), name);
    if (access(path, R_OK) != 0)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "the RTL model %s is not built (no %s): run `make model MODEL=%s`", name,
                           path, name);
    /* NODELETE: what Verilator allocates when it is loaded would be lost at every dlclose. */
    library->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library->handle)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "cannot load the RTL model %s: %s", name, dlerror());
    symbol = dlsym(library->handle, FLEXSA_RTL_MODEL_SYMBOL);
    if (symbol) {
        memcpy(&get_ops, &symbol, sizeof get_ops);
        library->ops = get_ops();
    }
    if (!library->ops || library->ops->abi != FLEXSA_RTL_MODEL_ABI) {
        rtl_library_unload(library);
        return flexsa_fail(err, FLEXSA_SIM_FAILED,
                           "the RTL model %s is out of date: run `make model MODEL=%s`", path, name);
    }
    return FLEXSA_OK;
}

void rtl_library_unload(struct rtl_library *library)
{
    if (library->handle)
        dlclose(library->handle);
    *library = (struct rtl_library){0};
}

/* One line of the comparison. */
struct size {
    const char *name;
    unsigned built, wanted;
};

enum flexsa_status rtl_compare_sizes(const struct flexsa_machine *machine,
                                     const struct rtl_ports *ports, struct flexsa_error *err)
{
    const bool single = machine->arch == FLEXSA_ARCH_SINGLE;
    const unsigned lanes = single ? 1 : 4;
    const unsigned data_bytes = lanes * machine->port_bytes;
    uint64_t w[2];

    memcpy(w, ports->sizes_o.data, sizeof w);
    const struct size sizes[] = {
        {"ISA version", w[1] >> 56 & 0xff, FLEXSA_ISA_VERSION},
        {"architecture", w[1] >> 48 & 0xff, machine->arch},
        {"second weight register", w[1] >> 40 & 1, machine->second_weight},
        {"pipe depth", w[1] >> 32 & 0xff, machine->pipe_depth},
        {"port bytes", w[1] & 0xffffffff, single ? machine->port_bytes / 2 : machine->port_bytes},
        {"BLK_M", w[0] >> 48 & 0xffff, machine->blk_m},
        {"sub-core columns", w[0] >> 32 & 0xffff, machine->sub_cols},
        {"sub-core rows", w[0] >> 16 & 0xffff, machine->sub_rows},
        {"bytes of rd_rsp_data_i", ports->rd_rsp_data_i.bytes, 3 * data_bytes},
        {"bytes of instr_i", ports->instr_i.bytes, FLEXSA_INSTR_BITS / 8},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (sizes[i].built != sizes[i].wanted) {
            char name[FLEXSA_MODEL_NAME_BYTES];

            flexsa_rtl_model_name(machine, false, name);
            return flexsa_fail(err, FLEXSA_SIM_FAILED,
                               "the RTL model %s was built with %s = %u, the harness expects %u: "
                               "run `make model MODEL=%s`",
                               name, sizes[i].name, sizes[i].built, sizes[i].wanted, name);
        }
    return FLEXSA_OK;
}
