/*
 * test_paper.c - `flexsa sim` and `flexsa paper` from outside: JSON against a schema, CSV against
 * JSON, the report as one whole page, clear messages for wrong input, nothing half written.
 */
#define _GNU_SOURCE /* setenv, getrusage */
#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli_runner.h"

#define HEADER "layer,in_h,in_w,in_c,out_c,kernel_h,kernel_w,stride_h,stride_w,pad_h,pad_w,groups,input_of,after\n"
#define NET HEADER "a,16,16,3,20,3,3,1,1,1,1,1,,norm+act\nb,16,16,20,40,3,3,2,2,1,1,1,a,norm+act\nfc,1,1,40,10,1,1,1,1,0,0,1,b,none\n"

/* ---- a small schema checker ------------------------------------------------------------------------ */

/* A line of a schema: where ("a.b", "list[].c" for every item), what ('n' number at least 0, 's' text,
 * 'b' truth, 'o' object, 'l' list with an item at least). */
struct rule {
    const char *path;
    char kind;
};

static bool is_kind(const cJSON *item, char kind)
{
    switch (kind) {
    case 'n': return cJSON_IsNumber(item) && item->valuedouble >= 0;
    case 's': return cJSON_IsString(item) && item->valuestring[0];
    case 'b': return cJSON_IsBool(item);
    case 'o': return cJSON_IsObject(item);
    default: return cJSON_IsArray(item) && cJSON_GetArraySize(item) > 0;
    }
}

static void check_rule(const cJSON *at, const char *path, const struct rule *rule)
{
    const size_t length = strcspn(path, ".[");
    char name[64];

    snprintf(name, sizeof name, "%.*s", (int)length, path);
    if (length > 0)
        at = cJSON_GetObjectItemCaseSensitive(at, name);
    cr_assert_not_null(at, "%s: '%s' is missing", rule->path, name);
    path += length;
    if (*path == '\0') {
        cr_assert(is_kind(at, rule->kind), "%s is not of kind '%c'", rule->path, rule->kind);
    } else if (*path == '.') {
        check_rule(at, path + 1, rule);
    } else {
        const cJSON *item;

        cr_assert(is_kind(at, 'l'), "%s: no list", rule->path);
        cJSON_ArrayForEach(item, at)
            check_rule(item, path + strlen("[]."), rule);
    }
}

static cJSON *checked_json(const char *text, const struct rule *rules, size_t count)
{
    cJSON *json = cJSON_Parse(text);

    cr_assert_not_null(json, "%.400s", text);
    for (size_t i = 0; i < count; i++)
        check_rule(json, rules[i].path, &rules[i]);
    return json;
}

static const struct rule sim_schema[] = {
    {"network", 's'}, {"batch", 'n'}, {"machine", 'o'}, {"machine.name", 's'}, {"machine.arch", 's'}, {"machine.groups", 'n'},
    {"machine.units", 'n'}, {"machine.sub_rows", 'n'}, {"machine.sub_cols", 'n'}, {"machine.blk_m", 'n'}, {"machine.gbuf_bytes", 'n'},
    {"machine.clock_ghz", 'n'}, {"machine.dram_gb_s", 'n'}, {"machine.simd_gflops", 'n'}, {"machine.overlap", 's'},
    {"machine.deal", 's'}, {"machine.second_weight", 'b'}, {"machine.free_shift", 'b'}, {"machine.depthwise_as_gemms", 'b'},
    {"machine.expanded_in_dram", 'b'}, {"total.macs", 'n'}, {"total.cycles", 'n'}, {"total.pe_utilisation", 'n'},
    {"total.stall_cycles", 'n'}, {"total.bytes_stationary", 'n'}, {"total.bytes_moving", 'n'}, {"total.bytes_dram_read", 'n'},
    {"total.bytes_dram_write", 'n'}, {"phases.fwd.macs", 'n'}, {"phases.dgrad.macs", 'n'}, {"phases.wgrad.macs", 'n'},
    {"simd_cycles", 'n'}, {"simd_flops", 'n'}, {"seconds", 'n'}, {"energy_j.COMP", 'n'}, {"energy_j.LBUF", 'n'}, {"energy_j.GBUF", 'n'},
    {"energy_j.DRAM", 'n'}, {"energy_j.OverCore", 'n'}, {"energy_j.SIMD", 'n'}, {"area_mm2.pes", 'n'}, {"area_mm2.gbuf", 'n'},
    {"area_mm2.lbuf", 'n'}, {"area_mm2.paths", 'n'}, {"area_mm2.flexsa", 'n'}, {"gemms[].layer", 's'}, {"gemms[].phase", 's'},
    {"gemms[].m", 'n'}, {"gemms[].n", 'n'}, {"gemms[].k", 'n'}, {"gemms[].repeat", 'n'}, {"gemms[].on_simd", 'b'},
    {"gemms[].macs", 'n'}, {"gemms[].cycles", 'n'}, {"gemms[].energy_j", 'n'}, {"gemms[].waves_ISW", 'n'}, {"gemms[].occupancy", 'n'},
};

