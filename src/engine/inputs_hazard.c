/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/inputs_hazard.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "units.h"

enum { PERIOD, INTENSITY, FREQUENCY, COLUMNS };

const char *ta_hazard_unit(const char *name)
{
    return strncmp(name, "cyclone_winds", strlen("cyclone_winds")) == 0 ? "m/s" : "m";
}

static const char *column_of(const char *key)
{
    return strcmp(key, "cyclone_winds") == 0 ? "wind" : "depth";
}

/* --- curves ------------------------------------------------------------------------- */

/* The weakest first; of equal ones the more frequent, so that the order is one. */
static int by_strength(const void *a, const void *b)
{
    const struct ta_hazard_peak *p = a, *q = b;
    if (p->intensity != q->intensity) return p->intensity < q->intensity ? -1 : 1;
    return p->frequency > q->frequency ? -1 : p->frequency < q->frequency;
}

/* What is wrong with maps by period, or NULL: less water in a rarer flood. */
static const char *fault_of(const struct ta_hazard_peak *peak, size_t n)
{
    if (n > TA_HAZARD_PERIODS_MAX)
        return "the hazard set has more than 32 return periods";
    for (size_t i = 0; i < n; i++) {
        if (!(peak[i].frequency < 1.0))
            return "the hazard set has a period of a year or less";
        if (i == 0) continue;
        if (peak[i].frequency == peak[i - 1].frequency)
            return "the hazard set has one period twice";
        if (peak[i].intensity < peak[i - 1].intensity)
            return "the maps contradict each other: less in a longer period";
    }
    return NULL;
}

/* Periods of events, from the strongest (the last) down: how often a year has as much or more. */
static void fill_periods(double *value, size_t n)
{
    double sum = 0.0;
    for (size_t i = n; i-- > 0;) {
        sum += value[i * COLUMNS + FREQUENCY];
        value[i * COLUMNS + PERIOD] = 1.0 / sum;
    }
}

static enum ta_status convert(const struct ta_hazard_layer *layer, const char *key,
                              double *value, struct ta_error *err)
{
    const char *unit = layer->sheet.unit;
    if (unit[0] == '\0' ||
        ta_unit_convert(*value, unit, ta_hazard_unit(key), value) == TA_OK)
        return TA_OK;
    return ta_fail(err, TA_E_DATA, "layer %s: \"%s\" cannot become %s", key, unit,
                   ta_hazard_unit(key));
}

static enum ta_status lay(const struct ta_hazard_layer *layer,
                          const struct ta_hazard_peak *peak, size_t n, const char *key,
                          struct ta_room *room, struct ta_input *input,
                          struct ta_error *err)
{
    bool events = layer->sheet.frequency == TA_FREQUENCY_EVENT;
    size_t columns = events ? COLUMNS : FREQUENCY;
    const char **column = ta_room_take(room, COLUMNS, sizeof *column);
    const char **name = ta_room_take(room, n, sizeof *name);
    double *value = ta_room_take(room, n, COLUMNS * sizeof *value);
    if (column == NULL || name == NULL || value == NULL)
        return ta_fail(err, TA_E_NOMEM, "hazard: out of memory");
    column[PERIOD] = "period";
    column[INTENSITY] = column_of(key);
    column[FREQUENCY] = "frequency";
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        double *row = value + i * columns;
        name[i] = events ? "event" : "map";
        row[PERIOD] = 1.0 / peak[i].frequency;
        row[INTENSITY] = peak[i].intensity;
        if (events) row[FREQUENCY] = peak[i].frequency;
        rc = convert(layer, key, &row[INTENSITY], err);
    }
    if (events) fill_periods(value, n);
    input->rows = (struct ta_rows){n, columns, column, name, value};
    input->reason = TA_OBSERVED;
    return rc;
}

enum ta_status ta_hazard_rows(struct ta_hazard_layer *layer,
                              const struct ta_project *project, const char *key,
                              struct ta_room *room, struct ta_input *input,
                              const char **why, struct ta_error *err)
{
    struct ta_hazard_peak *peak = NULL;
    size_t n = 0;
    bool events = layer->sheet.frequency == TA_FREQUENCY_EVENT;
    enum ta_status rc = ta_hazard_peaks(layer, project, room, &peak, &n, why, err);
    if (rc != TA_OK) return rc;
    if (peak == NULL) {
        input->reason = TA_LAYER_ABSENT;
        return TA_OK;
    }
    if (events) qsort(peak, n, sizeof *peak, by_strength);
    *why = events ? NULL : fault_of(peak, n);
    if (*why == NULL) return lay(layer, peak, n, key, room, input, err);
    input->reason = TA_SOURCE_UNAVAILABLE;
    return TA_OK;
}

/* --- what the sheet says ------------------------------------------------------------ */

static bool asks(const char *key, const char *what)
{
    const char *dot = strchr(key, '.');
    return dot != NULL && strcmp(dot + 1, what) == 0;
}

void ta_hazard_number(const struct ta_hazard_layer *layer, const char *key,
                      struct ta_input *input)
{
    double years = layer->sheet.protection_years;
    if (!asks(key, "protection") || isnan(years)) return;
    input->number = years;
    input->reason = TA_OBSERVED;
}

enum ta_status ta_hazard_text(const struct ta_hazard_layer *layer, const char *key,
                              struct ta_room *room, struct ta_input *input,
                              struct ta_error *err)
{
    enum { ROOM = TA_HAZARD_SCENARIO + 16 };
    const struct ta_hazard_sheet *sheet = &layer->sheet;
    if (!asks(key, "scenario") || sheet->scenario[0] == '\0') return TA_OK;
    char *words = ta_room_take(room, ROOM, 1);
    if (words == NULL) return ta_fail(err, TA_E_NOMEM, "hazard: out of memory");
    (void)snprintf(words, ROOM, "%s, %d", sheet->scenario, sheet->year);
    input->text = words;
    input->reason = TA_OBSERVED;
    return TA_OK;
}
