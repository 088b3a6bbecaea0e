/* SPDX-License-Identifier: Apache-2.0 */
#include "terrassay/indicator.h"

#include <math.h>
#include <string.h>

#include "indicator_result.h"
#include "indicators.h"

static const struct ta_indicator *const registry[] = {
#define X(id) &ta_indicator_##id,
#include "indicators.def"
#undef X
};

size_t ta_indicator_count(void)
{
    return sizeof registry / sizeof *registry;
}

const struct ta_indicator *ta_indicator_at(size_t i)
{
    return i < ta_indicator_count() ? registry[i] : NULL;
}

const struct ta_indicator *ta_indicator_find(const char *id)
{
    for (size_t i = 0; id != NULL && i < ta_indicator_count(); i++)
        if (strcmp(registry[i]->id, id) == 0) return registry[i];
    return NULL;
}

enum ta_status ta_indicator_evaluate(const struct ta_indicator *indicator,
                                     const struct ta_evidence *evidence,
                                     const struct ta_table_set *tables, ta_day date,
                                     void *scratch, struct ta_result *out)
{
    enum ta_status rc = indicator->evaluate(evidence, tables, date, scratch, out);
    if (rc == TA_OK) ta_result_hold(indicator, out);
    if (rc == TA_OK && indicator->recalled && out->reason == TA_OBSERVED)
        out->unchecked = true;
    return rc;
}

const struct ta_input *ta_evidence_input(const struct ta_evidence *evidence,
                                         const char *name)
{
    for (size_t i = 0; i < evidence->n_inputs; i++)
        if (strcmp(evidence->input[i].name, name) == 0) return &evidence->input[i];
    return NULL;
}

double ta_evidence_param(const struct ta_evidence *evidence,
                         const struct ta_indicator *spec, const char *name)
{
    for (size_t i = 0; i < evidence->n_params; i++)
        if (strcmp(evidence->param[i].name, name) == 0) return evidence->param[i].value;
    for (size_t i = 0; i < spec->n_params; i++)
        if (strcmp(spec->param[i].name, name) == 0) return spec->param[i].fallback;
    return NAN;
}