static const struct rule paper_schema[] = {
    {"out", 's'}, {"model_seconds", 'n'}, {"scorecard[].where", 's'}, {"scorecard[].what", 's'}, {"scorecard[].unit", 's'},
    {"scorecard[].paper", 'n'}, {"scorecard[].verdict", 's'},
};

#define CHECKED(text, rules) checked_json(text, rules, sizeof(rules) / sizeof(rules)[0])

/* ---- sim ---------------------------------------------------------------------------------------------- */

static double number(const cJSON *json, const char *object, const char *name)
{
    return cJSON_GetObjectItem(cJSON_GetObjectItem(json, object), name)->valuedouble;
}

Test(sim, json_keeps_its_schema_and_adds_up)
{
    static const char *const machines[] = {"1G1C", "1G4C", "4G4C", "1G1F", "4G1F", "1G16C"};

    enter_folder();
    write_text("net.csv", NET);
    for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
        char arguments[200];
        struct outcome outcome;
        double macs = 0, cycles = 0;
        cJSON *json;
        const cJSON *item;

        snprintf(arguments, sizeof arguments, "sim net.csv --batch 2 --machine %s --json", machines[i]);
        outcome = flexsa(arguments);
        cr_assert_eq(outcome.code, 0, "%s", outcome.err);
        json = CHECKED(outcome.out, sim_schema);
        cJSON_ArrayForEach(item, cJSON_GetObjectItem(json, "gemms")) {
            macs += cJSON_GetObjectItem(item, "macs")->valuedouble;
            cycles += cJSON_GetObjectItem(item, "cycles")->valuedouble;
        }
        /* a: fwd, wgrad; b, fc: all three. */
        cr_expect_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "gemms")), 8);
        cr_expect_eq(macs, number(json, "total", "macs"));
        cr_expect_float_eq(cycles, number(json, "total", "cycles"), 1e-3);
        /* 2 * 256 * 20 * 27 twice; b: 2*64*40*180, 2*256*20*360, 180*40*2*64; fc: 2*10*40 three times */
        cr_expect_eq(macs, 2 * 2 * 256 * 20 * 27 + 2 * 2 * 64 * 40 * 180 + 2 * 256 * 20 * 360 + 3 * 800);
        cJSON_Delete(json);
    }
    leave_folder();
}

