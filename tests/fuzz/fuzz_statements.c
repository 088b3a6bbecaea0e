/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_statements.c  Any bytes as a mapping of statements, and as a list of them. */
#include "ta_fuzz.h"

#include "engine/statement_list.h"

static void as_mapping(const char *bytes, size_t size)
{
    struct ta_statement_mapping m = {.n_steps = 0};
    struct ta_error err = {0};
    enum ta_status rc = ta_statement_mapping_read("fuzz", bytes, size, &m, &err);
    assert(rc == TA_OK || err.text[0] != '\0');
    if (rc == TA_OK) assert(m.n_steps > 0 && m.grade >= 1 && m.grade <= 5);
    ta_statement_mapping_free(&m);
}

/* What is read is written so that it reads as the same again. */
static void as_list(const char *bytes, size_t size)
{
    struct ta_statement_list list = {.n = 0}, again = {.n = 0};
    struct ta_text once = {0}, twice = {0};
    struct ta_error err = {0};
    enum ta_status rc = ta_statement_list_read("fuzz", bytes, size, &list, &err);
    assert(rc == TA_OK || err.text[0] != '\0');
    if (rc == TA_OK && ta_statement_list_write(&list, &once, NULL) == TA_OK) {
        rc = ta_statement_list_read("fuzz", once.bytes, once.size, &again, &err);
        assert(rc == TA_OK);
        rc = ta_statement_list_write(&again, &twice, NULL);
        assert(rc == TA_OK && twice.size == once.size &&
               memcmp(once.bytes, twice.bytes, once.size) == 0);
    }
    ta_text_free(&once);
    ta_text_free(&twice);
    ta_statement_list_free(&list);
    ta_statement_list_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    as_mapping((const char *)bytes, size);
    as_list((const char *)bytes, size);
    return 0;
}
