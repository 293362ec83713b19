/* readings.h - the averages of every reading side by side: what one assumption is worth. */
#ifndef FLEXSA_READINGS_H
#define FLEXSA_READINGS_H

#include "../model/evaluation.h"
#include "text.h"

/* Headings of a name and of the values. */
enum { FLEXSA_READING_COLUMNS = 13 };
extern const char *const flexsa_reading_heading[FLEXSA_READING_COLUMNS + 1];

/* The first FLEXSA_PAPER_MACHINES are utilisation in %, the others ratios. */
void flexsa_reading_values(const struct flexsa_evaluation *evaluation, enum flexsa_reading reading,
                           double values[FLEXSA_READING_COLUMNS]);
void flexsa_readings_csv(const struct flexsa_evaluation *evaluation, struct flexsa_text *text);

#endif /* FLEXSA_READINGS_H */
