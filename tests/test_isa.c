/*
 * test_isa.c - encodings, text, machine sizes, and the rules of a legal program.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../harness/isa/flexsa_instr.h"
#include "../harness/isa/random_program.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- sizes ----------------------------------------------------------------- */

static struct flexsa_machine make_machine(const char *config, unsigned arch)
{
    struct flexsa_machine machine;
    struct flexsa_error err;

    cr_assert_eq(flexsa_machine_init(&machine, config, arch, &err), FLEXSA_OK, "%s", err.text);
    return machine;
}

Test(machine, limits_are_the_table_of_modes)
{
    /* tall: H = 8, W = 4, B = 16 */
    const struct flexsa_machine machine = make_machine("tall", FLEXSA_ARCH_FLEXSA);
    static const struct flexsa_limits want[FLEXSA_NUM_MODES] = {
        {.m = 16, .n = 8, .k = 16, .parts = 2, .part_rows = 8},
        {.m = 16, .n = 8, .k = 8, .parts = 2, .part_rows = 8},
        {.m = 16, .n = 4, .k = 16, .parts = 2, .part_rows = 8},
        {.m = 32, .n = 4, .k = 8, .parts = 4, .part_rows = 8},
    };

    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++) {
        const struct flexsa_limits got = flexsa_machine_limits(&machine, mode);

        cr_assert_eq(memcmp(&got, &want[mode], sizeof got), 0, "mode %u", mode);
    }
    cr_assert_eq(flexsa_machine_limits(&machine, FLEXSA_NUM_MODES).parts, 0);
    cr_assert_eq(flexsa_machine_cores(&machine), 1);
    cr_assert_eq(flexsa_machine_block_k(&machine), 16);
}

Test(machine, baselines)
{
    const struct flexsa_machine cores = make_machine("tall", FLEXSA_ARCH_CORES);
    const struct flexsa_machine single = make_machine("tall", FLEXSA_ARCH_SINGLE);
    const struct flexsa_limits core_want = {.m = 8, .n = 4, .k = 8, .parts = 1, .part_rows = 8};
    const struct flexsa_limits single_want = {
        .m = 16, .n = 8, .k = 16, .parts = 1, .part_rows = 16};
    const struct flexsa_limits core_got = flexsa_machine_limits(&cores, FLEXSA_MODE_FW);
    const struct flexsa_limits single_got = flexsa_machine_limits(&single, FLEXSA_MODE_FW);

    cr_assert_eq(memcmp(&core_got, &core_want, sizeof core_got), 0);
    cr_assert_eq(memcmp(&single_got, &single_want, sizeof single_got), 0);
    cr_assert_eq(flexsa_machine_limits(&cores, FLEXSA_MODE_HSW).parts, 0);
    cr_assert_eq(flexsa_machine_limits(&single, FLEXSA_MODE_ISW).parts, 0);
    cr_assert_eq(flexsa_machine_cores(&cores), 4);
    cr_assert_eq(flexsa_machine_block_k(&cores), 8);
    cr_assert_eq(flexsa_machine_block_k(&single), 16);
    cr_assert_eq(cores.port_bytes, 8);
    cr_assert_eq(single.port_bytes, 16);
}

Test(machine, unknown_names_are_refused_with_the_known_ones)
{
    struct flexsa_machine machine;
    struct flexsa_error err;

    cr_assert_eq(flexsa_machine_init(&machine, "huge", 0, &err), FLEXSA_BAD_INPUT);
    cr_assert_not_null(strstr(err.text, "'huge'"), "%s", err.text);
    for (unsigned i = 0; flexsa_config_name(i); i++)
        cr_assert_not_null(strstr(err.text, flexsa_config_name(i)), "%s", err.text);
    cr_assert_eq(flexsa_machine_init(&machine, "mini", 3, &err), FLEXSA_BAD_INPUT);
    cr_assert_eq(flexsa_machine_init(&machine, "huge", 0, NULL), FLEXSA_BAD_INPUT);
}

Test(machine, every_port_divides_the_rows_it_must)
{
    for (unsigned i = 0; flexsa_config_name(i); i++)
        for (unsigned arch = 0; arch <= FLEXSA_ARCH_SINGLE; arch++) {
            const struct flexsa_machine m = make_machine(flexsa_config_name(i), arch);
            const struct flexsa_limits fw = flexsa_machine_limits(&m, FLEXSA_MODE_FW);

            cr_assert_eq(fw.k * 2 % m.port_bytes, 0, "%s", m.config);
            cr_assert_eq(fw.n * 2 % m.port_bytes, 0, "%s", m.config);
            cr_assert_eq(m.gbuf_bytes % m.port_bytes, 0, "%s", m.config);
        }
}

Test(machine, parts_are_even_larger_first_and_cover_all_rows)
{
    for (unsigned parts = 1; parts <= 4; parts *= 2)
        for (unsigned m = 0; m <= 70; m++) {
            unsigned next = 0;

            for (unsigned q = 0; q < parts; q++) {
                const unsigned rows = flexsa_part_rows(m, parts, q);

                cr_assert_eq(flexsa_part_first(m, parts, q), next, "m=%u part %u/%u", m, q, parts);
                cr_assert(rows == m / parts || rows == m / parts + 1);
                cr_assert(q == 0 || rows <= flexsa_part_rows(m, parts, q - 1));
                next += rows;
            }
            cr_assert_eq(next, m);
        }
}

/* ---- encodings -------------------------------------------------------------- */

/* The fields of each opcode as the table in docs/isa.md has them, apart from the code's own. */
enum { MODE = 1, CORE = 2, M = 4, N = 8, K = 16, MEMORY = 32, PLACE = 64, FLAGS = 128, F16 = 256 };
static const unsigned used[FLEXSA_OP_LIMIT] = {
    [FLEXSA_OP_LDV] = MODE | CORE | N | K | MEMORY,
    [FLEXSA_OP_LDH] = MODE | CORE | M | K | MEMORY,
    [FLEXSA_OP_SHIFT] = MODE | CORE | N | K,
    [FLEXSA_OP_EXEC] = MODE | CORE | M | N | K | PLACE | FLAGS,
    [FLEXSA_OP_ST] = MODE | CORE | M | N | MEMORY | PLACE | F16,
    [FLEXSA_OP_LDO] = MODE | CORE | M | N | MEMORY | PLACE,
    [FLEXSA_OP_SYNC] = 0,
};

/* A field: its lowest bit, its bits, and how to set it. */
struct field_case {
    const char *name;
    unsigned needs; /* bit of used[]; PAIR is a case of its own */
    unsigned bit, bits;
};
static const struct field_case fields[] = {
    {"mode", MODE, 4, 2},   {"core", CORE, 6, 2},     {"acc", FLAGS, 8, 1},
    {"swap", FLAGS, 9, 1},  {"last", FLAGS, 10, 1},   {"f16", F16, 12, 1},
    {"m", M, 16, 12},       {"n", N, 28, 12},         {"k", K, 40, 12},
    {"orow", PLACE, 52, 11}, {"half", PLACE, 63, 1},  {"addr", MEMORY, 64, 32},
    {"pitch", MEMORY, 96, 24}, {"pair", 0, 11, 1},
};

