/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_seal_file.c  Exported records: what is read can be written and read again, to
 * the same bytes. */
#include "ta_fuzz.h"

#include "record/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct ta_envelope envelope, again;
    struct ta_text body = {0}, file = {0}, back = {0};
    struct ta_key_ring none = {0};
    if (ta_seal_import("fuzz", (const char *)bytes, size, &envelope, &body, NULL) ==
        TA_OK) {
        (void)ta_seal_check(&envelope, body.bytes, body.size, ta_chain_start, &none);
        assert(ta_seal_export(&envelope, body.bytes, body.size, &file, NULL) == TA_OK);
        assert(ta_seal_import("again", file.bytes, file.size, &again, &back, NULL) ==
               TA_OK);
        assert(back.size == body.size && again.created == envelope.created);
        assert(memcmp(back.bytes, body.bytes, body.size) == 0);
    }
    ta_text_free(&body);
    ta_text_free(&file);
    ta_text_free(&back);
    return 0;
}
