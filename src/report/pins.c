/* SPDX-License-Identifier: Apache-2.0 */
#include "report/pins.h"

#include <string.h>

#include "base/text.h"

enum ta_status ta_pins_of(const struct ta_facts *facts, struct ta_evidence_list *out,
                          struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < facts->n_evidence; i++) {
        const struct ta_fact_evidence *e = &facts->evidence[i];
        bool layer = strcmp(e->kind, "layer") == 0;
        struct ta_evidence_item item;
        if (!layer && strcmp(e->kind, "document") != 0) continue;
        ta_evidence_item_init(&item, layer ? TA_EVIDENCE_LAYER : TA_EVIDENCE_DOCUMENT);
        if (ta_copy(item.id, sizeof item.id, e->id) &&
            ta_copy(item.path, sizeof item.path, e->path) &&
            ta_copy(item.sha256, sizeof item.sha256, e->sha256))
            rc = ta_evidence_add(out, &item, err);
    }
    if (rc == TA_OK) ta_evidence_sort(out);
    return rc;
}
