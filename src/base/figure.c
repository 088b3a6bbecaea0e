/* SPDX-License-Identifier: Apache-2.0 */
#include "base/figure.h"

#include <string.h>

#include "terrassay/indicator.h"
#include "units.h"

const char *ta_activity_unit(const char *name)
{
    static const struct {
        const char *prefix, *unit;
    } kind[] = {{"emissions.", "tCO2e"},
                {"fuel.", "t"},
                {"fuel_energy.", "GJ"},
                {"fuel_cn.", "t"},
                {"gas_cn.", "m3"},
                {"electricity.", "MWh"},
                {"electricity_green.", "MWh"},
                {"generation.", "MWh"}};
    for (size_t k = 0; k < sizeof kind / sizeof *kind; k++)
        if (strncmp(name, kind[k].prefix, strlen(kind[k].prefix)) == 0)
            return kind[k].unit;
    return NULL;
}

/* The unit in which an indicator takes the figure by itself; NULL when none does. */
static const char *indicator_unit(const char *name)
{
    static const char prefix[] = "declared.";
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *indicator = ta_indicator_at(i);
        for (size_t k = 0; k < indicator->n_inputs; k++) {
            const struct ta_input_spec *spec = &indicator->input[k];
            if (spec->origin == TA_FROM_PROJECT &&
                strncmp(spec->key, prefix, sizeof prefix - 1) == 0 &&
                strcmp(spec->key + sizeof prefix - 1, name) == 0)
                return spec->unit;
        }
    }
    return NULL;
}

static bool fits(const char *unit, const char *wanted)
{
    struct ta_unit a, b;
    if (ta_unit_parse(unit, &a) != TA_OK || ta_unit_parse(wanted, &b) != TA_OK)
        return false;
    return b.power[TA_DIM_MONEY] != 0 || ta_unit_same(&a, &b);
}

enum ta_status ta_figures_check(const struct ta_project *project, struct ta_error *err)
{
    for (size_t i = 0; i < project->n_declared; i++) {
        const struct ta_declared *figure = &project->declared[i];
        const char *wanted = ta_activity_unit(figure->name);
        if (wanted == NULL) wanted = indicator_unit(figure->name);
        if (wanted == NULL || fits(figure->unit, wanted)) continue;
        (void)ta_fail(err, TA_E_DATA, "declared[%zu].unit: %s: \"%s\" cannot become %s",
                      i, figure->name, figure->unit, wanted);
        ta_error_mend(err, "state %s in %s or a multiple of it", figure->name, wanted);
        return TA_E_DATA;
    }
    return TA_OK;
}
