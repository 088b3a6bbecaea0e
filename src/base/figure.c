/* SPDX-License-Identifier: Apache-2.0 */
#include "base/figure.h"

#include <math.h>
#include <string.h>

#include "base/sector_input.h"
#include "base/time.h"
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
                {"generation.", "MWh"},
                {"lifetime.", "tCO2e"}};
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

bool ta_figure_a_year(const char *unit, char amount[TA_UNIT_SIZE])
{
    static const char tail[] = "/year";
    size_t n = strlen(unit), end = sizeof tail - 1;
    if (n <= end || n - end >= TA_UNIT_SIZE || strcmp(unit + n - end, tail) != 0)
        return false;
    memcpy(amount, unit, n - end);
    amount[n - end] = '\0';
    return true;
}

double ta_figure_years(const struct ta_declared *figure)
{
    static const double days_per_year = 365.2425;
    if (figure->from == TA_DAY_NONE || figure->to <= figure->from) return (double)NAN;
    int y0, m0, d0, y1, m1, d1;
    ta_day_to_civil(figure->from, &y0, &m0, &d0);
    ta_day_to_civil(figure->to + 1, &y1, &m1, &d1);
    if (m0 == m1 && d0 == d1) return y1 - y0;
    return ((double)figure->to - (double)figure->from + 1.0) / days_per_year;
}

/* Of the same dimension; money is of any currency. */
static bool fits(const char *unit, const char *wanted)
{
    struct ta_unit a, b;
    char amount[TA_UNIT_SIZE];
    if (ta_unit_parse(unit, &a) != TA_OK || ta_unit_parse(wanted, &b) != TA_OK)
        return false;
    if (a.power[TA_DIM_MONEY] != 0 && b.power[TA_DIM_MONEY] != 0) a.money = b.money;
    if (ta_unit_same(&a, &b)) return true;
    return ta_figure_a_year(wanted, amount) && fits(unit, amount);
}

/* Can nobody tell whether the two add up? @param activity: of one period they do; certificates, which are lots,
 * always do */
static bool clash(const struct ta_declared *a, const struct ta_declared *b,
                  bool activity)
{
    static const char lots[] = "electricity_green.";
    if (a->to != b->to || strcmp(a->name, b->name) != 0) return false;
    if (strncmp(a->name, lots, sizeof lots - 1) == 0) return false;
    return a->from == b->from ? !activity : a->to != TA_DAY_NONE;
}

static enum ta_status check_twice(const struct ta_project *project,
                                  struct ta_error *err)
{
    const struct ta_declared *figure = project->declared;
    for (size_t i = 0; i < project->n_declared; i++) {
        bool activity = ta_activity_unit(figure[i].name) != NULL;
        if (!activity && indicator_unit(figure[i].name) == NULL) continue;
        for (size_t k = 0; k < i; k++) {
            if (!clash(&figure[i], &figure[k], activity)) continue;
            (void)ta_fail(err, TA_E_DATA, "declared[%zu]: %s %s is also declared[%zu]",
                          i, figure[i].name,
                          figure[i].from == figure[k].from ? "of the same period"
                                                           : "until the same day",
                          k);
            ta_error_mend(err, "state one figure of %s for a period", figure[i].name);
            return TA_E_DATA;
        }
    }
    return TA_OK;
}

/* A factor of the sector that does not say of which year it is and whose counts for nothing. */
static enum ta_status check_sector(const struct ta_declared *figure, size_t i,
                                   struct ta_error *err)
{
    bool dated = figure->to != TA_DAY_NONE;
    bool sourced = figure->source != NULL && figure->source[0] != '\0';
    if (dated && sourced) return TA_OK;
    (void)ta_fail(err, TA_E_DATA,
                  "declared[%zu].%s: %s is a factor of a sector and has none", i,
                  dated ? "source" : "to", figure->name);
    ta_error_mend(err, dated ? "say whose table or database it is, with its edition"
                             : "give the period (from, to) that the factor is of");
    return TA_E_DATA;
}

enum ta_status ta_figures_check(const struct ta_project *project, struct ta_error *err)
{
    for (size_t i = 0; i < project->n_declared; i++) {
        const struct ta_declared *figure = &project->declared[i];
        const char *sector = ta_sector_unit(figure->name);
        const char *wanted = ta_activity_unit(figure->name);
        if (wanted == NULL) wanted = sector;
        if (wanted == NULL) wanted = indicator_unit(figure->name);
        if (wanted == NULL) continue;
        if (fits(figure->unit, wanted)) {
            enum ta_status rc = sector == NULL ? TA_OK : check_sector(figure, i, err);
            if (rc != TA_OK) return rc;
            continue;
        }
        (void)ta_fail(err, TA_E_DATA, "declared[%zu].unit: %s: \"%s\" cannot become %s",
                      i, figure->name, figure->unit, wanted);
        ta_error_mend(err, "state %s in %s or a multiple of it", figure->name, wanted);
        return TA_E_DATA;
    }
    return check_twice(project, err);
}
