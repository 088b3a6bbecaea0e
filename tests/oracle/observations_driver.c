/* SPDX-License-Identifier: Apache-2.0 */
/** @file observations_driver.c  Rows as tab-separated text on stdin into an observation file; with `read`,
 *  mean and unit of each row of one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "series/observations.h"

enum { FIELDS = 24, ROWS = 5000 };

/* Cuts a line at its tabs. */
static bool cut(char *line, char *field[FIELDS])
{
    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < FIELDS; i++) {
        if (line == NULL) return false;
        field[i] = line;
        line = strchr(line, '\t');
        if (line != NULL) *line++ = '\0';
    }
    return line == NULL;
}

static bool fill(struct ta_observation *row, char *field[FIELDS])
{
    double *const number[] = {
        &row->inside,          &row->clear_fraction, &row->cloud_fraction,
        &row->shadow_fraction, &row->snow_fraction,  &row->stats.count,
        &row->stats.sum,       &row->stats.mean,     &row->stats.variance,
        &row->stats.min,       &row->stats.max,      &row->cell_area_m2};
    bool ok = ta_copy(row->project, sizeof row->project, field[0]) &&
              ta_copy(row->scene, sizeof row->scene, field[2]) &&
              ta_copy(row->processing, sizeof row->processing, field[3]) &&
              ta_copy(row->layer, sizeof row->layer, field[4]) &&
              ta_copy(row->mask, sizeof row->mask, field[5]) &&
              ta_copy(row->tile, sizeof row->tile, field[6]) &&
              ta_copy(row->chip_sha256, sizeof row->chip_sha256, field[20]) &&
              ta_copy(row->offset_by, sizeof row->offset_by, field[21]) &&
              ta_copy(row->unit, sizeof row->unit, field[22]);
    row->site = (int)strtol(field[1], NULL, 10);
    row->time = strtoll(field[7], NULL, 10);
    for (int i = 0; i < 12; i++) *number[i] = strtod(field[8 + i], NULL); /* nan too */
    row->simulated = field[23][0] == '1';
    return ok;
}

static int list(const char *path)
{
    struct ta_observation *rows = NULL;
    struct ta_error err = {0};
    size_t n = 0;
    if (ta_observations_read(path, &rows, &n, &err) != TA_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    for (size_t i = 0; i < n; i++)
        printf("%.17g\t%s\n", rows[i].stats.mean, rows[i].unit);
    ta_free(rows);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "read") == 0) return list(argv[2]);
    struct ta_observation *rows = ta_alloc(ROWS, sizeof *rows);
    char line[4096], *field[FIELDS];
    size_t n = 0;
    while (rows != NULL && n < ROWS && fgets(line, sizeof line, stdin) != NULL)
        if (!cut(line, field) || !fill(&rows[n++], field)) return 2;
    struct ta_error err = {0};
    if (argc != 2 || ta_observations_write(argv[1], rows, n, &err) != TA_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    ta_free(rows);
    return 0;
}
