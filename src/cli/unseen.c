/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/unseen.h"

#include <stdio.h>

#include "record/codes.h"
#include "report/facts.h"

bool ta_unseen_partly(const struct ta_result *result)
{
    struct ta_fact_figure figure[TA_DETAILS_MAX];
    for (size_t i = 0; i < result->n_details; i++)
        figure[i] = (struct ta_fact_figure){
            result->detail[i].name, result->detail[i].unit, result->detail[i].value};
    const struct ta_fact_indicator as_told = {.reason = ta_reason_code(result->reason),
                                              .n_details = result->n_details,
                                              .detail = figure};
    return ta_fact_partial(&as_told);
}

void ta_unseen_say(const struct ta_messages *messages, enum ta_language language,
                   const struct ta_assessment *is, struct ta_text *out)
{
    size_t decides = is->model->n_items + is->model->n_gates;
    for (size_t i = 0; i < is->n_assessed && i < decides; i++) {
        const struct ta_assessed *a = &is->assessed[i];
        bool partly = ta_unseen_partly(&a->result);
        bool missing =
            a->result.reason != TA_OBSERVED && a->result.reason != TA_NOT_APPLICABLE;
        char key[TA_NAME_SIZE * 2];
        if (!partly && !missing) continue;
        (void)snprintf(key, sizeof key, "indicator.%s.title", a->indicator->id);
        if (out->size > 0)
            ta_text_add(out, ta_message(messages, language, "report.list_comma"));
        const char *title = ta_message(messages, language, key);
        if (partly)
            ta_message_fill(messages, language, out, "unseen.partly", "name", title,
                            (char *)NULL);
        else
            ta_text_add(out, title);
    }
}
