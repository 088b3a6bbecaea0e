/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/zonal_mask.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static enum ta_status refuse(const char *what, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_USAGE, "mask \"%.80s\": cannot be read so", what);
    ta_error_mend(err, "write FILE:scl, FILE:qa_pixel, FILE:bqa_c1, "
                       "FILE:cloud_probability, FILE:3,8,9 for codes that mask, or "
                       "FILE:bits=1,3 for bits that do");
    return TA_E_USAGE;
}

static bool is_kind(const char *text, enum ta_mask_kind *out)
{
    static const char *const names[] = {
#define X(name, text) text,
        TA_MASK_LIST(X)
#undef X
    };
    for (int k = TA_MASK_QA_PIXEL; k < TA_MASK_COUNT; k++)
        if (k != TA_MASK_APPLIED && strcmp(names[k], text) == 0) {
            *out = (enum ta_mask_kind)k;
            return true;
        }
    return false;
}

/* One code, or the weight of one bit. */
static bool add_code(struct ta_zonal_mask *mask, const char *digits)
{
    int64_t value;
    if (mask->n_codes == TA_ZONAL_CODES_MAX || ta_parse_i64(digits, &value) != TA_OK)
        return false;
    if (mask->bits && (value < 0 || value > 62)) return false;
    mask->code[mask->n_codes++] = mask->bits ? INT64_C(1) << value : value;
    return true;
}

static bool add_codes(struct ta_zonal_mask *mask, const char *list)
{
    for (;;) {
        char digits[24] = "";
        size_t size = strcspn(list, ",");
        if (size == 0 || size >= sizeof digits) return false;
        memcpy(digits, list, size);
        if (!add_code(mask, digits)) return false;
        if (list[size] == '\0') return true;
        list += size + 1;
    }
}

enum ta_status ta_zonal_mask_parse(const char *text, struct ta_zonal_mask *out,
                                   struct ta_error *err)
{
    struct ta_zonal_mask mask = {.kind = TA_MASK_NONE};
    const char *colon = strrchr(text, ':');
    if (colon == NULL || colon == text || colon[1] == '\0') return refuse(text, err);
    const char *how = colon + 1;
    if (!is_kind(how, &mask.kind)) {
        mask.bits = strncmp(how, "bits=", 5) == 0;
        if (!add_codes(&mask, mask.bits ? how + 5 : how)) return refuse(text, err);
    }
    mask.file = ta_alloc((size_t)(colon - text) + 1, 1);
    if (mask.file == NULL) return ta_fail(err, TA_E_NOMEM, "mask: out of memory");
    memcpy(mask.file, text, (size_t)(colon - text));
    *out = mask;
    return TA_OK;
}
