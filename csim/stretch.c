/* stretch.c - see stretch.h. */
#include "stretch.h"

#include <string.h>

/* No clock matters that is so long before the next instruction begins (pace.c adds at most 2). */
enum { SETTLED = 8 };

/* Clocks by number: a unit's struct pace_clocks is pace->clocks times and nothing else. */
enum {
    OBUF_CLOCKS = offsetof(struct pace_clocks, exec_end) / sizeof(pace_time),
    DISPATCHED = offsetof(struct pace_clocks, dispatched) / sizeof(pace_time),
    FIRST_LEFT = offsetof(struct pace_clocks, left) / sizeof(pace_time)
};

static pace_time later(pace_time a, pace_time b)
{
    return a > b ? a : b;
}

static const pace_time *clocks_of(const struct pace_unit *unit)
{
    return (const pace_time *)&unit->at;
}

/* The first clock that bodies read or write. Those before keep their times while bodies are skipped. */
static unsigned first_clock(const struct stretch *stretch)
{
    return stretch->body == STRETCH_OF_WAVES ? OBUF_CLOCKS : 0;
}

static void take_mark(const struct pace *pace, struct stretch_mark *mark)
{
    const size_t size = offsetof(struct pace_unit, at) + pace->clocks * sizeof(pace_time);

    for (unsigned u = 0; u < pace->units; u++)
        memcpy(&mark->unit[u], &pace->unit[u], size);
    mark->fed = pace->fed;
    memcpy(mark->waits, pace->waits, sizeof mark->waits);
}

/* Clocks from..to - 1 are `by` cycles later, but for those that are settled. */
static bool same_clocks(const pace_time *then, const pace_time *now, unsigned from, unsigned to, pace_time by,
                        pace_time settled)
{
    for (unsigned i = from; i < to; i++)
        if (then[i] + by != now[i] && (then[i] + by > settled || now[i] > settled))
            return false;
    return true;
}

static bool same_unit(const struct stretch *stretch, const struct pace *pace, const struct pace_unit *then,
                      const struct pace_unit *now, pace_time by)
{
    const pace_time *a = clocks_of(then), *b = clocks_of(now);

    if (memcmp(&then->is, &now->is, sizeof now->is) != 0)
        return false;
    /* The next instruction comes to the port after the last one; it leaves it after the unit's last one. */
    return same_clocks(a, b, first_clock(stretch), FIRST_LEFT, by, pace->fed - SETTLED) &&
           same_clocks(a, b, FIRST_LEFT, pace->clocks, by, later(pace->fed, b[DISPATCHED]) - SETTLED);
}

static bool same_future(const struct stretch *stretch, const struct stretch_mark *then, const struct pace *pace)
{
    for (unsigned u = 0; u < pace->units; u++)
        if (!same_unit(stretch, pace, &then->unit[u], &pace->unit[u], pace->fed - then->fed))
            return false;
    return true;
}

/* What came since `then` comes `times` times more. */
static void repeat(const struct stretch *stretch, const struct stretch_mark *then, struct pace *pace, uint64_t times)
{
    const pace_time by = (pace->fed - then->fed) * (pace_time)times;

    for (unsigned u = 0; u < pace->units; u++) {
        pace_time *clocks = (pace_time *)&pace->unit[u].at;

        for (unsigned i = first_clock(stretch); i < pace->clocks; i++)
            clocks[i] += by;
    }
    pace->fed += by;
    for (unsigned i = 0; i < PACE_WAITS; i++)
        pace->waits[i] += (pace->waits[i] - then->waits[i]) * times;
}

uint64_t stretch_skip(struct stretch *stretch, struct pace *pace, uint64_t left)
{
    struct stretch_mark *mark = &stretch->marks[stretch->bodies % 2];

    if (left < 2)
        return 0;
    if (stretch->bodies >= 2 && same_future(stretch, mark, pace)) {
        repeat(stretch, mark, pace, left / 2);
        stretch->bodies = 0;
        return left / 2 * 2;
    }
    stretch->bodies++;
    if (left >= 4) /* or it cannot be met again in time */
        take_mark(pace, mark);
    return 0;
}
