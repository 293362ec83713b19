/* write_check.c - compares writes with the golden model's bytes as they are made. */
#include "write_check.h"

#include <string.h>

enum { NO_TILE = 0, EXPECTED = 1, SEEN = 2, MAX_WRITE = 256, CYCLES_AFTER_FIRST = 20000 };

#define ALL_EXPECTED 0x0101010101010101u
#define ALL_SEEN 0x0202020202020202u

unsigned write_check_element(const struct flexsa_pass *pass)
{
    return pass->tile_count && pass->program.instrs[pass->tiles[0].instr].f16 ? 2 : 4;
}

bool write_check_place(const struct flexsa_pass *pass, unsigned size, uint32_t row, uint32_t col,
                       uint32_t *addr)
{
    const struct flexsa_copy *drain = &pass->drains[0];

    if (pass->drain_count == 0 || row - drain->row >= drain->rows || col - drain->col >= drain->cols)
        return false;
    *addr = drain->addr + (row - drain->row) * drain->pitch + (col - drain->col) * size;
    return true;
}

/* Row and column of C at a GBUF address; false outside the drained rectangle. */
static bool element_at(const struct flexsa_pass *pass, unsigned size, uint32_t addr, uint32_t *row,
                       uint32_t *col)
{
    const struct flexsa_copy *drain = &pass->drains[0];
    uint32_t offset = addr - drain->addr;

    if (pass->drain_count == 0 || addr < drain->addr || offset / drain->pitch >= drain->rows ||
        offset % drain->pitch / size >= drain->cols)
        return false;
    *row = drain->row + offset / drain->pitch;
    *col = drain->col + offset % drain->pitch / size;
    return true;
}

void write_check_begin(struct write_check *check)
{
    const struct flexsa_pass *pass = check->pass;
    const unsigned size = write_check_element(pass);

    memset(check->map, NO_TILE, check->machine->gbuf_bytes);
    check->left = 0;
    for (size_t t = 0; t < pass->tile_count; t++) {
        const struct flexsa_tile *tile = &pass->tiles[t];
        const struct flexsa_instr *store = &pass->program.instrs[tile->instr];
        const size_t bytes = (size_t)tile->cols * size;

        for (uint32_t i = 0; i < tile->rows; i++)
            memset(check->map + store->addr + (size_t)i * store->pitch, EXPECTED, bytes);
        check->left += bytes * tile->rows;
    }
}

static uint32_t load(const uint8_t *bytes, unsigned size)
{
    uint32_t value = 0;

    memcpy(&value, bytes, size);
    return value;
}

static void record(struct write_check *check, enum flexsa_mismatch_kind kind, uint64_t cycle,
                   uint32_t addr, uint32_t got)
{
    const unsigned size = write_check_element(check->pass);
    struct flexsa_mismatch *first = &check->first;
    uint32_t row, col;

    if (check->mismatches++)
        return;
    *first = (struct flexsa_mismatch){
        .kind = kind,
        .addr = addr,
        .cycle = check->cycles_before + cycle,
        .pass = check->pass_index,
        .f16 = size == 2,
        .got = got,
        .expected = load(check->golden + addr, size),
    };
    if (element_at(check->pass, size, addr, &row, &col))
        flexsa_mismatch_locate(first, check->machine, check->pass, check->tiles_before, row, col);
}

/* Eight bytes of a write, element by element. */
static void check_group(struct write_check *check, uint64_t cycle, uint32_t addr, const uint8_t *data,
                        unsigned strobe)
{
    const unsigned size = write_check_element(check->pass);
    const unsigned whole = (1u << size) - 1;

    for (unsigned i = 0; i < 8; i += size) {
        const unsigned bits = strobe >> i & whole;
        bool stray = false;

        if (bits == 0)
            continue;
        for (unsigned j = 0; j < size; j++) {
            stray |= check->map[addr + i + j] != EXPECTED;
            check->left -= check->map[addr + i + j] == EXPECTED && (bits >> j & 1);
            check->map[addr + i + j] = SEEN;
        }
        if (stray || bits != whole)
            record(check, FLEXSA_MISMATCH_STRAY, cycle, addr + i, load(data + i, size));
        else if (memcmp(data + i, check->golden + addr + i, size) != 0)
            record(check, FLEXSA_MISMATCH_VALUE, cycle, addr + i, load(data + i, size));
    }
}

/* Flips the chosen bit if this write carries it. */
static const uint8_t *inject(const struct write_check *check, const struct flexsa_write *write,
                             uint8_t copy[MAX_WRITE])
{
    const unsigned size = write_check_element(check->pass);
    uint32_t place;

    if (!check->inject->enabled || !check->pass->drains_final ||
        !write_check_place(check->pass, size, check->inject->row, check->inject->col, &place) ||
        place - write->addr >= write->bytes)
        return write->data;
    memcpy(copy, write->data, write->bytes);
    copy[place - write->addr + check->inject->bit / 8] ^= (uint8_t)(1u << check->inject->bit % 8);
    return copy;
}

bool write_check_write(struct write_check *check, const struct flexsa_write *write)
{
    uint8_t copy[MAX_WRITE];
    const uint8_t *data = inject(check, write, copy);

    for (unsigned i = 0; i < write->bytes; i += 8) {
        const uint32_t addr = write->addr + i;
        uint64_t map;

        memcpy(&map, check->map + addr, 8);
        if (write->strobe[i / 8] == 0xff && map == ALL_EXPECTED &&
            memcmp(data + i, check->golden + addr, 8) == 0) {
            map = ALL_SEEN;
            memcpy(check->map + addr, &map, 8);
            check->left -= 8;
        } else if (write->strobe[i / 8]) {
            check_group(check, write->cycle, addr, data + i, write->strobe[i / 8]);
        }
    }
    return check->mismatches == 0 ||
           check->cycles_before + write->cycle < check->first.cycle + CYCLES_AFTER_FIRST;
}

/* Elements of a tile that were never written. */
static uint64_t count_missing(struct write_check *check, size_t t)
{
    const struct flexsa_tile *tile = &check->pass->tiles[t];
    const struct flexsa_instr *store = &check->pass->program.instrs[tile->instr];
    const unsigned size = write_check_element(check->pass);
    uint64_t missing = 0;

    for (uint32_t i = 0; i < tile->rows; i++) {
        const uint32_t addr = store->addr + i * store->pitch;

        for (uint32_t j = 0; j < tile->cols; j++)
            if (memchr(check->map + addr + j * size, EXPECTED, size)) {
                missing++;
                record(check, FLEXSA_MISMATCH_MISSING, 0, addr + j * size, 0);
            }
    }
    return missing;
}

uint64_t write_check_end(struct write_check *check)
{
    uint64_t whole = check->pass->tile_count;

    if (check->left == 0)
        return whole;
    for (size_t t = 0; t < check->pass->tile_count; t++)
        whole -= count_missing(check, t) != 0;
    return whole;
}
