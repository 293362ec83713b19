/* cmd_info.c - `flexsa info`: what this program knows and finds. */
#define _POSIX_C_SOURCE 200809L /* access */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../csim/model/constants.h"
#include "../backend/rtl_backend.h"
#include "../golden/kernel.h"
#include "common.h"
#include "table.h"

static bool is_built(const char *name)
{
    char path[PATH_MAX + 96];

    snprintf(path, sizeof path, "%s/%s.so", flexsa_rtl_model_folder(), name);
    return access(path, R_OK) == 0;
}

/* "plain trace d2-w1": the models of a configuration and architecture that are built. */
static void list_models(const char *config, unsigned arch, char *text, size_t size, cJSON *array)
{
    size_t used = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < 3 * 2 * 2; i++) {
        struct flexsa_machine machine;
        char name[FLEXSA_MODEL_NAME_BYTES], plain[FLEXSA_MODEL_NAME_BYTES];

        if (flexsa_machine_init(&machine, config, arch, NULL) != FLEXSA_OK)
            continue;
        flexsa_rtl_model_name(&machine, false, plain);
        machine.pipe_depth = 1 + i / 4;
        machine.second_weight = i / 2 % 2 == 0;
        flexsa_rtl_model_name(&machine, i % 2, name);
        if (!is_built(name))
            continue;
        if (array)
            cJSON_AddItemToArray(array, cJSON_CreateString(name));
        if (used < size)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " " : "",
                                     i == 0 ? "plain" : name + strlen(plain) + 1);
    }
}

static void print_configs(void)
{
    static const char *const header[] = {"config", "sub-core", "PEs", "BLK_M", "port bytes", "GBUF bytes"};
    struct table table = {.columns = sizeof header / sizeof header[0]};
    const char *config;

    for (size_t c = 0; c < table.columns; c++)
        table_add(&table, "%s", header[c]);
    for (unsigned i = 0; (config = flexsa_config_name(i)); i++) {
        struct flexsa_machine machine;

        if (flexsa_machine_init(&machine, config, FLEXSA_ARCH_FLEXSA, NULL) != FLEXSA_OK)
            continue;
        table_add(&table, "%s", config);
        table_add(&table, "%ux%u", machine.sub_rows, machine.sub_cols);
        table_add(&table, "%u", flexsa_machine_pes(&machine));
        table_add(&table, "%u", machine.blk_m);
        table_add(&table, "%u", machine.port_bytes);
        table_add(&table, "%u", machine.gbuf_bytes);
    }
    table_print(&table, 1);
    table_free(&table);
}

static void print_models(void)
{
    struct table table = {.columns = 3};
    const char *config;

    for (size_t c = 0; c < table.columns; c++)
        table_add(&table, "%s", ((const char *const[]){"config", "arch", "RTL models built"})[c]);
    for (unsigned i = 0; (config = flexsa_config_name(i)); i++)
        for (unsigned arch = 0; arch <= FLEXSA_ARCH_SINGLE; arch++) {
            char models[128];

            list_models(config, arch, models, sizeof models, NULL);
            if (!models[0])
                continue;
            table_add(&table, "%s", config);
            table_add(&table, "%s", flexsa_arch_name(arch));
            table_add(&table, "%s", models);
        }
    if (table.cells > table.columns)
        table_print(&table, table.columns);
    else
        puts("No RTL model is built.");
    table_free(&table);
}

static void print_text(void)
{
    const struct flexsa_kernel *kernel = flexsa_kernel_at(0);

    printf("FlexSA, ISA version %d, compiled with %s\n", FLEXSA_ISA_VERSION, __VERSION__);
    printf("golden model's kernel on this CPU: %s\n\n", kernel ? kernel->name : "none");
    print_configs();
    printf("\nflexsa  four sub-cores and the switches (1G1F)\n"
           "cores   four independent sub-cores (1G4C)\n"
           "single  one array of twice the rows and columns (1G1C)\n\n");
    print_models();
    printf("\nd2, d3: --pipe-depth; w1: --second-weight 0; trace: for --wave. They are in\n"
           "%s; make model MODEL=CONFIG-ARCH[-d2|-d3][-w1][-trace] builds one.\n",
           flexsa_rtl_model_folder());
}

static void print_as_json(void)
{
    cJSON *object = cJSON_CreateObject(), *configs, *models;
    const struct flexsa_kernel *kernel = flexsa_kernel_at(0);
    const char *config;

    cJSON_AddNumberToObject(object, "isa_version", FLEXSA_ISA_VERSION);
    cJSON_AddStringToObject(object, "compiler", __VERSION__);
    cJSON_AddStringToObject(object, "kernel", kernel ? kernel->name : "none");
    cJSON_AddStringToObject(object, "model_folder", flexsa_rtl_model_folder());
    configs = cJSON_AddArrayToObject(object, "configs");
    models = cJSON_AddArrayToObject(object, "models");
    for (unsigned i = 0; (config = flexsa_config_name(i)); i++) {
        struct flexsa_machine machine;
        char text[128];

        if (flexsa_machine_init(&machine, config, FLEXSA_ARCH_FLEXSA, NULL) == FLEXSA_OK)
            cJSON_AddItemToArray(configs, machine_json(&machine, NULL));
        for (unsigned arch = 0; arch <= FLEXSA_ARCH_SINGLE; arch++)
            list_models(config, arch, text, sizeof text, models);
    }
    print_json(object);
}

static void print_constants(void)
{
    char line[512];

    printf("key,value,unit,origin\n");
    for (size_t i = 0; flexsa_constants_row(i, line, sizeof line); i++)
        printf("%s\n", line);
}

static int run_info(int argc, char **argv)
{
    bool json = false, constants = false;
    const struct option_spec specs[] = {
        {"constants", OPTION_FLAG, &constants, NULL, "print the constants of energy and area as CSV"},
        {"json", OPTION_FLAG, &json, NULL, "print JSON"},
    };
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status = options_parse(&cmd_info, specs, 2, argc, argv, 0, 0, &files, &count, &err);

    if (status != FLEXSA_OK)
        return fail("info", status, &err, json);
    if (constants)
        print_constants();
    else if (json)
        print_as_json();
    else
        print_text();
    return FLEXSA_OK;
}

const struct command cmd_info = {
    "info", "[--constants | --json]", "list configurations, architectures, built RTL models and versions", run_info,
};
