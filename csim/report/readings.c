/* readings.c - see readings.h. */
#include "readings.h"

const char *const flexsa_reading_heading[FLEXSA_READING_COLUMNS + 1] = {
    "reading",   "ideal 1G1C %", "ideal 1G4C %", "ideal 4G4C %", "ideal 1G1F %", "ideal 4G1F %", "1G1F/1G1C x", "4G1F/1G1C x",
    "1G1F/1G4C x", "4G1F/4G4C x", "traffic 1G4C x", "traffic 4G4C x", "traffic 1G1F x", "traffic 4G1F x",
};

void flexsa_reading_values(const struct flexsa_evaluation *e, enum flexsa_reading r, double values[FLEXSA_READING_COLUMNS])
{
    unsigned i = 0;

    for (unsigned m = 0; m < FLEXSA_PAPER_MACHINES; m++)
        values[i++] = 100 * flexsa_all_mean(e, r, m, flexsa_ideal_utilisation);
    values[i++] = flexsa_all_ratio(e, r, FLEXSA_1G1C, FLEXSA_1G1F, flexsa_hbm2_time);
    values[i++] = flexsa_all_ratio(e, r, FLEXSA_1G1C, FLEXSA_4G1F, flexsa_hbm2_time);
    values[i++] = flexsa_all_ratio(e, r, FLEXSA_1G4C, FLEXSA_1G1F, flexsa_hbm2_time);
    values[i++] = flexsa_all_ratio(e, r, FLEXSA_4G4C, FLEXSA_4G1F, flexsa_hbm2_time);
    for (unsigned m = FLEXSA_1G4C; m < FLEXSA_PAPER_MACHINES; m++)
        values[i++] = flexsa_all_ratio(e, r, m, FLEXSA_1G1C, flexsa_lbuf_traffic);
}

void flexsa_readings_csv(const struct flexsa_evaluation *evaluation, struct flexsa_text *text)
{
    for (unsigned c = 0; c <= FLEXSA_READING_COLUMNS; c++)
        flexsa_text_add(text, "%s%s", c ? "," : "", flexsa_reading_heading[c]);
    flexsa_text_add(text, "\n");
    for (unsigned r = 0; r < FLEXSA_NUM_READINGS; r++) {
        double values[FLEXSA_READING_COLUMNS];

        flexsa_reading_values(evaluation, (enum flexsa_reading)r, values);
        flexsa_text_add_cell(text, flexsa_reading_name((enum flexsa_reading)r));
        for (unsigned c = 0; c < FLEXSA_READING_COLUMNS; c++)
            flexsa_text_add(text, ",%.4g", values[c]);
        flexsa_text_add(text, "\n");
    }
}
