/*
 * flexsa_isa.h - the FlexSA instruction set: the one source of every encoding.
 *
 * The RTL's package (build/gen/flexsa_isa_pkg.sv) is generated from the
 * `#define FLEXSA_...` lines of this file by scripts/gen_isa_pkg.awk, so keep
 * each of them on one line, an integer or a sum of other FLEXSA_ names.
 * Meaning and examples of every instruction: docs/isa.md.
 *
 * One instruction is 128 bits, little endian in memory (word 0 = bits 63:0).
 * Each field has one place whatever the opcode; a field an opcode does not
 * use is 0. Bits are drawn from 0 on the right:
 *
 *  127   120 119                   96 95                               64
 * +---------+------------------------+-----------------------------------+
 * |    0    |       PITCH (24)       |             ADDR (32)             |
 * +---------+------------------------+-----------------------------------+
 *  63   62         52 51        40 39        28 27        16
 * +----+-------------+------------+------------+------------+
 * |HALF|  OROW (11)  |   K (12)   |   N (12)   |   M (12)   |
 * +----+-------------+------------+------------+------------+
 *  15   13  12   11    10    9     8   7    6 5    4 3    0
 * +-------+----+------+------+------+-----+------+------+------+
 * |   0   |F16 | PAIR | LAST | SWAP | ACC | CORE | MODE |  OP  |
 * +-------+----+------+------+------+-----+------+------+------+
 *
 * Source: the FlexSA paper, section VI.B and Algorithm 1; what the paper
 * leaves open is fixed in docs/isa.md.
 */
#ifndef FLEXSA_ISA_H
#define FLEXSA_ISA_H

/* Rises whenever an encoding or a meaning changes; the RTL reports its own. */
#define FLEXSA_ISA_VERSION 1

#define FLEXSA_INSTR_BITS 128

/* ---- opcodes (0 is left illegal so that zeroed memory is not a program) -- */
#define FLEXSA_OP_LDV 1   /* LdLBUF_V : GBUF -> stationary LBUFs            */
#define FLEXSA_OP_LDH 2   /* LdLBUF_H : GBUF -> left (moving) LBUF          */
#define FLEXSA_OP_SHIFT 3 /* ShiftV   : stationary LBUFs -> PEs             */
#define FLEXSA_OP_EXEC 4  /* ExecGEMM : stream one wave set                 */
#define FLEXSA_OP_ST 5    /* StLBUF   : OBUF -> GBUF                        */
#define FLEXSA_OP_LDO 6   /* LdOBUF   : GBUF -> OBUF (initial C, split K)   */
#define FLEXSA_OP_SYNC 7  /* Sync     : everything before is complete       */
#define FLEXSA_OP_LIMIT 8 /* opcodes are below this                         */

/* ---- modes (paper, section V.A; Figure 8) -------------------------------- */
#define FLEXSA_MODE_FW 0  /* full wave: four cores as one array             */
#define FLEXSA_MODE_HSW 1 /* horizontal sub-waves: cores {0,1} and {2,3}    */
#define FLEXSA_MODE_VSW 2 /* vertical sub-waves: cores {0,2} and {1,3}      */
#define FLEXSA_MODE_ISW 3 /* independent sub-waves: every core alone        */
#define FLEXSA_NUM_MODES 4

/* ---- architectures of the same top --------------------------------------- */
#define FLEXSA_ARCH_FLEXSA 0 /* four sub-cores with the paper's switches    */
#define FLEXSA_ARCH_CORES 1  /* four independent sub-cores (1G4C)           */
#define FLEXSA_ARCH_SINGLE 2 /* one array of 2H x 2W (1G1C)                 */

/* ---- field sizes in bits -------------------------------------------------- */
#define FLEXSA_SIZE_OP 4
#define FLEXSA_SIZE_MODE 2
#define FLEXSA_SIZE_CORE 2
#define FLEXSA_SIZE_ACC 1
#define FLEXSA_SIZE_SWAP 1
#define FLEXSA_SIZE_LAST 1
#define FLEXSA_SIZE_PAIR 1
#define FLEXSA_SIZE_F16 1
#define FLEXSA_SIZE_RSV0 3
#define FLEXSA_SIZE_M 12
#define FLEXSA_SIZE_N 12
#define FLEXSA_SIZE_K 12
#define FLEXSA_SIZE_OROW 11
#define FLEXSA_SIZE_HALF 1
#define FLEXSA_SIZE_ADDR 32
#define FLEXSA_SIZE_PITCH 24
#define FLEXSA_SIZE_RSV1 8