/* The machine that JSON shows can be given back as --config. */
Test(sim, a_machine_goes_round)
{
    struct outcome outcome;
    char *machine;
    cJSON *first, *second;

    enter_folder();
    write_text("net.csv", NET);
    outcome = flexsa("sim net.csv --machine 4G4C --second-weight 0 --memory ideal --depthwise gemm --json");
    first = CHECKED(outcome.out, sim_schema);
    machine = cJSON_Print(cJSON_GetObjectItem(first, "machine"));
    write_text("m.json", machine);
    cJSON_free(machine);
    outcome = flexsa("sim net.csv --config m.json --json");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    second = CHECKED(outcome.out, sim_schema);
    cr_expect(cJSON_Compare(first, second, true));
    cr_expect_eq(number(second, "total", "stall_cycles"), 0);
    cJSON_Delete(first);
    cJSON_Delete(second);
    leave_folder();
}

Test(sim, csv_has_a_line_for_each_gemm)
{
    struct outcome outcome;
    size_t lines = 0, commas = 0, first = 0;

    enter_folder();
    write_text("net.csv", NET);
    outcome = flexsa("sim net.csv --csv");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    for (const char *at = outcome.out; *at; at++) {
        commas += *at == ',';
        if (*at != '\n')
            continue;
        first = lines++ ? first : commas;
        cr_expect_eq(commas, first, "line %zu", lines);
        commas = 0;
    }
    cr_expect_eq(lines, 1 + 8);
    outcome = flexsa("sim net.csv");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    cr_expect(strstr(outcome.out, "DRAM-MB") && strstr(outcome.out, "with ideal memory"), "%s", outcome.out);
    leave_folder();
}

/* Widths by epoch change what is computed; the first epoch of this trace is the network as it is. */
Test(sim, a_trace_prunes)
{
    struct outcome outcome;
    double macs[2];
    cJSON *json;

    enter_folder();
    write_text("net.csv", NET);
    write_text("trace.csv", "epoch,a,b\n0,20,40\n10,13,7\n");
    for (unsigned i = 0; i < 2; i++) {
        outcome = flexsa(i ? "sim net.csv --trace trace.csv --json" : "sim net.csv --trace trace.csv --epoch 0 --json");
        cr_assert_eq(outcome.code, 0, "%s", outcome.err);
        json = CHECKED(outcome.out, sim_schema);
        macs[i] = number(json, "total", "macs");
        cJSON_Delete(json);
    }
    cr_expect_eq(macs[0], 2 * 256 * 20 * 27 + 2 * 64 * 40 * 180 + 256 * 20 * 360 + 3 * 400);
    cr_expect_eq(macs[1], 2 * 256 * 13 * 27 + 2 * 64 * 7 * 117 + 256 * 13 * 63 + 3 * 70);
    leave_folder();
}

/* ---- wrong input ------------------------------------------------------------------------------------------ */

static const struct {
    const char *arguments;
    int code;
    const char *says;
} refusals[] = {
    {"sim", 2, "file name is missing"},
    {"sim missing.csv", 3, "missing.csv"},
    {"sim zero.csv", 3, "zero.csv:2: column 'in_c'"},
    {"sim empty.csv", 3, "no rows"},
    {"sim net.csv --machine 1G9Z", 2, "1G9Z"},
    {"sim net.csv --memory tape", 2, "ideal, hbm2"},
    {"sim net.csv --depthwise maybe", 2, "simd, gemm"},
    {"sim net.csv --second-weight 7", 2, "0 or 1"},
    {"sim net.csv --json --csv", 2, "not both"},
    {"sim net.csv --machine 1G1C --config m.json", 2, "not both"},
    {"sim net.csv --config missing.json", 3, "missing.json"},
    {"sim net.csv --config net.csv", 3, "not JSON"},
    {"sim net.csv --config m.json", 3, "unknown key \"nonsense\""},
    {"sim net.csv --epoch 3", 2, "--trace"},
    {"sim net.csv --trace other.csv", 3, "other.csv:1: column 'conv9'"},
    {"sim net.csv --trace trace.csv --epoch 99", 3, "no epoch '99'"},
    {"sim net.csv --constants few.csv", 3, "is missing"},
    {"sim net.csv --constants missing.csv", 3, "missing.csv"},
    {"sim after.csv", 3, "\"norm+softmax\" is not none"},
    {"paper surplus", 2, "'surplus'"},
    {"paper --out /proc/flexsa", 3, "/proc/flexsa"},
    {"paper --out net.csv", 3, "not a folder"},
    {"paper --workloads nowhere", 3, "nowhere/"},
    {"paper --constants few.csv", 3, "is missing"},
};