static void set_field(struct flexsa_instr *i, const char *name, uint32_t value)
{
    if (!strcmp(name, "mode")) i->mode = value;
    else if (!strcmp(name, "core")) i->core = value;
    else if (!strcmp(name, "acc")) i->acc = value;
    else if (!strcmp(name, "swap")) i->swap = value;
    else if (!strcmp(name, "last")) i->last = value;
    else if (!strcmp(name, "f16")) i->f16 = value;
    else if (!strcmp(name, "m")) i->m = value;
    else if (!strcmp(name, "n")) i->n = value;
    else if (!strcmp(name, "k")) i->k = value;
    else if (!strcmp(name, "orow")) i->orow = value;
    else if (!strcmp(name, "half")) i->half = value;
    else if (!strcmp(name, "addr")) i->addr = value;
    else if (!strcmp(name, "pitch")) i->pitch = value;
    else if (!strcmp(name, "pair")) i->pair = value;
    else cr_assert_fail("no field %s", name);
}

static bool same_instr(const struct flexsa_instr *a, const struct flexsa_instr *b)
{
    return a->op == b->op && a->mode == b->mode && a->core == b->core && a->acc == b->acc &&
           a->swap == b->swap && a->last == b->last && a->pair == b->pair && a->f16 == b->f16 &&
           a->m == b->m && a->n == b->n && a->k == b->k && a->orow == b->orow &&
           a->half == b->half && a->addr == b->addr && a->pitch == b->pitch;
}

static void expect_round_trip(const struct flexsa_instr *instr)
{
    struct flexsa_word word, again;
    struct flexsa_instr back;
    struct flexsa_program program = {0};
    struct flexsa_error err;
    char text[FLEXSA_TEXT_BYTES];

    flexsa_instr_print(instr, text);
    cr_assert_eq(flexsa_instr_encode(instr, &word, &err), FLEXSA_OK, "%s: %s", text, err.text);
    cr_assert_eq(flexsa_instr_decode(&word, &back, &err), FLEXSA_OK, "%s: %s", text, err.text);
    cr_assert(same_instr(instr, &back), "decoded differs: %s", text);
    cr_assert_eq(flexsa_assemble("t", text, &program, &err), FLEXSA_OK, "%s: %s", text, err.text);
    cr_assert_eq(program.count, 1);
    cr_assert(same_instr(instr, &program.instrs[0]), "assembled differs: %s", text);
    cr_assert_eq(flexsa_instr_encode(&program.instrs[0], &again, &err), FLEXSA_OK);
    cr_assert(word.w[0] == again.w[0] && word.w[1] == again.w[1]);
    flexsa_program_free(&program);
}

static bool by_shape(unsigned op)
{
    return op == FLEXSA_OP_ST || op == FLEXSA_OP_LDO;
}

static bool takes_pair(unsigned op)
{
    return op == FLEXSA_OP_LDH || op == FLEXSA_OP_EXEC;
}

/* Every opcode with every field at 1 and at its limit: its bits are where the header draws them. */
Test(encoding, every_field_of_every_opcode_at_its_limits)
{
    unsigned tried = 0;

    for (unsigned op = 1; op < FLEXSA_OP_LIMIT; op++)
        for (size_t f = 0; f < COUNT(fields); f++) {
            const struct field_case *field = &fields[f];
            const bool is_pair = !strcmp(field->name, "pair");
            const uint32_t top = (uint32_t)((UINT64_C(1) << field->bits) - 1);

            if (is_pair ? !takes_pair(op) : !(used[op] & field->needs))
                continue;
            for (unsigned at_top = 0; at_top < 2; at_top++) {
                const uint32_t value = at_top ? top : 1;
                struct flexsa_instr instr = {.op = op, .mode = is_pair ? FLEXSA_MODE_VSW : 0};
                struct flexsa_word word;
                struct flexsa_error err;
                uint64_t want[2] = {op | (is_pair ? FLEXSA_MODE_VSW << 4 : 0), 0};

                if (!strcmp(field->name, "mode") && by_shape(op) && value != FLEXSA_MODE_ISW)
                    continue;
                set_field(&instr, field->name, value);
                want[field->bit / 64] |= (uint64_t)value << field->bit % 64;
                cr_assert_eq(flexsa_instr_encode(&instr, &word, &err), FLEXSA_OK, "%s", err.text);
                cr_assert(word.w[0] == want[0] && word.w[1] == want[1], "op %u %s=%u", op,
                          field->name, value);
                expect_round_trip(&instr);
                tried++;
            }
        }
    cr_assert_eq(tried, 2 * (6 + 7 + 4 + 11 + 9 + 8) - 2, "%u", tried);
}

/* All used fields at once, with random values. */
Test(encoding, random_instructions_round_trip)
{
    uint64_t rng = 1;

    for (unsigned i = 0; i < 20000; i++) {
        struct flexsa_instr instr = {.op = 1 + random_below(&rng, FLEXSA_OP_LIMIT - 1)};

        for (size_t f = 0; f < COUNT(fields); f++)
            if (used[instr.op] & fields[f].needs)
                set_field(&instr, fields[f].name,
                          (uint32_t)(random_next(&rng) & ((UINT64_C(1) << fields[f].bits) - 1)));
        if (by_shape(instr.op))
            instr.mode = instr.mode & 1 ? FLEXSA_MODE_ISW : FLEXSA_MODE_FW;
        instr.pair = takes_pair(instr.op) && instr.mode == FLEXSA_MODE_VSW && random_below(&rng, 2);
        expect_round_trip(&instr);
    }
}

/* Flip each of the 128 bits of a bare instruction: accepted exactly where a field is used. */
Test(encoding, decoder_rejects_every_reserved_and_every_unused_bit)
{
    for (unsigned op = 1; op < FLEXSA_OP_LIMIT; op++)
        for (unsigned bit = 4; bit < FLEXSA_INSTR_BITS; bit++) {
            struct flexsa_word word = {{op, 0}};
            struct flexsa_instr instr;
            struct flexsa_error err;
            bool legal = false;

            for (size_t f = 0; f < COUNT(fields); f++)
                if (bit >= fields[f].bit && bit < fields[f].bit + fields[f].bits)
                    legal = used[op] & fields[f].needs;
            if (by_shape(op) && (bit == 4 || bit == 5))
                legal = false; /* HSW, VSW: neither wide nor skinny */
            word.w[bit / 64] ^= UINT64_C(1) << bit % 64;
            cr_assert_eq(flexsa_instr_decode(&word, &instr, &err),
                         legal ? FLEXSA_OK : FLEXSA_BAD_INPUT, "op %u bit %u", op, bit);
        }
}

