/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_model.c  Any bytes as a scoring model. */
#include "ta_fuzz.h"

#include "base/memory.h"
#include "model/model.h"

/** libfyaml 0.7 loses a small buffer on some malformed input; ours are still watched.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfyaml";
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *copy = ta_alloc(size + 1, 1);
    if (copy == NULL) return 0;
    if (size > 0) memcpy(copy, bytes, size);

    struct ta_model model = {0};
    struct ta_error err = {0};
    if (ta_model_parse("fuzz.yaml", copy, size, &model, &err) == TA_OK) {
        assert(model.n_pillars > 0 && model.n_items > 0 && model.title != NULL);
        ta_model_free(&model);
    } else {
        assert(err.text[0] != '\0');
    }
    ta_free(copy);
    return 0;
}