Test(sim, wrong_input_is_one_clear_line, .timeout = 600)
{
    enter_folder();
    write_text("net.csv", NET);
    write_text("zero.csv", HEADER "a,16,16,0,20,3,3,1,1,1,1,1,,norm\n");
    write_text("after.csv", HEADER "a,16,16,3,20,3,3,1,1,1,1,1,,norm+softmax\n");
    write_text("empty.csv", HEADER);
    write_text("m.json", "{\"nonsense\": 1}");
    write_text("trace.csv", "epoch,a,b\n0,20,40\n");
    write_text("other.csv", "epoch,conv9\n0,20\n");
    write_text("few.csv", "key,value,unit,origin\nmac_energy,1,pJ,x\n");
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct outcome outcome = flexsa(refusals[i].arguments);
        const char *newline = strchr(outcome.err, '\n');

        cr_expect_eq(outcome.code, refusals[i].code, "flexsa %s: exit code %d: %s", refusals[i].arguments, outcome.code, outcome.err);
        cr_expect(newline && newline[1] == '\0' && strncmp(outcome.err, "flexsa", 6) == 0, "flexsa %s: %s", refusals[i].arguments, outcome.err);
        cr_expect(strstr(outcome.err, refusals[i].says), "flexsa %s: %s", refusals[i].arguments, outcome.err);
    }
    leave_folder();
}

/* ---- paper -------------------------------------------------------------------------------------------------- */

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

static const char *const figures[] = {"figure03", "figure05", "figure06", "figure10", "figure11", "figure12", "figure13"};

/* One whole page: seven figures inside, nothing from elsewhere, every tag of ours closed. */
static void check_report(void)
{
    static const char *const tags[] = {"table", "tr", "td", "h2", "svg", "ul", "html"};
    static char page[4 << 20];

    slurp("out/report.html", page, sizeof page);
    cr_expect_eq(count_of(page, "<svg"), sizeof figures / sizeof figures[0]);
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        char open[2][16], close[16];

        snprintf(open[0], sizeof open[0], "<%s>", tags[i]);
        snprintf(open[1], sizeof open[1], "<%s ", tags[i]);
        snprintf(close, sizeof close, "</%s>", tags[i]);
        cr_expect_eq(count_of(page, open[0]) + count_of(page, open[1]), count_of(page, close), "<%s>", tags[i]);
    }
    cr_expect_eq(count_of(page, "<script"), 0);
    cr_expect_eq(count_of(page, "<link"), 0);
    cr_expect_eq(count_of(page, "src="), 0);
    cr_expect_eq(count_of(page, "<?xml"), 0);
    /* Names of gnuplot's, the same in each figure, must not meet in one page. */
    cr_expect_eq(count_of(page, "\"gnuplot_") + count_of(page, "'gpPt") + count_of(page, "'gpDot"), 0);
    cr_expect(strstr(page, "Assumptions") && strstr(page, "Scorecard") && strstr(page, "synthetic"));
}

Test(paper, writes_a_report_and_its_data, .timeout = 600)
{
    struct outcome outcome;
    cJSON *json;

    enter_folder();
    outcome = flexsa("paper --out out --json");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    json = CHECKED(outcome.out, paper_schema);
    cr_expect_geq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "scorecard")), 50);
    cJSON_Delete(json);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        static const char *const endings[] = {"csv", "gp", "svg", "png"};

        for (unsigned j = 0; j < 4; j++) {
            char name[64];

            snprintf(name, sizeof name, "out/%s.%s", figures[i], endings[j]);
            cr_expect(exists(name), "%s", name);
        }
    }
    cr_expect(exists("out/scorecard.csv") && exists("out/readings.csv"));
    check_report();
    leave_folder();
}