Test(encoding, decoder_rejects_unknown_opcodes)
{
    for (unsigned op = 0; op < 16; op++) {
        const struct flexsa_word word = {{op, 0}};
        struct flexsa_instr instr;
        struct flexsa_error err;
        const bool known = op >= 1 && op < FLEXSA_OP_LIMIT;

        cr_assert_eq(flexsa_instr_decode(&word, &instr, &err),
                     known ? FLEXSA_OK : FLEXSA_BAD_INPUT, "op %u", op);
    }
}

Test(encoding, encoder_rejects_what_has_no_bits)
{
    static const struct {
        struct flexsa_instr instr;
        const char *message;
    } cases[] = {
        {{.op = 0}, "unknown opcode 0"},
        {{.op = 8}, "unknown opcode 8"},
        {{.op = FLEXSA_OP_LDH, .m = 4096}, "m=4096 is too large for 12 bits"},
        {{.op = FLEXSA_OP_LDV, .n = 4096}, "n=4096 is too large"},
        {{.op = FLEXSA_OP_LDV, .k = 4096}, "k=4096 is too large"},
        {{.op = FLEXSA_OP_LDV, .pitch = 1u << 24}, "pitch=16777216 is too large"},
        {{.op = FLEXSA_OP_LDV, .core = 4}, "core=4 is too large"},
        {{.op = FLEXSA_OP_LDV, .mode = 4}, "mode=4 is too large"},
        {{.op = FLEXSA_OP_EXEC, .orow = 2048}, "orow=2048 is too large"},
        {{.op = FLEXSA_OP_EXEC, .half = 2}, "half=2 is too large"},
        {{.op = FLEXSA_OP_LDV, .m = 1}, "'ldv' has no field 'm'"},
        {{.op = FLEXSA_OP_LDV, .pair = true}, "'ldv' has no field 'pair'"},
        {{.op = FLEXSA_OP_SYNC, .core = 1}, "'sync' has no field 'core'"},
        {{.op = FLEXSA_OP_LDO, .f16 = true}, "'ldo' has no field 'f16'"},
        {{.op = FLEXSA_OP_LDH, .mode = FLEXSA_MODE_ISW, .pair = true}, "'pair' is for mode VSW"},
        {{.op = FLEXSA_OP_ST, .mode = FLEXSA_MODE_HSW}, "mode HSW"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct flexsa_word word;
        struct flexsa_error err;

        cr_assert_eq(flexsa_instr_encode(&cases[i].instr, &word, &err), FLEXSA_BAD_INPUT,
                     "case %zu", i);
        cr_assert_not_null(strstr(err.text, cases[i].message), "case %zu: %s", i, err.text);
    }
}

Test(encoding, longest_text_fits)
{
    const struct flexsa_instr widest = {
        .op = FLEXSA_OP_EXEC, .mode = UINT32_MAX, .core = UINT32_MAX, .acc = true, .swap = true,
        .last = true, .pair = true, .m = UINT32_MAX, .n = UINT32_MAX, .k = UINT32_MAX,
        .orow = UINT32_MAX, .half = UINT32_MAX};
    char text[FLEXSA_TEXT_BYTES];

    flexsa_instr_print(&widest, text);
    cr_assert_not_null(strstr(text, "core=4294967295"), "%s", text);
    flexsa_instr_print(&(struct flexsa_instr){.op = 99}, text);
    cr_assert_str_eq(text, "op=99?");
}

/* ---- assembler -------------------------------------------------------------- */

/* The examples of docs/isa.md, with comments, blank lines, and operands in any order. */
Test(assembler, the_examples_of_the_manual)
{
    static const char text[] = "# a comment\n"
                               "ldv fw k=4 n=8 addr=0x100 pitch=16\n"
                               "\n"
                               "  ldh pitch=8 addr=0 k=4 m=16 fw ; another\n"
                               "\tshiftv fw k=4 n=8\r\n"
                               "exec fw m=16 n=8 k=4 swap acc last half=1 orow=0#end\n"
                               "st wide m=16 n=8 addr=0x400 pitch=64 half=1 orow=0 f16\n"
                               "ldo skinny m=16 n=4 addr=0X4aF pitch=32 half=0 orow=0\n"
                               "exec vsw pair m=1 n=1 k=1 half=0 orow=2 core=3\n"
                               "sync";
    static const struct flexsa_instr want[] = {
        {.op = FLEXSA_OP_LDV, .k = 4, .n = 8, .addr = 0x100, .pitch = 16},
        {.op = FLEXSA_OP_LDH, .m = 16, .k = 4, .pitch = 8},
        {.op = FLEXSA_OP_SHIFT, .k = 4, .n = 8},
        {.op = FLEXSA_OP_EXEC, .m = 16, .n = 8, .k = 4, .swap = true, .acc = true, .last = true,
         .half = 1},
        {.op = FLEXSA_OP_ST, .m = 16, .n = 8, .addr = 0x400, .pitch = 64, .half = 1, .f16 = true},
        {.op = FLEXSA_OP_LDO, .mode = FLEXSA_MODE_ISW, .m = 16, .n = 4, .addr = 0x4af, .pitch = 32},
        {.op = FLEXSA_OP_EXEC, .mode = FLEXSA_MODE_VSW, .pair = true, .m = 1, .n = 1, .k = 1,
         .orow = 2, .core = 3},
        {.op = FLEXSA_OP_SYNC},
    };
    struct flexsa_program program = {0};
    struct flexsa_error err;

    cr_assert_eq(flexsa_assemble("isa.md", text, &program, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(program.count, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++)
        cr_assert(same_instr(&program.instrs[i], &want[i]), "line %zu", i);
    flexsa_program_free(&program);
}

Test(assembler, errors_name_line_and_column)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"sync\nmul\n", "f:2:1: unknown mnemonic 'mul'"},
        {"\n\n   SYNC", "f:3:4: unknown mnemonic 'SYNC'"},
        {"syn", "f:1:1: unknown mnemonic 'syn'"},
        {"sync x=1", "f:1:6: unknown operand 'x=1'"},
        {"shiftv fw k=4 n=8 fast", "f:1:19: unknown operand 'fast'"},
        {"shiftv fw k=4 n=8 =", "f:1:19: unknown operand '='"},
        {"shiftv fw k=4 mode=1", "f:1:15: unknown operand 'mode=1'"},
        {"shiftv fw k=4 n=8 m=1", "f:1:19: operand not used: 'm=1' for 'shiftv'"},
        {"shiftv fw k=4 n=8 acc", "f:1:19: operand not used: 'acc' for 'shiftv'"},
        {"sync fw", "f:1:6: operand not used: 'fw' for 'sync'"},
        {"sync core=1", "f:1:6: operand not used: 'core=1' for 'sync'"},
        {"shiftv fw k=4 n=8 k=4", "f:1:19: duplicate operand 'k=4'"},
        {"shiftv fw hsw k=4 n=8", "f:1:11: duplicate operand 'hsw'"},
        {"exec fw swap m=1 n=1 k=1 half=0 orow=0 swap", "f:1:40: duplicate operand 'swap'"},
        {"shiftv fw k=4", "f:1:1: missing operand 'n'"},
        {"  shiftv k=4 n=4", "f:1:3: missing operand 'mode'"},
        {"ldv fw k=1 n=1 addr=0", "f:1:1: missing operand 'pitch'"},
        {"exec fw m=1 n=1 k=1 orow=0", "f:1:1: missing operand 'half'"},
        {"ldh fw pair m=1 k=1 addr=0 pitch=0", "f:1:8: operand not used: 'pair'; it is for mode vsw"},
        {"shiftv fw k n=4", "f:1:11: operand without value: 'k'"},
        {"exec fw acc=1", "f:1:9: a flag takes no value: 'acc=1'"},
        {"shiftv wide k=1 n=1", "f:1:8: wrong mode 'wide'; it must be fw, hsw, vsw or isw"},
        {"st hsw", "f:1:4: wrong mode 'hsw'; it must be wide or skinny"},
        {"shiftv fw k= n=4", "f:1:13: not a number in 'k='"},
        {"shiftv fw k=-1 n=4", "f:1:13: not a number in 'k=-1'"},
        {"shiftv fw k=4x n=4", "f:1:13: not a number in 'k=4x'"},
        {"shiftv fw k=0x n=4", "f:1:13: not a number in 'k=0x'"},
        {"shiftv fw k=a n=4", "f:1:13: not a number in 'k=a'"},
        {"shiftv fw k=4096 n=4", "f:1:13: number out of range in 'k=4096'; at most 4095"},
        {"ldv fw k=1 n=1 addr=0x100000000 pitch=8", "f:1:21: number out of range"},
        {"ldv fw k=1 n=1 addr=99999999999999999999999 pitch=8", "f:1:21: number out of range"},
        {"ldv fw k=1 n=1 addr=0 pitch=16777216", "f:1:29: number out of range"},
        {"exec fw m=1 n=1 k=1 half=2 orow=0", "f:1:26: number out of range in 'half=2'; at most 1"},
        {"shiftv fw k=1 n=1 core=4", "f:1:24: number out of range in 'core=4'; at most 3"},
        {"sync\n\x01\x7f", "f:2:1: unknown mnemonic '?\?'"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct flexsa_program program = {0};
        struct flexsa_error err = {""};

        flexsa_program_add(&program, &(struct flexsa_instr){.op = FLEXSA_OP_SYNC}, &err);
        cr_assert_eq(flexsa_assemble("f", cases[i].text, &program, &err), FLEXSA_BAD_INPUT,
                     "accepted: %s", cases[i].text);
        cr_assert_eq(strncmp(err.text, cases[i].message, strlen(cases[i].message)), 0,
                     "\"%s\" gives \"%s\"", cases[i].text, err.text);
        cr_assert_eq(program.count, 1, "a part of \"%s\" was added", cases[i].text);
        flexsa_program_free(&program);
    }
}

/* Any bytes at all: an error with its place, or a program that prints, never a crash. */
Test(assembler, survives_random_text)
{
    static const char *const pieces[] = {"ldv", "exec", "st", "fw", "wide", "k=", "n=4", "0x", "=",
                                         " ", " ", "\n", "#", ";", "acc", "9999999999", "\xff", "\t"};
    uint64_t rng = 7;

    for (unsigned i = 0; i < 20000; i++) {
        char text[256] = "";
        struct flexsa_program program = {0};
        struct flexsa_error err = {""};
        char printed[FLEXSA_TEXT_BYTES];
        unsigned line, column;

        for (unsigned n = random_below(&rng, 20); n > 0; n--)
            strcat(text, pieces[random_below(&rng, COUNT(pieces))]);
        if (flexsa_assemble("f", text, &program, &err) == FLEXSA_OK)
            for (size_t j = 0; j < program.count; j++)
                flexsa_instr_print(&program.instrs[j], printed);
        else
            cr_assert(sscanf(err.text, "f:%u:%u: ", &line, &column) == 2 && line >= 1 && column >= 1,
                      "\"%s\" gives \"%s\"", text, err.text);
        flexsa_program_free(&program);
    }
}

/* ---- rules of a legal program ------------------------------------------------ */

/* Checks `text` on mini (H = W = 4, B = 16, port 8, GBUF 8192; single: port 16). */
static enum flexsa_status check_text_on(const struct flexsa_machine *machine, const char *text,
                                        struct flexsa_error *err)
{
    struct flexsa_program program = {0};
    enum flexsa_status status;

    cr_assert_eq(flexsa_assemble("t", text, &program, err), FLEXSA_OK, "%s: %s", text, err->text);
    status = flexsa_program_check(machine, &program, err);
    flexsa_program_free(&program);
    return status;
}

static void expect_legal(unsigned arch, const char *text)
{
    const struct flexsa_machine machine = make_machine("mini", arch);
    struct flexsa_error err = {""};

    cr_assert_eq(check_text_on(&machine, text, &err), FLEXSA_OK, "%s\n%s", err.text, text);
}

/* Illegal by `rule` at instruction `index`; `word` is part of the message. */
static void expect_broken(unsigned arch, const char *text, size_t index, unsigned rule,
                          const char *word)
{
    const struct flexsa_machine machine = make_machine("mini", arch);
    struct flexsa_error err = {""};
    char begin[32], middle[32];

    snprintf(begin, sizeof begin, "instruction %zu '", index);
    snprintf(middle, sizeof middle, "breaks rule %u: ", rule);
    cr_assert_eq(check_text_on(&machine, text, &err), FLEXSA_BAD_INPUT, "accepted:\n%s", text);
    cr_assert_eq(strncmp(err.text, begin, strlen(begin)), 0, "%s\n%s", err.text, text);
    cr_assert_not_null(strstr(err.text, middle), "%s\n%s", err.text, text);
    cr_assert_not_null(strstr(err.text, word), "%s\n%s", err.text, text);
}

#define FLEXSA FLEXSA_ARCH_FLEXSA
#define CORES FLEXSA_ARCH_CORES
#define SINGLE FLEXSA_ARCH_SINGLE

/* One FW wave of 16 x 8 x 8, up to the ExecGEMM. */
#define V "ldv fw k=8 n=8 addr=0 pitch=16\n"
#define S "shiftv fw k=8 n=8\n"
#define A "ldh fw m=16 k=8 addr=0 pitch=16\n"
#define WAVE V S A
#define EXEC(flags) "exec fw m=16 n=8 k=8 half=0 orow=0 " flags "\n"
#define STORE(at) "st wide m=16 n=8 addr=" at " pitch=32 half=0 orow=0\n"
#define LOADC(at) "ldo wide m=16 n=8 addr=" at " pitch=32 half=0 orow=0\n"

Test(rules, rule_1_sizes)
{
    static const struct {
        unsigned arch;
        const char *text, *word;
    } cases[] = {
        {FLEXSA, "ldv fw k=0 n=8 addr=0 pitch=16", "k must be 1..8 in mode FW"},
        {FLEXSA, "ldv fw k=9 n=8 addr=0 pitch=16", "k must be 1..8 in mode FW"},
        {FLEXSA, "ldv fw k=8 n=9 addr=0 pitch=24", "n must be 1..8 in mode FW"},
        {FLEXSA, "ldv hsw k=5 n=8 addr=0 pitch=16", "k must be 1..4 in mode HSW"},
        {FLEXSA, "ldv vsw k=8 n=5 addr=0 pitch=16", "n must be 1..4 in mode VSW"},
        {FLEXSA, "ldv isw k=5 n=4 addr=0 pitch=16", "k must be 1..4 in mode ISW"},
        {FLEXSA, "ldv isw k=4 n=5 addr=0 pitch=16", "n must be 1..4 in mode ISW"},
        {FLEXSA, "ldh fw m=17 k=8 addr=0 pitch=16", "m must be 1..16 in mode FW"},
        {FLEXSA, "ldh vsw m=17 k=8 addr=0 pitch=16", "m must be 1..16 in mode VSW"},
        {FLEXSA, "ldh isw m=33 k=4 addr=0 pitch=16", "m must be 1..32 in mode ISW"},
        {FLEXSA, "ldh fw m=0 k=8 addr=0 pitch=16", "m must be 1..16 in mode FW"},
        {FLEXSA, "shiftv fw k=8 n=0", "n must be 1..8 in mode FW"},
        {FLEXSA, "st wide m=17 n=8 addr=0 pitch=32 half=0 orow=0", "m must be 1..16 in mode FW"},
        {FLEXSA, "st skinny m=33 n=4 addr=0 pitch=32 half=0 orow=0", "m must be 1..32 in mode ISW"},
        {FLEXSA, "ldo skinny m=32 n=5 addr=0 pitch=32 half=0 orow=0", "n must be 1..4 in mode ISW"},
        {FLEXSA, "ldo wide m=15 n=4 addr=0 pitch=32 half=0 orow=1", "orow"},
        {FLEXSA, "ldo skinny m=29 n=4 addr=0 pitch=32 half=0 orow=1", "orow"},
        {FLEXSA, "shiftv fw k=8 n=8 core=1", "core"},
        {CORES, "ldv hsw k=4 n=4 addr=0 pitch=8", "FW"},
        {CORES, "ldv fw k=5 n=4 addr=0 pitch=8", "k must be 1..4 in mode FW"},
        {CORES, "ldv fw k=4 n=5 addr=0 pitch=16", "n must be 1..4 in mode FW"},
        {CORES, "ldh fw m=9 k=4 addr=0 pitch=8", "m must be 1..8 in mode FW"},
        {CORES, "ldo wide m=8 n=4 addr=0 pitch=16 half=0 orow=1", "orow"},
        {CORES, "ldo skinny m=8 n=4 addr=0 pitch=16 half=0 orow=0", "FW"},
        {SINGLE, "ldv vsw k=4 n=4 addr=0 pitch=16", "FW"},
        {SINGLE, "ldv fw k=9 n=8 addr=0 pitch=16", "k must be 1..8 in mode FW"},
        {SINGLE, "ldh fw m=17 k=8 addr=0 pitch=16", "m must be 1..16 in mode FW"},
        {SINGLE, "ldo wide m=16 n=8 addr=0 pitch=32 half=0 orow=1", "orow"},
        {SINGLE, "shiftv fw k=8 n=8 core=3", "core"},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        expect_broken(cases[i].arch, cases[i].text, 0, 1, cases[i].word);
    expect_legal(FLEXSA, "ldv fw k=8 n=8 addr=0 pitch=16");
    expect_legal(FLEXSA, "ldh isw m=32 k=4 addr=0 pitch=8");
    expect_legal(FLEXSA, "ldo wide m=14 n=4 addr=0 pitch=32 half=0 orow=1");
    expect_legal(FLEXSA, "ldo skinny m=28 n=4 addr=0 pitch=32 half=0 orow=1");
    expect_legal(CORES, "ldo wide m=7 n=4 addr=0 pitch=16 half=0 orow=1 core=3");
    expect_legal(SINGLE, "ldo wide m=15 n=8 addr=0 pitch=32 half=0 orow=1");
}

Test(rules, rule_2_gbuf)
{
    expect_broken(FLEXSA, "ldv fw k=8 n=8 addr=4 pitch=16", 0, 2, "multiple");
    expect_broken(FLEXSA, "ldv fw k=8 n=8 addr=0 pitch=20", 0, 2, "multiple");
    expect_broken(FLEXSA, "ldv fw k=1 n=8 addr=0 pitch=4", 0, 2, "multiple");
    expect_broken(SINGLE, "ldv fw k=8 n=8 addr=8 pitch=16", 0, 2, "multiple");
    expect_broken(FLEXSA, "ldv fw k=2 n=5 addr=0 pitch=8", 0, 2, "longer than pitch");
    expect_broken(FLEXSA, "ldh fw m=2 k=5 addr=0 pitch=8", 0, 2, "longer than pitch");
    expect_broken(FLEXSA, LOADC("0") "ldo wide m=2 n=8 addr=0 pitch=24 half=1 orow=0", 1, 2,
                  "longer than pitch");
    expect_broken(FLEXSA, WAVE EXEC("swap last") "st wide m=2 n=8 addr=4096 pitch=24 half=0 orow=0",
                  4, 2, "longer than pitch");
    expect_broken(FLEXSA, "ldv fw k=8 n=8 addr=8072 pitch=16", 0, 2, "outside");
    expect_broken(FLEXSA, "ldv fw k=1 n=1 addr=8192 pitch=0", 0, 2, "outside");
    expect_broken(FLEXSA, "ldv fw k=1 n=5 addr=8184 pitch=0", 0, 2, "outside");
    expect_broken(FLEXSA, "ldv fw k=8 n=8 addr=0xfffffff8 pitch=0xfffff8", 0, 2, "outside");
    expect_broken(FLEXSA, "ldv fw k=1 n=8 addr=0xfffffff8 pitch=0", 0, 2, "outside");

    expect_legal(FLEXSA, "ldv fw k=8 n=8 addr=8064 pitch=16");
    expect_legal(FLEXSA, "ldv fw k=1 n=8 addr=8176 pitch=0");
    expect_legal(FLEXSA, "ldv fw k=1 n=8 addr=8176 pitch=0xfffff8");
    /* binary16 needs half the pitch */
    expect_legal(FLEXSA, WAVE EXEC("swap last") "st wide m=16 n=8 addr=4096 pitch=16 half=0 orow=0 f16");
}

/* 511 * 8405120 = 2^32 + 49024: in 32 bits it would seem to lie inside GBUF. */
Test(rules, rule_2_beyond_32_bits)
{
    const struct flexsa_machine machine = make_machine("full", FLEXSA);
    struct flexsa_error err;

    cr_assert_eq(check_text_on(&machine, "ldh isw m=512 k=64 addr=0 pitch=8405120", &err),
                 FLEXSA_BAD_INPUT);
    cr_assert_not_null(strstr(err.text, "outside"), "%s", err.text);
}

Test(rules, rule_3_queues)
{
    expect_broken(FLEXSA, V V V, 2, 3, "two stationary tiles");
    expect_broken(FLEXSA, A A A, 2, 3, "two moving tiles");
    expect_broken(FLEXSA, V V S S, 3, 3, "not been swapped");
    expect_broken(FLEXSA, S, 0, 3, "no stationary tile");
    expect_broken(FLEXSA, V S S, 2, 3, "not been swapped");
    expect_broken(FLEXSA, V S EXEC("swap"), 2, 3, "no moving tile");
    expect_broken(FLEXSA, WAVE EXEC("swap") EXEC(""), 4, 3, "no moving tile");
    expect_broken(FLEXSA, V A EXEC("swap"), 2, 3, "no next weights");
    expect_broken(FLEXSA, WAVE EXEC("swap") A EXEC("swap"), 5, 3, "no next weights");
    expect_broken(FLEXSA, WAVE EXEC(""), 3, 3, "no weights");
    expect_broken(FLEXSA, A EXEC(""), 1, 3, "no weights");

    expect_legal(FLEXSA, V V A A);
    expect_legal(FLEXSA, V V S A A EXEC("swap") S A EXEC("") EXEC("swap acc last") STORE("4096"));
    expect_legal(FLEXSA, "");
}

Test(rules, rule_3_one_weight_register)
{
    struct flexsa_machine machine = make_machine("mini", FLEXSA);
    static const char early[] = WAVE EXEC("swap") V S A EXEC("acc");
    struct flexsa_error err;

    cr_assert_eq(check_text_on(&machine, early, &err), FLEXSA_OK, "%s", err.text);
    machine.second_weight = false;
    cr_assert_eq(check_text_on(&machine, early, &err), FLEXSA_BAD_INPUT);
    cr_assert_not_null(strstr(err.text, "instruction 7"), "%s", err.text);
    cr_assert_not_null(strstr(err.text, "rule 3: a ShiftV has overwritten"), "%s", err.text);
    cr_assert_eq(check_text_on(&machine, WAVE EXEC("swap") V A EXEC("acc") S A EXEC("swap acc"),
                               &err), FLEXSA_OK, "%s", err.text);
}

Test(rules, rule_3_each_core_has_its_own_queues)
{
    expect_legal(CORES, "ldv fw k=4 n=4 addr=0 pitch=8 core=0\nldv fw k=4 n=4 addr=0 pitch=8\n"
                        "ldv fw k=4 n=4 addr=0 pitch=8 core=1\nldv fw k=4 n=4 addr=0 pitch=8 core=2\n");
    expect_broken(CORES, "ldv fw k=4 n=4 addr=0 pitch=8 core=1\nshiftv fw k=4 n=4 core=2\n", 1, 3,
                  "no stationary tile");
}

Test(rules, rule_4_tiles_agree)
{
    expect_broken(FLEXSA, V "shiftv fw k=7 n=8", 1, 4, "LdLBUF_V");
    expect_broken(FLEXSA, V "shiftv fw k=8 n=7", 1, 4, "LdLBUF_V");
    expect_broken(FLEXSA, "ldv hsw k=4 n=8 addr=0 pitch=16\nshiftv fw k=4 n=8", 1, 4, "LdLBUF_V");
    expect_broken(FLEXSA, WAVE "exec fw m=16 n=7 k=8 swap half=0 orow=0", 3, 4, "weights");
    expect_broken(FLEXSA, WAVE "exec fw m=16 n=8 k=7 swap half=0 orow=0", 3, 4, "weights");
    expect_broken(FLEXSA, "ldv hsw k=4 n=8 addr=0 pitch=16\nshiftv hsw k=4 n=8\n"
                          "ldh fw m=16 k=4 addr=0 pitch=8\nexec fw m=16 n=8 k=4 swap half=0 orow=0",
                  3, 4, "weights");
    expect_broken(FLEXSA, WAVE "exec fw m=15 n=8 k=8 swap half=0 orow=0", 3, 4, "LdLBUF_H");
    expect_broken(FLEXSA, V S "ldh fw m=16 k=7 addr=0 pitch=16\n" EXEC("swap"), 3, 4, "LdLBUF_H");
    expect_broken(FLEXSA, "ldv hsw k=4 n=8 addr=0 pitch=16\nshiftv hsw k=4 n=8\n"
                          "ldh fw m=16 k=4 addr=0 pitch=8\nexec hsw m=16 n=8 k=4 swap half=0 orow=0",
                  3, 4, "LdLBUF_H");
    expect_broken(FLEXSA, "ldv vsw k=8 n=4 addr=0 pitch=8\nshiftv vsw k=8 n=4\n"
                          "ldh vsw pair m=16 k=8 addr=0 pitch=16\n"
                          "exec vsw m=16 n=4 k=8 swap half=0 orow=0", 3, 4, "LdLBUF_H");
    /* Tiles are taken in the order they were loaded. */
    expect_broken(FLEXSA, "ldv fw k=8 n=4 addr=0 pitch=8\n" V S, 2, 4, "LdLBUF_V");
    /* FW with small k and n is legal. */
    expect_legal(FLEXSA, "ldv fw k=1 n=1 addr=0 pitch=0\nshiftv fw k=1 n=1\n"
                         "ldh fw m=1 k=1 addr=0 pitch=0\nexec fw m=1 n=1 k=1 swap half=0 orow=7");
}

Test(rules, rule_5_obuf_states)
{
    expect_broken(FLEXSA, WAVE EXEC("swap acc"), 3, 5, "free half");
    expect_broken(FLEXSA, STORE("4096"), 0, 5, "not handed over");
    expect_broken(FLEXSA, WAVE EXEC("swap") STORE("4096"), 4, 5, "not handed over");
    expect_broken(FLEXSA, LOADC("0") STORE("4096"), 1, 5, "not handed over");
    expect_broken(FLEXSA, WAVE EXEC("swap last") STORE("4096") STORE("4096"), 5, 5,
                  "not handed over");
    expect_broken(FLEXSA, WAVE EXEC("swap last") A EXEC("acc"), 5, 5, "handed over and not stored");
    expect_broken(FLEXSA, WAVE EXEC("swap last") LOADC("0"), 4, 5, "handed over and not stored");
    expect_broken(FLEXSA, WAVE EXEC("swap") LOADC("0"), 4, 5, "begun to write");
    expect_broken(FLEXSA, LOADC("0") LOADC("0"), 1, 5, "filled by a LdOBUF already");
    expect_broken(FLEXSA, LOADC("0") WAVE EXEC("swap"), 4, 5, "must have acc");
    expect_broken(FLEXSA, WAVE EXEC("swap last") STORE("4096") A EXEC("acc"), 6, 5, "free half");

    expect_legal(FLEXSA, LOADC("0") WAVE EXEC("swap acc last") STORE("4096"));
    expect_legal(FLEXSA, WAVE EXEC("swap") A EXEC("") A EXEC("acc last") STORE("4096"));
    /* The halves are apart from each other. */
    expect_legal(FLEXSA, WAVE EXEC("swap") A "exec fw m=16 n=8 k=8 last half=1 orow=0\n" A
                         EXEC("acc last") STORE("4096"));
}

Test(rules, rule_5_elements)
{
    /* acc where only other rows, columns or partitions are written */
    expect_broken(FLEXSA, V S "ldh fw m=8 k=8 addr=0 pitch=16\nexec fw m=8 n=8 k=8 swap half=0 orow=0\n"
                          "ldh fw m=8 k=8 addr=0 pitch=16\nexec fw m=8 n=8 k=8 acc half=0 orow=1\n",
                  5, 5, "acc on elements");
    expect_broken(FLEXSA, "ldv fw k=8 n=7 addr=0 pitch=16\nshiftv fw k=8 n=7\n" A
                          "exec fw m=16 n=7 k=8 swap half=0 orow=0\n" WAVE EXEC("swap acc"),
                  7, 5, "acc on elements");
    expect_broken(FLEXSA, "ldv vsw k=8 n=4 addr=0 pitch=8\nshiftv vsw k=8 n=4\n"
                          "ldh vsw m=16 k=8 addr=0 pitch=16\nexec vsw m=16 n=4 k=8 swap half=0 orow=0\n"
                          "ldh vsw pair m=16 k=8 addr=0 pitch=16\n"
                          "exec vsw pair m=16 n=4 k=8 acc half=0 orow=0\n", 5, 5, "acc on elements");
    /* st of what is not written: one row, one column, the other pair */
    expect_broken(FLEXSA, V S "ldh fw m=15 k=8 addr=0 pitch=16\n"
                          "exec fw m=15 n=8 k=8 swap last half=0 orow=0\n" STORE("4096"), 4, 5,
                  "not written");
    expect_broken(FLEXSA, "ldv fw k=8 n=7 addr=0 pitch=16\nshiftv fw k=8 n=7\n" A
                          "exec fw m=16 n=7 k=8 swap last half=0 orow=0\n" STORE("4096"), 4, 5,
                  "not written");
    expect_broken(FLEXSA, "ldv vsw k=8 n=4 addr=0 pitch=8\nshiftv vsw k=8 n=4\n"
                          "ldh vsw m=16 k=8 addr=0 pitch=16\n"
                          "exec vsw m=16 n=4 k=8 swap last half=0 orow=0\n"
                          "st skinny m=32 n=4 addr=4096 pitch=16 half=0 orow=0\n", 4, 5,
                  "not written");
    /* A new tile begins with nothing written. */
    expect_broken(FLEXSA, WAVE EXEC("swap last") STORE("4096") "ldh fw m=1 k=8 addr=0 pitch=16\n"
                          "exec fw m=1 n=8 k=8 last half=0 orow=0\n" STORE("6144"), 7, 5,
                  "not written");

    /* FW, then its K remainder as HSW; VSW pair, then ISW: the same elements (Figure 9). */
    expect_legal(FLEXSA, WAVE EXEC("swap") "ldv hsw k=3 n=8 addr=0 pitch=16\nshiftv hsw k=3 n=8\n"
                         "ldh hsw m=16 k=3 addr=0 pitch=16\n"
                         "exec hsw m=16 n=8 k=3 swap acc last half=0 orow=0\n" STORE("4096"));
    expect_legal(FLEXSA, "ldv vsw k=8 n=4 addr=0 pitch=8\nshiftv vsw k=8 n=4\n"
                         "ldh vsw m=12 k=8 addr=0 pitch=16\nexec vsw m=12 n=4 k=8 swap half=0 orow=0\n"
                         "ldh vsw pair m=11 k=8 addr=0 pitch=16\n"
                         "exec vsw pair m=11 n=4 k=8 half=0 orow=0\n"
                         "ldv isw k=4 n=4 addr=0 pitch=8\nshiftv isw k=4 n=4\n"
                         "ldh isw m=23 k=4 addr=0 pitch=8\n"
                         "exec isw m=23 n=4 k=4 swap acc last half=0 orow=0\n"
                         "st skinny m=23 n=4 addr=4096 pitch=16 half=0 orow=0\n");
    /* A part of a tile may be stored. */
    expect_legal(FLEXSA, WAVE EXEC("swap last") "st wide m=6 n=5 addr=4096 pitch=24 half=0 orow=5\n");
}

Test(rules, rule_6_hazards)
{
    /* 16 rows of 32 bytes from 4096: [4096, 4608) */
#define TILE WAVE EXEC("swap last") STORE("4096")
    expect_broken(FLEXSA, TILE "ldv fw k=1 n=1 addr=4600 pitch=0", 5, 6, "whose bytes it loads");
    expect_broken(FLEXSA, TILE "ldh fw m=1 k=8 addr=4096 pitch=0", 5, 6, "whose bytes it loads");
    expect_broken(FLEXSA, TILE LOADC("4576"), 5, 6, "whose bytes it loads");
    expect_broken(FLEXSA, WAVE EXEC("swap last") STORE("120"), 4, 6, "an earlier load of");
    expect_broken(FLEXSA, TILE A EXEC("last") STORE("4600"), 7, 6, "an earlier StLBUF over");
    expect_broken(FLEXSA, LOADC("4096") WAVE EXEC("swap acc last") STORE("4096"), 5, 6,
                  "an earlier load of");
    expect_broken(FLEXSA, "sync\n" TILE "ldv fw k=1 n=1 addr=4096 pitch=0", 6, 6, "whose bytes it loads");
    /* also from one core to another */
    expect_broken(CORES, "ldv fw k=1 n=1 addr=0 pitch=0\nshiftv fw k=1 n=1\nldh fw m=1 k=1 addr=0 pitch=0\n"
                         "exec fw m=1 n=1 k=1 swap last half=0 orow=0\n"
                         "st wide m=1 n=1 addr=512 pitch=0 half=0 orow=0\n"
                         "ldv fw k=1 n=1 addr=512 pitch=0 core=3\n", 5, 6, "whose bytes it loads");

    expect_legal(FLEXSA, TILE "sync\nldv fw k=1 n=1 addr=4600 pitch=0");
    expect_legal(FLEXSA, WAVE EXEC("swap last") "sync\n" STORE("120"));
    expect_legal(FLEXSA, TILE A EXEC("last") "sync\n" STORE("4600"));
    expect_legal(FLEXSA, TILE "ldv fw k=1 n=1 addr=4608 pitch=0\nldv fw k=1 n=4 addr=4088 pitch=0");
    expect_legal(FLEXSA, WAVE EXEC("swap last") STORE("256") A);
    expect_legal(FLEXSA, LOADC("0") "ldo wide m=16 n=8 addr=0 pitch=32 half=1 orow=0\n");
    /* Rows between the rows of another rectangle do not meet it. */
    expect_legal(FLEXSA, WAVE EXEC("swap last") "st wide m=16 n=4 addr=4096 pitch=32 half=0 orow=0\n"
                         "ldh fw m=16 k=8 addr=4112 pitch=32");
    expect_broken(FLEXSA, WAVE EXEC("swap last") "st wide m=16 n=4 addr=4096 pitch=32 half=0 orow=0\n"
                          "ldh fw m=16 k=8 addr=4104 pitch=32", 5, 6, "whose bytes it loads");
}

Test(rules, fields_without_use_are_refused)
{
    const struct flexsa_machine machine = make_machine("mini", FLEXSA);
    struct flexsa_program program = {0};
    struct flexsa_error err;

    flexsa_program_add(&program, &(struct flexsa_instr){.op = FLEXSA_OP_SYNC}, &err);
    flexsa_program_add(&program, &(struct flexsa_instr){.op = FLEXSA_OP_SYNC, .m = 1}, &err);
    cr_assert_eq(flexsa_program_check(&machine, &program, &err), FLEXSA_BAD_INPUT);
    cr_assert_str_eq(err.text, "instruction 1: 'sync' has no field 'm', but it is 1");
    flexsa_program_free(&program);
}

/* ---- random programs ---------------------------------------------------------- */

static bool same_program(const struct flexsa_program *a, const struct flexsa_program *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same_instr(&a->instrs[i], &b->instrs[i]))
            return false;
    return true;
}

/* What the random programs of one architecture contained: each must have been met. */
struct seen {
    unsigned ops[FLEXSA_OP_LIMIT], modes[FLEXSA_NUM_MODES];
    unsigned acc, not_swap, pair, orow, f16, fw_small, cores[4], drained, open;
};

static void look_at(struct seen *seen, const struct flexsa_machine *machine,
                    const struct flexsa_program *program)
{
    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_instr *instr = &program->instrs[i];

        seen->ops[instr->op]++;
        seen->cores[instr->core]++;
        seen->f16 += instr->f16;
        if (instr->op != FLEXSA_OP_EXEC)
            continue;
        seen->modes[instr->mode]++;
        seen->acc += instr->acc;
        seen->not_swap += !instr->swap;
        seen->pair += instr->pair;
        seen->orow += instr->orow > 0;
        seen->fw_small += instr->mode == FLEXSA_MODE_FW && instr->k <= machine->sub_rows;
    }
}

