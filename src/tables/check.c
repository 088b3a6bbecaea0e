/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/check.h"

#include <ctype.h>
#include <string.h>

#include "units.h"

static const struct {
    const char *code, *words, *column, *mend;
} fault_text[TA_TABLE_FAULT_COUNT] = {
#define X(name, code, words, column, mend) [name] = {code, words, column, mend},
    TA_TABLE_FAULT_LIST(X)
#undef X
};

const char *ta_table_fault_code(enum ta_table_fault fault)
{
    return fault_text[fault].code;
}

const char *ta_table_fault_words(enum ta_table_fault fault)
{
    return fault_text[fault].words;
}

const char *ta_table_fault_column(enum ta_table_fault fault)
{
    return fault_text[fault].column;
}

const char *ta_table_fault_mend(enum ta_table_fault fault)
{
    return fault_text[fault].mend;
}

void ta_table_keys(const struct ta_table *table, const struct ta_row *row,
                   struct ta_text *out)
{
    for (size_t i = 0; i < table->n_keys; i++)
        ta_text_addf(out, "%s%s", i == 0 ? "" : " ", row->key[i]);
}

static bool same_keys(const struct ta_table *table, const struct ta_row *a,
                      const struct ta_row *b)
{
    for (size_t i = 0; i < table->n_keys; i++)
        if (strcmp(a->key[i], b->key[i]) != 0) return false;
    return true;
}

/* The row of the same keys that comes into force next after `row`, or NULL. */
static const struct ta_row *next_in_time(const struct ta_table *table,
                                         const struct ta_row *row)
{
    const struct ta_row *next = NULL;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ta_row *other = &table->row[i];
        if (other->from > row->from && same_keys(table, row, other) &&
            (next == NULL || other->from < next->from))
            next = other;
    }
    return next;
}

static bool other_dimension(const struct ta_row *row, const struct ta_row *next)
{
    struct ta_unit a, b;
    return ta_unit_parse(row->unit, &a) == TA_OK &&
           ta_unit_parse(next->unit, &b) == TA_OK && !ta_unit_same(&a, &b);
}

/* The shipped row of the same keys and first day, or NULL. */
static const struct ta_row *shipped_row(const struct ta_table *shipped,
                                        const struct ta_table *table,
                                        const struct ta_row *row)
{
    if (shipped == NULL || shipped->n_keys != table->n_keys) return NULL;
    for (size_t i = 0; i < shipped->n_rows; i++)
        if (shipped->row[i].from == row->from &&
            same_keys(table, row, &shipped->row[i]))
            return &shipped->row[i];
    return NULL;
}

/* Past what no reader of a source sees a difference in: blanks and marks, of ASCII and of the general and
 * Chinese punctuation of Unicode. */
static const char *next_letter(const char *at)
{
    for (;;) {
        const unsigned char *c = (const unsigned char *)at;
        if (c[0] == 0 || isalnum(c[0])) return at;
        if (c[0] < 0x80)
            at++;
        else if (c[0] == 0xC2 && c[1] == 0xA0) /* U+00A0 */
            at += 2;
        else if ((c[0] == 0xE2 && (c[1] & 0xFE) == 0x80) || /* U+2000 to U+207F */
                 (c[0] == 0xE3 && c[1] == 0x80) ||          /* U+3000 to U+303F */
                 (c[0] == 0xEF && c[1] == 0xBB))            /* U+FEFF */
            at += c[2] != 0 ? 3 : 2;
        else
            return at;
    }
}

static bool same_source(const char *a, const char *b)
{
    for (;; a++, b++) {
        a = next_letter(a);
        b = next_letter(b);
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b)) return false;
        if (*a == '\0') return true;
    }
}

/* A mark is taken away by whoever doubts the row, and that is his to do. */
static bool says_the_same(const struct ta_row *row, const struct ta_row *was)
{
    return row->value == was->value && strcmp(row->unit, was->unit) == 0 &&
           row->from == was->from && row->to == was->to &&
           (was->checked || !row->checked);
}

bool ta_row_edited(const struct ta_table *shipped, const struct ta_table *table,
                   const struct ta_row *row)
{
    bool claims = false;
    if (shipped == NULL || shipped->n_keys != table->n_keys) return false;
    for (size_t i = 0; i < shipped->n_rows; i++) {
        const struct ta_row *was = &shipped->row[i];
        if (!same_keys(table, row, was) || !same_source(row->source, was->source))
            continue;
        if (says_the_same(row, was)) return false;
        claims = true;
    }
    return claims;
}

static void look(const struct ta_table *table, const struct ta_table *shipped,
                 const struct ta_row *row, ta_day date,
                 bool found[TA_TABLE_FAULT_COUNT])
{
    const struct ta_row *was = shipped_row(shipped, table, row);
    struct ta_unit unit;
    const struct ta_row *next = next_in_time(table, row);
    bool ends = row->to != TA_DAY_OPEN;
    found[TA_TABLE_UNIT] = ta_unit_parse(row->unit, &unit) != TA_OK;
    found[TA_TABLE_DIMENSION] = (next != NULL && other_dimension(row, next)) ||
                                (was != NULL && other_dimension(row, was));
    found[TA_TABLE_EDITED] = ta_row_edited(shipped, table, row);
    found[TA_TABLE_GAP] = next != NULL && ends && next->from > row->to + 1;
    found[TA_TABLE_ENDED] = next == NULL && ends && row->to < date;
    found[TA_TABLE_UNCHECKED] = !row->checked;
}

enum ta_status ta_table_check(const struct ta_table *table,
                              const struct ta_table *shipped, ta_day date,
                              ta_table_tell tell, void *self, struct ta_error *err)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        bool found[TA_TABLE_FAULT_COUNT];
        look(table, shipped, &table->row[i], date, found);
        for (int f = 0; f < TA_TABLE_FAULT_COUNT; f++) {
            if (!found[f]) continue;
            enum ta_status rc = tell(self, (enum ta_table_fault)f, &table->row[i], err);
            if (rc != TA_OK) return rc;
        }
    }
    return TA_OK;
}
