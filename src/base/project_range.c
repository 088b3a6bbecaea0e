/* SPDX-License-Identifier: Apache-2.0 */
#include "base/project_range.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/figure.h"
#include "base/project_fields.h"
#include "base/sector_input.h"
#include "base/text.h"
#include "base/time.h"
#include "terrassay/indicator.h"
#include "units.h"

/* Of the sector's factors (tCO2e per unit of money) and its turnover: this program's rule. */
static const double sector_most = 1e9;

/* A number of the document, as it stands there. */
struct stated {
    const char *member, *what; /* "declared[0].value", "fuel.diesel" */
    double value;
    const char *unit;
    double years; /* of its period; NaN: of none */
};

/* Who hears of what. */
struct asking {
    const struct ta_project *project;
    struct ta_fault_hearer *hearer;
    struct ta_error first;
};

/* In the unit @p wanted, of a year where that is of a year. @return false when it cannot become it */
static bool in_unit(const struct stated *s, const char *wanted, double *out)
{
    struct ta_unit from, to;
    char amount[TA_UNIT_SIZE];
    if (ta_unit_parse(s->unit, &from) != TA_OK || ta_unit_parse(wanted, &to) != TA_OK)
        return false;
    if (from.power[TA_DIM_MONEY] != 0 && to.power[TA_DIM_MONEY] != 0)
        from.money = to.money;
    if (ta_unit_apply(&from, &to, s->value, out) == TA_OK) return true;
    if (!ta_figure_a_year(wanted, amount) || !in_unit(s, amount, out)) return false;
    if (!isnan(s->years)) *out /= s->years;
    return true;
}

/* Does it lie in lo to hi of @p unit? What cannot become that is another check's fault. */
static bool lies(const struct stated *s, double lo, double hi, const char *unit)
{
    double value;
    return !in_unit(s, unit, &value) || (value >= lo && value <= hi);
}

static bool tell_outside(struct asking *a, const struct stated *s, double lo, double hi,
                         const char *unit)
{
    struct ta_error why = {0};
    char in[TA_UNIT_AFTER], of[TA_UNIT_AFTER];
    (void)ta_fail(&why, TA_E_DATA, "%s: %s lies from %g to %g%s, found %.10g%s",
                  s->member, s->what, lo, hi, ta_unit_after(unit, in), s->value,
                  ta_unit_after(s->unit, of));
    ta_error_mend(&why, s->value < 0.0 && lo >= 0.0
                            ? "write it without the minus sign, or leave it out"
                            : "check the number and its unit, or leave it out");
    return ta_fault_hear_or(a->hearer, &a->first, &why);
}

/* The first input by that key that could not take the number; NULL when all can. @param unit in which
 * rows have it; NULL: each input its own */
static const struct ta_input_spec *outside_of(const struct stated *s, const char *key,
                                              const char *unit)
{
    enum ta_input_kind kind = unit == NULL ? TA_INPUT_NUMBER : TA_INPUT_ROWS;
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *indicator = ta_indicator_at(i);
        for (size_t k = 0; k < indicator->n_inputs; k++) {
            const struct ta_input_spec *spec = &indicator->input[k];
            if (spec->origin == TA_FROM_PROJECT && spec->kind == kind &&
                strcmp(spec->key, key) == 0 &&
                !lies(s, spec->lo, spec->hi, unit == NULL ? spec->unit : unit))
                return spec;
        }
    }
    return NULL;
}

/* --- declared figures ----------------------------------------------------------------- */

static bool ask_figure(struct asking *a, size_t i)
{
    const struct ta_declared *figure = &a->project->declared[i];
    const char *activity = ta_activity_unit(figure->name);
    const char *sector = ta_sector_unit(figure->name);
    char member[48], key[TA_NAME_SIZE + 16];
    const struct stated s = {member, figure->name, figure->value, figure->unit,
                             ta_figure_years(figure)};
    if (!(fabs(figure->value) <= TA_FIGURE_MOST)) return true; /* told as that */
    (void)snprintf(member, sizeof member, "declared[%zu].value", i);
    (void)snprintf(key, sizeof key, "declared.%s", figure->name);
    const struct ta_input_spec *spec = outside_of(&s, key, NULL);
    if (spec != NULL) return tell_outside(a, &s, spec->lo, spec->hi, spec->unit);
    if (activity != NULL) spec = outside_of(&s, "declared", activity);
    if (spec != NULL) return tell_outside(a, &s, spec->lo, spec->hi, activity);
    if (sector != NULL && !lies(&s, 0.0, sector_most, sector))
        return tell_outside(a, &s, 0.0, sector_most, sector);
    return true;
}

