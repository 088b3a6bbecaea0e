/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/compared.h"

#include <string.h>

static bool comes_often(const struct ta_datastream *stream)
{
    return stream->interval_s > 0.0;
}

bool ta_compared(const struct ta_project *project, size_t i)
{
    const struct ta_datastream *stream = &project->datastream[i];
    size_t before = 0;
    for (size_t k = 0; k < i; k++)
        before += comes_often(&project->datastream[k]) &&
                  strcmp(project->datastream[k].property, stream->property) == 0;
    return comes_often(stream) && before < TA_COMPARED_MOST;
}

size_t ta_stream_place(const struct ta_project *project,
                       const struct ta_datastream *stream)
{
    size_t i = 0;
    while (i < project->n_datastreams && &project->datastream[i] != stream) i++;
    return i;
}

struct ta_compared_count ta_compared_count(const struct ta_project *project,
                                           const char *property)
{
    struct ta_compared_count c = {0, 0, NULL};
    for (size_t i = 0; i < project->n_datastreams; i++) {
        const struct ta_datastream *stream = &project->datastream[i];
        if (!comes_often(stream) || strcmp(stream->property, property) != 0) continue;
        if (c.all++ < TA_COMPARED_MOST) continue;
        c.left_out++;
        if (c.first == NULL) c.first = stream;
    }
    return c;
}
