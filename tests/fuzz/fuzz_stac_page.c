/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_stac_page.c  Any bytes as a page of a catalogue's items: what is JSON is read as it is, and of what is
 *  none each feature is read or named. */
#include "ta_fuzz.h"

#include "catalog/stac_json.h"

/* Each that was left out has words; those that stay are objects. */
static void check_broken(const json_t *page, const json_t *broken)
{
    const json_t *each = NULL;
    size_t i = 0;
    assert(json_array_size(broken) > 0);
    json_array_foreach(broken, i, each) assert(json_string_length(each) > 0);
    assert(json_array_size(json_object_get(page, "features")) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    json_t *page = NULL, *broken = NULL, *whole = NULL;
    struct ta_error err = {0};
    enum ta_status rc =
        ta_stac_parse_page("page", bytes, size, 1 << 20, &page, &broken, &err);
    bool is_json = ta_stac_parse("page", bytes, size, 1 << 20, &whole, NULL) == TA_OK;
    if (is_json)
        assert(rc == TA_OK && broken == NULL && json_equal(page, whole));
    else if (rc == TA_OK)
        check_broken(page, broken);
    else
        assert(page == NULL && broken == NULL && err.text[0] != '\0');
    json_decref(page);
    json_decref(broken);
    json_decref(whole);
    return 0;
}
