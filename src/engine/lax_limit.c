/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/lax_limit.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "units.h"

enum { INDUSTRY, PROCESS, AREA, POLLUTANT };

/* GB 13223-2011 allows some boilers and regions twice what its Table 1 allows in general (as recalled). */
static const double exceptions = 2.0;

static const struct {
    const char *code, *industry;
} sectors[] = {{"4411", "thermal_power"}, {"4412", "thermal_power"}, {"443", "boiler"},
               {"3011", "cement"},        {"311", "steel"},          {"312", "steel"},
               {"313", "steel"}};

/* By classes of GB/T 4754-2017, whose section letter may stand before them; NULL when none is known. */
static const char *industry_of(const struct ta_project *project)
{
    bool china = project->country[0] == '\0' || strcmp(project->country, "CN") == 0;
    const char *code = project->sector_code;
    if (!china || code == NULL || project->sector_scheme == NULL ||
        strcmp(project->sector_scheme, "GB/T 4754-2017") != 0)
        return NULL;
    while (*code != '\0' && !isdigit((unsigned char)*code)) code++;
    for (size_t i = 0; i < sizeof sectors / sizeof *sectors; i++)
        if (strncmp(code, sectors[i].code, strlen(sectors[i].code)) == 0)
            return sectors[i].industry;
    return NULL;
}

/* @param most the row's value in the unit of the stream */
static const struct ta_row *laxest(const struct ta_table *table, const char *industry,
                                   const struct ta_datastream *stream, ta_day date,
                                   double *most)
{
    const struct ta_row *found = NULL;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ta_row *row = &table->row[i];
        double value = 0.0;
        if (row->from > date || date > row->to ||
            strcmp(row->key[INDUSTRY], industry) != 0 ||
            strcmp(row->key[POLLUTANT], stream->property) != 0 ||
            ta_unit_convert(row->value, row->unit, stream->unit, &value) != TA_OK)
            continue;
        if (found != NULL && value <= *most) continue;
        found = row;
        *most = value;
    }
    return found;
}

/* @param assumed nobody states the country whose limits these are */
static void tell(const struct ta_datastream *stream, const struct ta_row *row,
                 double most, bool assumed, struct ta_finding *finding)
{
    *finding = (struct ta_finding){.code = "lax_limit"};
    (void)snprintf(finding->object, sizeof finding->object, "%s/%s", stream->device,
                   stream->name);
    (void)snprintf(
        finding->detail, sizeof finding->detail,
        "%.6g %.20s is stated as the limit; %.6g %.20s is the laxest of %.60s "
        "(%.20s %.20s %.20s)",
        stream->limit, stream->unit, most, stream->unit, row->source,
        row->key[INDUSTRY], row->key[PROCESS], row->key[AREA]);
    size_t end = strlen(finding->detail);
    if (!row->checked)
        (void)snprintf(finding->detail + end, sizeof finding->detail - end,
                       "; nobody has read that row in the standard");
    end = strlen(finding->detail);
    if (assumed)
        (void)snprintf(finding->detail + end, sizeof finding->detail - end,
                       "; no country is stated: it is taken for China");
}

enum ta_status ta_lax_limits(const struct ta_project *project,
                             const struct ta_table_set *tables, ta_day date,
                             struct ta_room *room, struct ta_finding **out, size_t *n,
                             bool *unchecked, struct ta_error *err)
{
    const struct ta_table *table = ta_table_find(tables, "emission_limits");
    const char *industry = industry_of(project);
    *out = NULL;
    *n = 0;
    *unchecked = false;
    if (table == NULL || industry == NULL || project->n_datastreams == 0) return TA_OK;
    *out = ta_room_take(room, project->n_datastreams, sizeof **out);
    if (*out == NULL)
        return ta_fail(err, TA_E_NOMEM, "limits of %s: out of memory", project->id);
    for (size_t i = 0; i < project->n_datastreams; i++) {
        const struct ta_datastream *stream = &project->datastream[i];
        bool stack =
            stream->setting[0] == '\0' || strcmp(stream->setting, "stack") == 0;
        double most = 0.0;
        if (!isfinite(stream->limit) || !stack) continue;
        const struct ta_row *row = laxest(table, industry, stream, date, &most);
        if (row == NULL || !(stream->limit > exceptions * most)) continue;
        tell(stream, row, most, project->country[0] == '\0', &(*out)[(*n)++]);
        *unchecked = *unchecked || !row->checked;
    }
    return TA_OK;
}
