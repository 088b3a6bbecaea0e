/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/model_use.h"

#include <math.h>
#include <string.h>

#include "season.h"

size_t ta_model_parts(const struct ta_model *model)
{
    return model->n_items + model->n_gates + model->n_reported;
}

struct ta_model_part ta_model_part(const struct ta_model *model, size_t i)
{
    if (i >= model->n_items && i < model->n_items + model->n_gates) {
        const struct ta_model_gate *gate = &model->gate[i - model->n_items];
        return (struct ta_model_part){ta_indicator_find(gate->indicator),
                                      gate->n_params, gate->param};
    }
    const struct ta_model_item *item =
        i < model->n_items ? &model->item[i]
                           : &model->reported[i - model->n_items - model->n_gates];
    return (struct ta_model_part){ta_indicator_find(item->indicator), item->n_params,
                                  item->param};
}

double ta_model_part_param(const struct ta_model_part *part, const char *name)
{
    for (size_t i = 0; i < part->n_params; i++)
        if (strcmp(part->param[i].name, name) == 0) return part->param[i].value;
    for (size_t i = 0; i < part->indicator->n_params; i++)
        if (strcmp(part->indicator->param[i].name, name) == 0)
            return part->indicator->param[i].fallback;
    return NAN;
}

static bool part_needs(const struct ta_model_part *part, enum ta_input_origin origin)
{
    for (size_t k = 0; k < part->indicator->n_inputs; k++)
        if (part->indicator->input[k].origin == origin) return true;
    return false;
}

bool ta_model_needs(const struct ta_model *model, enum ta_input_origin origin)
{
    for (size_t i = 0; i < ta_model_parts(model); i++) {
        const struct ta_model_part part = ta_model_part(model, i);
        if (part_needs(&part, origin)) return true;
    }
    return false;
}

static double at_least_zero(double value)
{
    return isnan(value) ? 0.0 : value;
}

double ta_model_days_back(const struct ta_model *model)
{
    double years = 0.0;
    for (size_t i = 0; i < ta_model_parts(model); i++) {
        const struct ta_model_part part = ta_model_part(model, i);
        if (!part_needs(&part, TA_FROM_IMAGERY)) continue;
        double seasons = at_least_zero(ta_model_part_param(&part, "window_seasons")) +
                         at_least_zero(ta_model_part_param(&part, "gap_seasons")) +
                         at_least_zero(ta_model_part_param(&part, "baseline_seasons"));
        years = fmax(years, seasons);
        years = fmax(years, at_least_zero(ta_model_part_param(&part, "years")));
    }
    return (years + 1.0) * TA_DAYS_PER_YEAR;
}

double ta_model_days_read(const struct ta_model *model)
{
    static const double offset_days = 2.0;
    double days = 0.0;
    for (size_t i = 0; i < ta_model_parts(model); i++) {
        const struct ta_model_part part = ta_model_part(model, i);
        if (!part_needs(&part, TA_FROM_READINGS)) continue;
        double own = ta_model_part_param(&part, "window_days");
        days = fmax(days, isnan(own) ? TA_SIGNALS_DAYS : own);
    }
    return days + offset_days;
}
