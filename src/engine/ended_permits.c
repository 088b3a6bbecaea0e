/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/ended_permits.h"

#include <stdio.h>

#include "base/permit.h"
#include "base/time.h"

static bool has_ended(const struct ta_project *project, size_t i, ta_day date)
{
    return ta_permit_ended(&project->permit[i], date) &&
           !ta_permit_renewed(project, i, date);
}

static void tell(const struct ta_permit *permit, struct ta_finding *finding)
{
    char day[TA_TIME_TEXT];
    ta_day_format(permit->to, day);
    *finding = (struct ta_finding){.code = "permit_ended"};
    (void)snprintf(finding->object, sizeof finding->object, "%.100s",
                   permit->number != NULL ? permit->number : "");
    (void)snprintf(finding->detail, sizeof finding->detail, "%.60s permit, ended %s",
                   permit->kind, day);
}

enum ta_status ta_ended_permits(const struct ta_project *project, ta_day date,
                                struct ta_room *room, struct ta_finding **out,
                                size_t *n, struct ta_error *err)
{
    size_t ended = 0;
    *out = NULL;
    *n = 0;
    for (size_t i = 0; i < project->n_permits; i++)
        ended += has_ended(project, i, date);
    if (ended == 0) return TA_OK;
    *out = ta_room_take(room, ended, sizeof **out);
    if (*out == NULL)
        return ta_fail(err, TA_E_NOMEM, "permits of %s: out of memory", project->id);
    for (size_t i = 0; i < project->n_permits; i++)
        if (has_ended(project, i, date)) tell(&project->permit[i], &(*out)[(*n)++]);
    return TA_OK;
}