/* ---- field positions, each derived from the field before it --------------- */
#define FLEXSA_POS_OP 0
#define FLEXSA_POS_MODE (FLEXSA_POS_OP + FLEXSA_SIZE_OP)
#define FLEXSA_POS_CORE (FLEXSA_POS_MODE + FLEXSA_SIZE_MODE)
#define FLEXSA_POS_ACC (FLEXSA_POS_CORE + FLEXSA_SIZE_CORE)
#define FLEXSA_POS_SWAP (FLEXSA_POS_ACC + FLEXSA_SIZE_ACC)
#define FLEXSA_POS_LAST (FLEXSA_POS_SWAP + FLEXSA_SIZE_SWAP)
#define FLEXSA_POS_PAIR (FLEXSA_POS_LAST + FLEXSA_SIZE_LAST)
#define FLEXSA_POS_F16 (FLEXSA_POS_PAIR + FLEXSA_SIZE_PAIR)
#define FLEXSA_POS_RSV0 (FLEXSA_POS_F16 + FLEXSA_SIZE_F16)
#define FLEXSA_POS_M (FLEXSA_POS_RSV0 + FLEXSA_SIZE_RSV0)
#define FLEXSA_POS_N (FLEXSA_POS_M + FLEXSA_SIZE_M)
#define FLEXSA_POS_K (FLEXSA_POS_N + FLEXSA_SIZE_N)
#define FLEXSA_POS_OROW (FLEXSA_POS_K + FLEXSA_SIZE_K)
#define FLEXSA_POS_HALF (FLEXSA_POS_OROW + FLEXSA_SIZE_OROW)
#define FLEXSA_POS_ADDR (FLEXSA_POS_HALF + FLEXSA_SIZE_HALF)
#define FLEXSA_POS_PITCH (FLEXSA_POS_ADDR + FLEXSA_SIZE_ADDR)
#define FLEXSA_POS_RSV1 (FLEXSA_POS_PITCH + FLEXSA_SIZE_PITCH)

/* ---- event counters, read by index ---------------------------------------- */
/* In every cycle the execute unit is in exactly one of the states BUSY_*,
 * STALL_* and IDLE, so these counters add up to CYCLES. */
#define FLEXSA_CNT_CYCLES 0        /* clock cycles since reset               */
#define FLEXSA_CNT_INSTRS 1        /* instructions dispatched                */
#define FLEXSA_CNT_WAVES_FW 2      /* ExecGEMMs started, by mode (4 entries) */
#define FLEXSA_CNT_WAVES_HSW 3
#define FLEXSA_CNT_WAVES_VSW 4
#define FLEXSA_CNT_WAVES_ISW 5
#define FLEXSA_CNT_BUSY_FW 6       /* cycles a row step enters, by mode (4)  */
#define FLEXSA_CNT_BUSY_HSW 7
#define FLEXSA_CNT_BUSY_VSW 8
#define FLEXSA_CNT_BUSY_ISW 9
#define FLEXSA_CNT_STALL_V 10      /* waits for the stationary tile          */
#define FLEXSA_CNT_STALL_H 11      /* waits for the moving tile to arrive    */
#define FLEXSA_CNT_STALL_O 12      /* waits for an OBUF half                 */
#define FLEXSA_CNT_STALL_SWITCH 13 /* waits for the over-core output path    */
#define FLEXSA_CNT_STALL_FREEZE 14 /* array frozen: moving row not there yet */
#define FLEXSA_CNT_IDLE 15         /* no ExecGEMM queued                     */
#define FLEXSA_CNT_BYTES_V0 16     /* bytes GBUF -> stationary LBUF 0 (4)    */
#define FLEXSA_CNT_BYTES_V1 17
#define FLEXSA_CNT_BYTES_V2 18
#define FLEXSA_CNT_BYTES_V3 19
#define FLEXSA_CNT_BYTES_H0 20     /* bytes GBUF -> left LBUF, lane 0 (4)    */
#define FLEXSA_CNT_BYTES_H1 21
#define FLEXSA_CNT_BYTES_H2 22
#define FLEXSA_CNT_BYTES_H3 23
#define FLEXSA_CNT_BYTES_BCAST 24  /* bytes on the local broadcast wires     */
#define FLEXSA_CNT_BYTES_OVER_H 25 /* bytes on over-core horizontal wires    */
#define FLEXSA_CNT_BYTES_OVER_V 26 /* bytes on over-core vertical wires      */
#define FLEXSA_CNT_BYTES_LDO 27    /* bytes GBUF -> OBUF                     */
#define FLEXSA_CNT_BYTES_ST 28     /* bytes OBUF -> GBUF                     */
#define FLEXSA_CNT_GBUF_READS 29   /* read beats accepted by the GBUF        */
#define FLEXSA_CNT_GBUF_WRITES 30  /* write beats accepted by the GBUF       */
#define FLEXSA_NUM_CNT 31

/* ---- units: order of the bits of ev_start_o / ev_done_o ------------------- */
#define FLEXSA_UNIT_LDV 0
#define FLEXSA_UNIT_LDH 1
#define FLEXSA_UNIT_SHIFT 2
#define FLEXSA_UNIT_EXEC 3
#define FLEXSA_UNIT_OBUF 4 /* StLBUF and LdOBUF                             */
#define FLEXSA_NUM_UNITS 5

#endif /* FLEXSA_ISA_H */