static void expect_variety(const struct seen *seen, unsigned arch)
{
    for (unsigned op = 1; op < FLEXSA_OP_LIMIT; op++)
        cr_assert_gt(seen->ops[op], 10, "arch %u: opcode %u", arch, op);
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES && arch == FLEXSA; mode++)
        cr_assert_gt(seen->modes[mode], 10, "mode %u", mode);
    for (unsigned c = 0; c < 4 && arch == CORES; c++)
        cr_assert_gt(seen->cores[c], 10, "core %u", c);
    cr_assert(seen->acc > 10 && seen->not_swap > 10 && seen->orow > 10 && seen->f16 > 10 &&
              seen->fw_small > 10 && seen->drained > 0 && seen->open > 0, "arch %u", arch);
    cr_assert(arch != FLEXSA || seen->pair > 10);
}

static void expect_random_programs_legal(const char *config, unsigned seeds, size_t count)
{
    for (unsigned arch = 0; arch <= FLEXSA_ARCH_SINGLE; arch++)
        for (unsigned second = 0; second < 2; second++) {
            struct flexsa_machine machine = make_machine(config, arch);
            struct seen seen;

            memset(&seen, 0, sizeof seen);
            machine.second_weight = second;
            for (uint64_t seed = 0; seed < seeds; seed++) {
                struct random_program random, again;
                struct flexsa_error err = {""};

                cr_assert_eq(random_program_make(&random, &machine, seed, count, &err), FLEXSA_OK);
                cr_assert_geq(random.program.count, count);
                cr_assert_eq(flexsa_program_check(&machine, &random.program, &err), FLEXSA_OK,
                             "%s %s seed %llu: %s", config, flexsa_arch_name(arch),
                             (unsigned long long)seed, err.text);
                look_at(&seen, &machine, &random.program);
                seen.drained += random.drained;
                seen.open += !random.drained;
                cr_assert_eq(random_program_make(&again, &machine, seed, count, &err), FLEXSA_OK);
                cr_assert(same_program(&random.program, &again.program));
                flexsa_program_free(&random.program);
                flexsa_program_free(&again.program);
            }
            expect_variety(&seen, arch);
        }
}

