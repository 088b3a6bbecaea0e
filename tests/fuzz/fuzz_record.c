/* SPDX-License-Identifier: Apache-2.0 */
/* A record's body from outside: what it rests on is read whole or refused. */
#include "ta_fuzz.h"

#include "engine/evidence.h"
#include "record/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct ta_record_facts facts;
    if (ta_record_facts("record", (const char *)bytes, size, &facts, NULL) != TA_OK)
        return 0;
    assert(strlen(facts.document_sha256) == TA_HEX_SIZE - 1);
    assert(facts.level < TA_LEVEL_COUNT && facts.opinion < TA_OPINION_COUNT);
    for (size_t i = 0; i < facts.n_evidence; i++) {
        const struct ta_evidence_item *item = &facts.evidence[i];
        assert(strlen(item->sha256) == TA_HEX_SIZE - 1 && item->site >= 0);
        if (ta_evidence_path_ok(item->path)) /* stays below the workspace */
            assert(item->path[0] != '/' && strncmp(item->path, "../", 3) != 0 &&
                   strstr(item->path, "/../") == NULL);
    }
    ta_record_facts_free(&facts);
    return 0;
}
