/* SPDX-License-Identifier: Apache-2.0 */
#include "water_class.h"

#include <math.h>
#include <string.h>

enum { CLASSES = 5 };
static const char *const class_word[CLASSES] = {"1", "2", "3", "4", "5"};

static const struct ta_row *limit_of(const struct ta_table *table, const char *body,
                                     const char *item, int cls, ta_day date)
{
    const char *const key[] = {body, item, class_word[cls - 1]};
    return ta_table_row(table, key, date);
}

static struct ta_water_item acidity(const struct ta_table *table, const char *body,
                                    double value, ta_day date)
{
    const struct ta_row *lo = limit_of(table, body, "ph_lo", CLASSES, date);
    const struct ta_row *hi = limit_of(table, body, "ph_hi", CLASSES, date);
    struct ta_water_item out = {0};
    if (lo == NULL || hi == NULL) return out;
    out.known = true;
    out.unchecked = !lo->checked || !hi->checked;
    out.cls = value >= lo->value && value <= hi->value ? 1 : TA_WATER_CLASS_WORST;
    return out;
}

struct ta_water_item ta_water_class_of(const struct ta_table_set *tables,
                                       const char *body, const char *item, double value,
                                       ta_day date)
{
    const struct ta_table *table = ta_table_find(tables, "surface_water_classes");
    struct ta_water_item out = {0};
    bool at_least = strcmp(item, "do") == 0;
    if (table == NULL || isnan(value)) return out;
    if (strcmp(item, "ph") == 0) return acidity(table, body, value, date);
    out.known = limit_of(table, "river", item, CLASSES, date) != NULL ||
                limit_of(table, "lake", item, CLASSES, date) != NULL;
    for (int cls = CLASSES; cls >= 1; cls--) {
        const struct ta_row *row = limit_of(table, body, item, cls, date);
        if (row == NULL) return out;
        if (cls == CLASSES) out.cls = TA_WATER_CLASS_WORST;
        out.unchecked = out.unchecked || !row->checked;
        if (at_least ? value >= row->value : value <= row->value) out.cls = cls;
    }
    return out;
}

double ta_ccme_index(double scope, double frequency, double amplitude)
{
    double length = sqrt(scope * scope + frequency * frequency + amplitude * amplitude);
    return 100.0 - length / 1.732;
}
