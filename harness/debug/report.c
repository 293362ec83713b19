/* report.c - a divergence in words. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "../golden/half.h"
#include "debug.h"

static const struct {
    const char *name, *text;
} wrongs[FLEXSA_NUM_WRONG] = {
    [FLEXSA_WRONG_NOTHING] = {"nothing", "nothing is wrong"},
    [FLEXSA_WRONG_LOADED] = {"loaded C", "LdOBUF has put something else into the bank"},
    [FLEXSA_WRONG_NO_OPERAND] = {"no operand", "no moving operand has come where there must be one"},
    [FLEXSA_WRONG_STRAY] = {"stray operand", "a moving operand has come where there must be none"},
    [FLEXSA_WRONG_MOVING] = {"moving operand", "the moving operand"},
    [FLEXSA_WRONG_STATIONARY] = {"stationary operand", "the stationary operand"},
    [FLEXSA_WRONG_INCOMING] = {"incoming partial sum", "the partial sum that came in from above; both operands are right"},
    [FLEXSA_WRONG_ARITHMETIC] = {"arithmetic", "the sum; both operands and the row above are right"},
    [FLEXSA_WRONG_HANDED_ON] = {"handed on", "the partial sum, which this row without operand only hands on"},
    [FLEXSA_WRONG_ACCUMULATED] = {"accumulation", "the OBUF's addition; the partial sum is right as it leaves the array"},
    [FLEXSA_WRONG_ADDRESS] = {"OBUF address", "the OBUF's row: the adder had the right sum, the bank has not got it there"},
    [FLEXSA_WRONG_OVERWRITTEN] = {"overwritten", "the bank had the right value, and has lost it before it was stored"},
    [FLEXSA_WRONG_STORED] = {"stored value", "what was sent to GBUF; the bank has the right value"},
    [FLEXSA_WRONG_NOT_STORED] = {"not stored", "the bank has the right value, but it was never sent to GBUF"},
    [FLEXSA_WRONG_PLACE] = {"stray store", "a byte was stored where the program stores none"},
    [FLEXSA_WRONG_FAILED] = {"failed run", "the run did not come to its end"},
};

const char *flexsa_wrong_name(enum flexsa_wrong wrong)
{
    return wrongs[wrong].name;
}

const char *flexsa_wrong_text(enum flexsa_wrong wrong)
{
    return wrongs[wrong].text;
}

struct text {
    char *data;
    size_t used;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...)
{
    const size_t room = FLEXSA_DEBUG_BYTES - text->used;
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(text->data + text->used, room, format, args);
    va_end(args);
    text->used += length < 0 ? 0 : (size_t)length < room ? (size_t)length : room - 1;
}

static void add_operand(struct text *text, const char *label, uint16_t half, uint32_t got)
{
    const uint32_t wanted = flexsa_operand_of_half(half);

    add(text, "  %-12s 0x%04x      %-13.9g ", label, half, flexsa_operand_value(wanted));
    if (got == wanted || (isnan(flexsa_operand_value(got)) && isnan(flexsa_operand_value(wanted))))
        add(text, "as it must be\n");
    else
        add(text, "but the PE has %.9g (operand17 0x%05x)\n", flexsa_operand_value(got), got);
}

static void add_bits(struct text *text, const char *label, bool f16, uint32_t bits)
{
    const uint32_t f32 = f16 ? flexsa_half_to_f32((uint16_t)bits) : bits;

    add(text, f16 ? "  %-12s 0x%04x      %.9g\n" : "  %-12s 0x%08x  %.9g\n", label, bits, (double)flexsa_f32_value(f32));
}

static void add_array(struct text *text, const struct flexsa_debug_case *debug, const struct flexsa_divergence *found)
{
    const bool operand = found->wrong == FLEXSA_WRONG_MOVING || found->wrong == FLEXSA_WRONG_STATIONARY;

    add(text, "  where        sub-core %u, PE row %u, PE column %u", found->core, found->pe_row, found->pe_col);
    if (debug->machine.arch == FLEXSA_ARCH_FLEXSA)
        add(text, " (row %u of the chain's column)", found->array_row);
    add(text, "\n");
    if (!found->has_operands) {
        add(text, "  term         none: the row has no operand, its sum goes on to OBUF partition %u\n", found->partition);
    } else {
        add(text, "  term         k = %u of this wave, term %u of %u of the tile: A(%u, %u) * B(%u, %u)\n", found->k,
            found->term, found->terms, found->row, found->k, found->k, found->col);
        /* What comes later in a PE's step is not known yet when an operand is wrong. */
        add_operand(text, "moving", found->a,
                    found->wrong == FLEXSA_WRONG_STATIONARY ? flexsa_operand_of_half(found->a) : found->got_a);
        if (found->wrong != FLEXSA_WRONG_MOVING && found->wrong != FLEXSA_WRONG_NO_OPERAND)
            add_operand(text, "stationary", found->b, found->got_b);
    }
    if (found->has_incoming && !operand)
        add_bits(text, "incoming", false, found->incoming);
}

static void add_values(struct text *text, const struct flexsa_divergence *found)
{
    switch (found->wrong) {
    case FLEXSA_WRONG_STRAY:
        return;
    case FLEXSA_WRONG_MOVING:
    case FLEXSA_WRONG_STATIONARY:
        add_bits(text, "expected", false, found->expected);
        add_bits(text, "it will be", false, found->got);
        return;
    case FLEXSA_WRONG_NO_OPERAND:
    case FLEXSA_WRONG_NOT_STORED:
        add_bits(text, "expected", found->f16, found->expected);
        return;
    case FLEXSA_WRONG_PLACE:
        add(text, "  got          0x%02x\n", found->got);
        return;
    default:
        add_bits(text, "expected", found->f16, found->expected);
        add_bits(text, "got", found->f16, found->got);
    }
}

void flexsa_debug_print(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found,
                        char data[FLEXSA_DEBUG_BYTES])
{
    struct text text = {data, 0};
    char instr[FLEXSA_TEXT_BYTES];

    data[0] = '\0';
    add(&text, "FIRST DIVERGENCE: %s\n", flexsa_wrong_name(found->wrong));
    add(&text, "  wrong        %s\n", flexsa_wrong_text(found->wrong));
    if (found->wrong == FLEXSA_WRONG_NOTHING)
        return;
    add(&text, "  when         cycle %llu\n", (unsigned long long)(debug->first_cycle + found->cycle));
    if (found->wrong == FLEXSA_WRONG_FAILED) {
        add(&text, "  message      %s\n", found->hint);
        return;
    }
    if (found->wrong == FLEXSA_WRONG_PLACE) {
        add(&text, "  where        GBUF byte 0x%x\n", found->addr);
        add_values(&text, found);
        return;
    }
    flexsa_instr_print(&debug->program->instrs[found->instr], instr);
    add(&text, "  instruction  %zu: %s (begun in cycle %llu)\n", found->instr, instr,
        (unsigned long long)(debug->first_cycle + found->wave_begin));
    if (found->in_array)
        add_array(&text, debug, found);
    else
        add(&text, "  where        OBUF partition %u, half %u, row %u\n", found->partition, found->half, found->orow);
    if (!found->in_array && found->has_incoming)
        add_bits(&text, found->instr == found->store ? "in the bank" : "partial sum", false, found->incoming);
    add_values(&text, found);
    if (found->hint[0])
        add(&text, "  note         %s\n", found->hint);
    add(&text, "  becomes      element (%u, %u) of the tile that instruction %zu stores, GBUF 0x%x; %zu of its elements are wrong\n",
        found->tile_row, found->tile_col, found->store, found->addr, found->wrong_elements);
}
