/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_table.c  Any bytes as a reference table. */
#include "ta_fuzz.h"

#include "tables/tables.h"

static void count_flaw(void *self, const struct ta_table_flaw *flaw)
{
    size_t *n = self;
    assert(flaw->why[0] != '\0' && flaw->mend[0] != '\0');
    (*n)++;
}

/* For whoever mends it: all flaws are told where the strict reading finds one, and none where it does not. */
static void hear_all(const uint8_t *bytes, size_t size, bool refused)
{
    struct ta_tables *tables = NULL;
    struct ta_error err = {0};
    size_t n = 0;
    const struct ta_table_hearer hearer = {&n, count_flaw};
    if (ta_tables_parse_all("t", "fuzz.csv", (const char *)bytes, size, &hearer,
                            &tables, &err) != TA_OK) {
        assert(refused && err.text[0] != '\0');
        return;
    }
    assert((n > 0) == refused);
    const struct ta_table *table = &ta_tables_set(tables)->table[0];
    for (size_t i = 0; i < table->n_rows; i++)
        assert(ta_tables_line(tables, &table->row[i]) > 0);
    ta_tables_free(tables);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct ta_tables *tables = NULL;
    struct ta_error err = {0};
    if (ta_tables_parse("t", "fuzz.csv", (const char *)bytes, size, &tables, &err) ==
        TA_OK) {
        const struct ta_table *table = ta_table_find(ta_tables_set(tables), "t");
        assert(table != NULL && table->n_rows > 0 && table->row[0].source[0] != '\0');
        ta_tables_free(tables);
        hear_all(bytes, size, false);
    } else {
        assert(err.text[0] != '\0');
        hear_all(bytes, size, true);
    }
    return 0;
}
