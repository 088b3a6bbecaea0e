/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_mapping.c  Any bytes as a mapping file. */
#include "ta_fuzz.h"

#include "ingest/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct ta_mapping *m = NULL;
    struct ta_error err = {0};
    if (ta_mapping_parse("fuzz", (const char *)bytes, size, &m, &err) != TA_OK) {
        assert(err.text[0] != '\0');
        return 0;
    }
    assert(m->n_readings > 0 && m->n_times > 0);
    for (size_t i = 0; i < m->n_readings; i++)
        (void)ta_mapped_word(&m->reading[i], (struct ta_view){"-200", 4}, m->decimal);
    ta_time_us time;
    (void)ta_time_form_parse(&m->time_form, (struct ta_view){"2020-01-01 00:00", 16},
                             &time);
    ta_mapping_free(m);
    return 0;
}
