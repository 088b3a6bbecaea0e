/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/shipped.h"

#include <string.h>

#include "base/datasets.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "tables/check.h"

/* As this program brings it; *out stays NULL when it brings none of that name. */
static enum ta_status shipped_table(const char *id, struct ta_tables **out,
                                    struct ta_error *err)
{
    struct ta_text name = {0};
    char *bytes = NULL;
    size_t size = 0;
    *out = NULL;
    ta_text_addf(&name, "tables/%s.csv", id);
    enum ta_status rc = name.failed
                            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", id)
                            : ta_dataset_read(NULL, name.bytes, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_tables_parse(id, name.bytes, bytes, size, out, err);
    ta_free(bytes);
    ta_text_free(&name);
    return rc == TA_E_NOTFOUND ? TA_OK : rc;
}

static enum ta_status refuse(const struct ta_tables *tables,
                             const struct ta_table *table, const struct ta_row *row,
                             struct ta_error *err)
{
    struct ta_text keys = {0};
    char day[TA_TIME_TEXT];
    ta_table_keys(table, row, &keys);
    ta_day_format(row->from, day);
    enum ta_status rc =
        keys.failed
            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", table->id)
            : ta_mended(ta_fail(err, TA_E_DATA, "tables/%s.csv:%u: %s from %s: %s",
                                table->id, ta_tables_line(tables, row), keys.bytes, day,
                                ta_table_fault_words(TA_TABLE_EDITED)),
                        err, ta_table_fault_mend(TA_TABLE_EDITED));
    ta_text_free(&keys);
    return rc;
}

enum ta_status ta_tables_unedited(const struct ta_tables *tables, const char *id,
                                  struct ta_error *err)
{
    const struct ta_table *table = ta_table_find(ta_tables_set(tables), id);
    struct ta_tables *shipped = NULL;
    if (table == NULL) return TA_OK;
    enum ta_status rc = shipped_table(id, &shipped, err);
    if (rc != TA_OK || shipped == NULL) return rc;
    const struct ta_table *was = ta_table_find(ta_tables_set(shipped), id);
    bool same = strcmp(was->sha256, table->sha256) == 0;
    for (size_t i = 0; rc == TA_OK && !same && i < table->n_rows; i++)
        if (ta_row_edited(was, table, &table->row[i]))
            rc = refuse(tables, table, &table->row[i], err);
    ta_tables_free(shipped);
    return rc;
}
