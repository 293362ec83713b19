/* traffic.c - bytes on each path, from docs/isa.md's table of modes. */
#include "traffic.h"

static unsigned upto(unsigned value, unsigned limit)
{
    return value < limit ? value : limit;
}

static uint64_t bytes(unsigned rows, unsigned cols, unsigned element)
{
    return (uint64_t)rows * cols * element;
}

static void count_ldv(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                      uint64_t *counters)
{
    uint64_t *lane = &counters[FLEXSA_CNT_BYTES_V0];
    unsigned n[2] = {upto(instr->n, machine->sub_cols), 0};
    unsigned k[2] = {upto(instr->k, machine->sub_rows), 0};
    n[1] = instr->n - n[0];
    k[1] = instr->k - k[0];

    switch (instr->mode) {
    case FLEXSA_MODE_FW:
        for (unsigned q = 0; q < 4; q++)
            lane[q] += bytes(k[q / 2], n[q % 2], 2);
        break;
    case FLEXSA_MODE_HSW:
        lane[0] += bytes(instr->k, n[0], 2);
        lane[1] += bytes(instr->k, n[1], 2);
        counters[FLEXSA_CNT_BYTES_BCAST] += bytes(instr->k, instr->n, 2);
        break;
    case FLEXSA_MODE_VSW:
        lane[0] += bytes(k[0], instr->n, 2);
        lane[2] += bytes(k[1], instr->n, 2);
        counters[FLEXSA_CNT_BYTES_BCAST] += bytes(instr->k, instr->n, 2);
        break;
    default:
        lane[0] += bytes(instr->k, instr->n, 2);
        counters[FLEXSA_CNT_BYTES_BCAST] += 3 * bytes(instr->k, instr->n, 2);
        break;
    }
}

static void count_ldh(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                      uint64_t *counters)
{
    uint64_t *lane = &counters[FLEXSA_CNT_BYTES_H0];
    unsigned parts = flexsa_machine_limits(machine, instr->mode).parts;
    unsigned k[2] = {upto(instr->k, machine->sub_rows), 0};
    k[1] = instr->k - k[0];

    for (unsigned q = 0; q < 4; q++)
        switch (instr->mode) {
        case FLEXSA_MODE_FW:
        case FLEXSA_MODE_VSW:
            lane[q] += bytes(flexsa_part_rows(instr->m, parts, q % 2), k[q / 2], 2);
            break;
        case FLEXSA_MODE_HSW:
            if (q % 2 == 0)
                lane[q] += bytes(flexsa_part_rows(instr->m, parts, q / 2), instr->k, 2);
            break;
        default: lane[q] += bytes(flexsa_part_rows(instr->m, parts, q), instr->k, 2); break;
        }
}

static void count_exec(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                       uint64_t *counters)
{
    uint64_t *over_h = &counters[FLEXSA_CNT_BYTES_OVER_H];
    uint64_t *over_v = &counters[FLEXSA_CNT_BYTES_OVER_V];
    unsigned parts = flexsa_machine_limits(machine, instr->mode).parts;
    unsigned rows[4];

    for (unsigned q = 0; q < 4; q++)
        rows[q] = q < parts ? flexsa_part_rows(instr->m, parts, q) : 0;
    counters[FLEXSA_CNT_WAVES_FW + instr->mode]++;
    if (instr->mode == FLEXSA_MODE_VSW || instr->mode == FLEXSA_MODE_ISW)
        *over_h += bytes(rows[1] + rows[3], instr->k, 2);
    if (instr->mode == FLEXSA_MODE_HSW)
        *over_v += bytes(rows[0], instr->n, 4);
    if (instr->mode == FLEXSA_MODE_ISW)
        *over_v += bytes(rows[0] + rows[1], instr->n, 4);
}

void flexsa_traffic_count(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                          uint64_t counters[FLEXSA_NUM_CNT])
{
    bool flexsa = machine->arch == FLEXSA_ARCH_FLEXSA;

    counters[FLEXSA_CNT_INSTRS]++;
    switch (instr->op) {
    case FLEXSA_OP_LDV:
        if (flexsa)
            count_ldv(machine, instr, counters);
        else
            counters[FLEXSA_CNT_BYTES_V0 + instr->core] += bytes(instr->k, instr->n, 2);
        break;
    case FLEXSA_OP_LDH:
        if (flexsa)
            count_ldh(machine, instr, counters);
        else
            counters[FLEXSA_CNT_BYTES_H0 + instr->core] += bytes(instr->m, instr->k, 2);
        break;
    case FLEXSA_OP_EXEC: count_exec(machine, instr, counters); break;
    case FLEXSA_OP_LDO: counters[FLEXSA_CNT_BYTES_LDO] += bytes(instr->m, instr->n, 4); break;
    case FLEXSA_OP_ST:
        counters[FLEXSA_CNT_BYTES_ST] += bytes(instr->m, instr->n, instr->f16 ? 2 : 4);
        break;
    default: break;
    }
}
