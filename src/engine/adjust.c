/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/adjust.h"

#include <ctype.h>
#include <string.h>

#include "base/time.h"
#include "spectral.h"

static const char reference[] = "landsat-8";

/* slope and offset of one band */
struct line {
    struct ta_band *band;
    double slope, offset;
};

static void sensor_of(const struct ta_chip *chip, char out[TA_NAME_SIZE])
{
    size_t n = 0;
    for (; chip->platform[n] != '\0' && n + 1 < TA_NAME_SIZE; n++)
        out[n] = chip->platform[n] == '_'
                     ? '-'
                     : (char)tolower((unsigned char)chip->platform[n]);
    out[n] = '\0';
}

static struct ta_band *band_called(struct ta_chip *chip, const char *name)
{
    for (size_t b = 0; b < chip->n_bands; b++)
        if (strcmp(chip->band[b].name, name) == 0) return &chip->band[b];
    return NULL;
}

static bool find_line(const struct ta_table *table, const char *sensor, ta_day day,
                      struct line *out, bool *unchecked)
{
    const char *slope[] = {sensor, out->band->name, "slope"};
    const char *offset[] = {sensor, out->band->name, "offset"};
    const struct ta_row *a = ta_table_row(table, slope, day);
    const struct ta_row *b = ta_table_row(table, offset, day);
    if (a == NULL || b == NULL) return false;
    out->slope = a->value;
    out->offset = b->value;
    *unchecked |= !a->checked || !b->checked;
    return true;
}

/* The bands of a layer: an index's inputs, or the band itself. @return how many, 0 when one is not
 * there or is no surface reflectance */
static size_t list_bands(struct ta_chip *chip, const char *layer,
                         struct line line[TA_INDEX_INPUTS])
{
    const struct ta_index *index = ta_index_find(layer);
    size_t n = index != NULL ? index->n_inputs : 1;
    for (size_t i = 0; i < n; i++) {
        struct ta_band *band =
            band_called(chip, index != NULL ? index->input[i] : layer);
        if (band == NULL || band->quantity != TA_QUANTITY_REFLECTANCE_SURFACE) return 0;
        line[i] = (struct line){.band = band};
    }
    return n;
}

struct ta_adjusted ta_adjust_chip(const struct ta_table_set *tables, const char *layer,
                                  struct ta_chip *chip)
{
    struct ta_adjusted done = {.sensor = ""};
    struct line line[TA_INDEX_INPUTS];
    char sensor[TA_NAME_SIZE];
    const struct ta_table *table = ta_table_find(tables, TA_ADJUST_TABLE);
    size_t n = list_bands(chip, layer, line);
    bool unchecked = false;
    sensor_of(chip, sensor);
    if (n == 0 || table == NULL) return done;
    if (strcmp(sensor, reference) == 0 || strcmp(sensor, "landsat-9") == 0) {
        done.sensor = reference;
        return done;
    }
    for (size_t i = 0; i < n; i++)
        if (!find_line(table, sensor, ta_day_of(chip->time), &line[i], &unchecked))
            return done;
    for (size_t i = 0; i < n; i++) {
        line[i].band->scale *= line[i].slope;
        line[i].band->offset = line[i].slope * line[i].band->offset + line[i].offset;
    }
    return (struct ta_adjusted){reference, unchecked};
}