Test(random_programs, are_legal_varied_and_repeatable_on_mini)
{
    expect_random_programs_legal("mini", 100, 200);
}

Test(random_programs, are_legal_varied_and_repeatable_on_tall)
{
    expect_random_programs_legal("tall", 40, 200);
}

Test(random_programs, are_legal_varied_and_repeatable_on_small)
{
    expect_random_programs_legal("small", 40, 200);
}

Test(random_programs, are_legal_varied_and_repeatable_on_quarter)
{
    expect_random_programs_legal("quarter", 8, 600);
}

/* A drained program uses all it loads and stores all it computes. */
Test(random_programs, drained_means_nothing_is_left)
{
    const struct flexsa_machine machine = make_machine("mini", CORES);

    for (uint64_t seed = 0; seed < 40; seed++) {
        struct random_program random;
        struct flexsa_error err;
        unsigned ops[FLEXSA_OP_LIMIT] = {0}, lasts = 0;

        cr_assert_eq(random_program_make(&random, &machine, seed, 200, &err), FLEXSA_OK);
        for (size_t i = 0; i < random.program.count; i++) {
            ops[random.program.instrs[i].op]++;
            lasts += random.program.instrs[i].last;
        }
        if (random.drained) {
            cr_assert_eq(ops[FLEXSA_OP_LDV], ops[FLEXSA_OP_SHIFT]);
            cr_assert_eq(ops[FLEXSA_OP_LDH], ops[FLEXSA_OP_EXEC]);
            cr_assert_eq(lasts, ops[FLEXSA_OP_ST]);
        }
        flexsa_program_free(&random.program);
    }
}

/* A program of 100,000 instructions of full-size tiles is checked in far less than ten seconds. */
Test(rules, checking_is_fast, .timeout = 10)
{
    const struct flexsa_machine machine = make_machine("full", FLEXSA);
    static const char wave[] = "ldv fw k=128 n=128 addr=0 pitch=256\nshiftv fw k=128 n=128\n"
                               "ldh fw m=256 k=128 addr=0 pitch=256\n"
                               "exec fw m=256 n=128 k=128 swap last half=0 orow=0\nsync\n"
                               "st wide m=256 n=128 addr=0x100000 pitch=512 half=0 orow=0\n";
    struct flexsa_program program = {0};
    struct flexsa_error err;

    while (program.count < 100000)
        cr_assert_eq(flexsa_assemble("t", wave, &program, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_program_check(&machine, &program, &err), FLEXSA_OK, "%s", err.text);
    flexsa_program_free(&program);
}
