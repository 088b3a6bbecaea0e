/* SPDX-License-Identifier: Apache-2.0 */
/** @file surface_water_class.c  Class of a river or lake after GB 3838-2002: the worst item's.
 *
 *  The kind of water is asked for, since limits of phosphorus differ and nitrogen is a limit of
 *  lakes only. An item of the usual five that nobody measured may be of any class, so the interval
 *  then ends at 6, worse than class V. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "indicator_result.h"
#include "indicators.h"
#include "rows.h"
#include "water_class.h"

static bool measured(const struct ta_rows *rows, const char *item)
{
    for (size_t i = 0; i < rows->n; i++)
        if (strcmp(rows->name[i], item) == 0 && !isnan(ta_rows_at(rows, i, "value")))
            return true;
    return false;
}

/* The first of the usual items that is lacking; NULL when none is. */
static const char *lacking(const struct ta_rows *rows)
{
    static const char *const usual[] = {"do", "codmn", "bod5", "nh3n", "tp"};
    for (size_t k = 0; k < sizeof usual / sizeof *usual; k++)
        if (!measured(rows, usual[k])) return usual[k];
    return NULL;
}

/** What the items come to. */
struct worst {
    int cls;
    const char *item, *unknown;
};

static struct worst over_items(const struct ta_rows *rows,
                               const struct ta_table_set *tables, const char *body,
                               ta_day date, struct ta_result *out)
{
    struct worst worst = {0};
    for (size_t i = 0; i < rows->n; i++) {
        double value = ta_rows_at(rows, i, "value");
        struct ta_water_item item =
            ta_water_class_of(tables, body, rows->name[i], value, date);
        char name[TA_NAME_SIZE];
        if (isnan(value)) continue;
        if (!item.known) worst.unknown = rows->name[i];
        if (item.cls == 0) continue; /* no limit of this water */
        (void)snprintf(name, sizeof name, "class_%.50s", rows->name[i]);
        ta_result_detail(out, name, item.cls, "1");
        out->unchecked = out->unchecked || item.unchecked;
        out->n_looks++;
        if (item.cls <= worst.cls) continue;
        worst.cls = item.cls;
        worst.item = rows->name[i];
    }
    return worst;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)scratch;
    ta_result_clear(out);
    const struct ta_input *body = ta_result_need(out, evidence, "water_body");
    const struct ta_input *input =
        body != NULL ? ta_result_need(out, evidence, "measured") : NULL;
    if (input == NULL) return TA_OK;
    if (strcmp(body->text, "river") != 0 && strcmp(body->text, "lake") != 0)
        return TA_E_DATA;

    struct worst worst = over_items(&input->rows, tables, body->text, date, out);
    if (worst.unknown != NULL || worst.item == NULL) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "%s%.60s",
                          worst.unknown != NULL ? "no limits in force for "
                                                : "no item with limits was measured",
                          worst.unknown != NULL ? worst.unknown : "");
        return TA_OK;
    }
    const char *lack = lacking(&input->rows);
    out->value = out->lo = worst.cls;
    out->hi = lack != NULL ? TA_WATER_CLASS_WORST : out->value;
    ta_result_stated(out, input->grade);
    ta_result_why(out, "driven by %.40s%s%.40s%s", worst.item, lack != NULL ? "; " : "",
                  lack != NULL ? lack : "", lack != NULL ? " was not measured" : "");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"water_body", TA_INPUT_TEXT, TA_FROM_LAYER, "water_body", "1", 0, 0, true,
     "river, or lake (also reservoir)"},
    {"measured", TA_INPUT_ROWS, TA_FROM_LAYER, "water_quality", "1", 0, 1e9, true,
     "value per item (mg/L; ph; coliform per litre): do, codmn, cod, bod5, nh3n, tp, tn, cu, zn, "
     "fluoride, se, as, hg, cd, cr6, pb, cyanide, phenol, oil, las, sulfide, coliform, ph"},
};
/* clang-format on */

static const char *const tables_read[] = {"surface_water_classes"};

const struct ta_indicator ta_indicator_surface_water_class = {
    .id = "surface_water_class",
    .unit = "1",
    .cite = "GB 3838-2002 Table 1; class by the worst single item",
    .version = 1,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 1.0,
    .hi = 6.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};