/* --- datastreams ---------------------------------------------------------------------- */

/* Of temperatures, voltages, levels and angles zero is a mark like others; of amounts it is none at all. */
static bool goes_below_zero(const char *text)
{
    struct ta_unit unit, metre;
    if (ta_unit_parse(text, &unit) != TA_OK || ta_unit_parse("m", &metre) != TA_OK)
        return true;
    return unit.power[TA_DIM_TEMPERATURE] != 0 || unit.power[TA_DIM_CURRENT] != 0 ||
           unit.power[TA_DIM_ANGLE] != 0 || ta_unit_same(&unit, &metre);
}

/* The input that reads that word of the datastream and could not take the number; NULL when all can. */
static const struct ta_input_spec *number_outside(const struct stated *s,
                                                  const struct ta_datastream *stream,
                                                  const char *word)
{
    char any[TA_NAME_SIZE], own[2 * TA_NAME_SIZE];
    (void)snprintf(any, sizeof any, "datastream.%s", word);
    (void)snprintf(own, sizeof own, "datastream.%s.%s", stream->property, word);
    const struct ta_input_spec *spec = outside_of(s, any, NULL);
    return spec != NULL ? spec : outside_of(s, own, NULL);
}

static bool ask_number(struct asking *a, size_t i, const char *word, double value)
{
    const struct ta_datastream *stream = &a->project->datastream[i];
    char member[64];
    const struct stated s = {member, stream->name, value, stream->unit, (double)NAN};
    if (!(fabs(value) <= TA_LIMIT_MOST)) return true; /* not said, or told as that */
    (void)snprintf(member, sizeof member, "datastreams[%zu].%s", i, word);
    const struct ta_input_spec *spec = number_outside(&s, stream, word);
    if (spec != NULL) return tell_outside(a, &s, spec->lo, spec->hi, spec->unit);
    if (value < 0.0 && !goes_below_zero(stream->unit))
        return tell_outside(a, &s, 0.0, TA_LIMIT_MOST, stream->unit);
    return true;
}

bool ta_project_limit_holds(const struct ta_datastream *stream)
{
    const struct stated s = {"limit", stream->name, stream->limit, stream->unit,
                             (double)NAN};
    return fabs(stream->limit) <= TA_LIMIT_MOST &&
           number_outside(&s, stream, "limit") == NULL &&
           (stream->limit >= 0.0 || goes_below_zero(stream->unit));
}

static bool ask_stream(struct asking *a, size_t i)
{
    const struct ta_datastream *stream = &a->project->datastream[i];
    return ask_number(a, i, "limit", stream->limit) &&
           ask_number(a, i, "potential", stream->potential) &&
           ask_number(a, i, "detection_limit", stream->detection_limit);
}

/* --- dates ---------------------------------------------------------------------------- */

static bool ask_start(struct asking *a)
{
    struct ta_error why = {0};
    char built[TA_TIME_TEXT], run[TA_TIME_TEXT];
    ta_day construction = a->project->construction_start;
    ta_day operation = a->project->operation_start;
    if (construction == TA_DAY_NONE || operation == TA_DAY_NONE ||
        construction <= operation)
        return true;
    ta_day_format(construction, built);
    ta_day_format(operation, run);
    (void)ta_fail(&why, TA_E_DATA,
                  "operation_start: %s lies before construction_start, %s", run, built);
    ta_error_mend(&why, "exchange the two dates, or correct one");
    return ta_fault_hear_or(a->hearer, &a->first, &why);
}

enum ta_status ta_project_ranges(const struct ta_project *project,
                                 struct ta_fault_hearer *hearer, struct ta_error *err)
{
    struct asking a = {.project = project, .hearer = hearer};
    enum ta_status rc = ta_fields_ranges(&ta_shape_project, project, hearer, err);
    if (rc != TA_OK) return rc;
    bool more = ask_start(&a);
    for (size_t i = 0; more && i < project->n_declared; i++) more = ask_figure(&a, i);
    for (size_t i = 0; more && i < project->n_datastreams; i++)
        more = ask_stream(&a, i);
    return more ? TA_OK : ta_fail_as(err, &a.first);
}
