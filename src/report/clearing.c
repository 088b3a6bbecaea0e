/* SPDX-License-Identifier: Apache-2.0 */
#include "report/clearing.h"

#include <math.h>
#include <string.h>

static double detail(const struct ta_facts *facts, const char *indicator,
                     const char *name)
{
    const struct ta_fact_indicator *found = ta_facts_indicator(facts, indicator);
    if (found == NULL || !isfinite(found->value)) return NAN;
    const struct ta_fact_figure *figure = ta_facts_detail(found, name);
    return figure == NULL ? (double)NAN : figure->value;
}

bool ta_clearing_of(const struct ta_facts *facts, struct ta_clearing *out)
{
    static const double m2_per_ha = 10000.0;
    double claimed = detail(facts, "build_gap", "claimed_capacity");
    double built = detail(facts, "build_gap", "built_over_ha");
    double lost = detail(facts, "vegetation_loss", "loss_ha"), all = 0.0;
    if (!(claimed > 0.0) || !(built > 0.0) || !(lost > 0.0)) return false;
    for (size_t i = 0; i < facts->n_sites; i++)
        all += facts->site[i].area_m2 / m2_per_ha;
    *out = (struct ta_clearing){lost, built, fmax(lost + built - all, 0.0)};
    return true;
}

/* Forestry is division 02 of ISIC, NACE and GB/T 4754 alike. */
static bool is_forestry(const struct ta_facts *facts)
{
    const char *code = facts->sector_code;
    if (code == NULL) return false;
    if (code[0] == 'A') code++; /* the section before the division */
    return strncmp(code, "02", 2) == 0;
}

const char *ta_clearing_question(const struct ta_facts *facts)
{
    struct ta_clearing clearing;
    if (is_forestry(facts)) return ".question_forest";
    return ta_clearing_of(facts, &clearing) ? ".question_building" : ".question";
}