/* What the scorecard says within 5% of the paper must stay so: tile sizes alone decide it. */
Test(paper, tile_sizes_alone_stay_near, .timeout = 600)
{
    static const char *const near[] = {
        "ResNet50 unpruned: PE utilisation, 1G1C", "4 x (64x64): GBUF to LBUF traffic", "16 x (32x32): GBUF to LBUF traffic",
        "64 x (16x16): GBUF to LBUF traffic", "ideal memory: PE utilisation of 1G1C", "ideal memory: PE utilisation of 1G1F",
        "ideal memory: PE utilisation of 4G1F", "GBUF to LBUF traffic of 1G4C over 1G1C", "GBUF to LBUF traffic of 4G4C over 1G1C",
        "GBUF to LBUF traffic of 1G1F over 1G1C", "1G1F saves over 1G4C", "4G1F saves over 4G4C", "FW+HSW+VSW on 1G1F: ResNet50",
        "FW+HSW+VSW on 1G1F: Inception v4", "FW+HSW+VSW on 4G1F: ResNet50", "FW+HSW+VSW on 4G1F: Inception v4",
    };
    struct outcome outcome;
    cJSON *json;

    enter_folder();
    outcome = flexsa("paper --out out --no-plots --json");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    json = CHECKED(outcome.out, paper_schema);
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
        const cJSON *item;
        bool found = false;

        cJSON_ArrayForEach(item, cJSON_GetObjectItem(json, "scorecard")) {
            double ratio;

            if (strcmp(cJSON_GetObjectItem(item, "what")->valuestring, near[i]) != 0)
                continue;
            ratio = cJSON_GetObjectItem(item, "ours")->valuedouble / cJSON_GetObjectItem(item, "paper")->valuedouble;
            cr_expect(ratio > 0.95 && ratio < 1.05, "%s: %.3f", near[i], ratio);
            found = true;
        }
        cr_expect(found, "%s", near[i]);
    }
    cJSON_Delete(json);
    leave_folder();
}

/* Memory: below 200 MB whatever the network. Sanitizers cost a multiple. */
Test(paper, is_small, .timeout = 600)
{
#if defined(__SANITIZE_ADDRESS__)
    const double slack = 20;
#else
    const double slack = 1;
#endif
    struct rusage usage;

    enter_folder();
    cr_assert_eq(flexsa("paper --out out --no-plots").code, 0);
    cr_assert_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
    cr_expect_lt((double)usage.ru_maxrss, 200e3 * slack, "%ld KB", usage.ru_maxrss);
    leave_folder();
}

/* Without gnuplot: its package is named, and nothing is left behind; an older report stays. */
Test(paper, without_gnuplot_nothing_is_half_written, .timeout = 600)
{
    struct outcome outcome;
    char path[2 * PATH_MAX];

    enter_folder();
    cr_assert_eq(flexsa("paper --out out --no-plots").code, 0);
    cr_assert(exists("out/report.html") && !exists("out/figure03.svg"));
    write_text("out/report.html", "older");
    snprintf(path, sizeof path, "%s", getenv("PATH") ? getenv("PATH") : "");
    cr_assert_eq(setenv("PATH", "/nonexistent", 1), 0);
    outcome = flexsa("paper --out out");
    cr_assert_eq(outcome.code, 3, "%s", outcome.err);
    cr_expect(strstr(outcome.err, "gnuplot-nox"), "%s", outcome.err);
    slurp("out/report.html", outcome.out, sizeof outcome.out);
    cr_expect_str_eq(outcome.out, "older");
    cr_assert_eq(setenv("PATH", path, 1), 0);
    snprintf(path, sizeof path, "test -z \"$(find '%s/out' -name '.unfinished*')\"", folder);
    cr_expect_eq(system(path), 0);
    leave_folder();
}
