/*
 * test_model_rtl.c - `flexsa sim --as-built` has the RTL's cycles: the main job at the paper's size, on
 * the Verilated unit and in the model.
 */
#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli_runner.h"

static cJSON *gemms_of(const char *arguments, cJSON **json)
{
    struct outcome outcome = flexsa(arguments);
    cJSON *list;

    cr_assert_eq(outcome.code, 0, "flexsa %s: %s", arguments, outcome.err);
    *json = cJSON_Parse(outcome.out);
    list = cJSON_GetObjectItem(*json, "gemms");
    cr_assert(cJSON_IsArray(list), "%.300s", outcome.out);
    return list;
}

Test(model_rtl, cycles_of_the_main_job_as_built, .timeout = 300)
{
    char job[PATH_MAX] = "", run[2 * PATH_MAX], sim[2 * PATH_MAX];
    cJSON *rtl, *model, *rtl_gemms, *model_gemms;

    cr_assert_not_null(getcwd(job, sizeof job - 32));
    strcat(job, "/workloads/main_job.csv");
    snprintf(run, sizeof run, "run '%s' --config full --f16 --no-check --json", job);
    snprintf(sim, sizeof sim, "sim '%s' --machine 1G1F --memory ideal --as-built --json", job);
    enter_folder();
    rtl_gemms = gemms_of(run, &rtl);
    model_gemms = gemms_of(sim, &model);
    cr_assert_eq(cJSON_GetArraySize(rtl_gemms), cJSON_GetArraySize(model_gemms));
    for (int i = 0; i < cJSON_GetArraySize(rtl_gemms); i++) {
        const cJSON *a = cJSON_GetArrayItem(rtl_gemms, i), *b = cJSON_GetArrayItem(model_gemms, i);
        const double cycles = cJSON_GetObjectItem(a, "cycles")->valuedouble;
        const double modelled = cJSON_GetObjectItem(b, "cycles")->valuedouble;

        cr_expect_eq(modelled, cycles, "%s %s: RTL %.0f cycles, model %.0f",
                     cJSON_GetObjectItem(a, "layer")->valuestring, cJSON_GetObjectItem(a, "phase")->valuestring, cycles, modelled);
    }
    cJSON_Delete(rtl);
    cJSON_Delete(model);
    leave_folder();
}
