/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_table.c  Any bytes as a reference table. */
#include "ta_fuzz.h"

#include "tables/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct ta_tables *tables = NULL;
    struct ta_error err = {0};
    if (ta_tables_parse("t", "fuzz.csv", (const char *)bytes, size, &tables, &err) ==
        TA_OK) {
        const struct ta_table *table = ta_table_find(ta_tables_set(tables), "t");
        assert(table != NULL && table->n_rows > 0 && table->row[0].source[0] != '\0');
        ta_tables_free(tables);
    } else {
        assert(err.text[0] != '\0');
    }
    return 0;
}
