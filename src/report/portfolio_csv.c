/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_csv.c  Figures of a portfolio and rows of a disclosure as CSV (RFC 4180). */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "report/portfolio.h"

/* Quoted when it has to be (RFC 4180). */
static void add_field(struct ta_text *out, const char *words, bool last)
{
    bool plain = strpbrk(words, ",\"\r\n") == NULL;
    if (!plain) ta_text_add(out, "\"");
    for (const char *c = words; *c != '\0'; c++) {
        if (*c == '"') ta_text_add(out, "\"");
        ta_text_add_bytes(out, c, 1);
    }
    if (!plain) ta_text_add(out, "\"");
    ta_text_add(out, last ? "\n" : ",");
}

/* Numbers with all digits; money in minor units. */
static void add_plain(struct ta_text *out, const json_t *value)
{
    char digits[32] = "";
    if (json_is_object(value))
        (void)snprintf(digits, sizeof digits, "%s", ta_json_text(value, "minor"));
    else if (json_is_number(value))
        ta_format_f64(json_number_value(value), digits);
    add_field(out, digits, false);
}

/* How many, which records, and the set of GWP of tonnes, to the end of the row. */
static void add_records(struct ta_text *out, const json_t *row)
{
    struct ta_text records = {0};
    ta_text_add(&records, "");
    ta_figure_records(row, " ", &records);
    ta_text_addf(out, "%" JSON_INTEGER_FORMAT ",",
                 json_integer_value(json_object_get(row, "n")));
    add_field(out, records.failed ? "" : records.bytes, false);
    add_field(out, ta_json_text(row, "gwp"), true);
    out->failed = out->failed || records.failed;
    ta_text_free(&records);
}

static void add_unit(struct ta_text *out, const json_t *row)
{
    bool money = strcmp(ta_json_text(row, "unit"), "money") == 0;
    add_field(out, money ? "minor unit" : ta_json_text(row, "unit"), false);
}

static void add_row(struct ta_text *out, const json_t *row)
{
    add_field(out, ta_json_text(row, "section"), false);
    add_field(out, ta_json_text(row, "figure"), false);
    add_field(out, ta_json_text(row, "key"), false);
    add_field(out, ta_json_text(row, "currency"), false);
    add_plain(out, json_object_get(row, "value"));
    add_unit(out, row);
    add_records(out, row);
}

/* One thing that is said of one record: its place in the list stands last. */
static void add_standing(struct ta_text *out, size_t n, const json_t *record,
                         const char *what, const char *value, const char *unit)
{
    ta_text_addf(out, "standing,%s,", what);
    add_field(out, ta_json_text(record, "project"), false);
    ta_text_add(out, ",");
    add_field(out, value, false);
    ta_text_addf(out, "%s,1,%zu,\n", unit, n);
}

static void add_standings(struct ta_text *out, size_t n, const json_t *record)
{
    static const char *const word[] = {"opinion", "class", "level",   "level_hi",
                                       "basis",   "as_of", "valid_to"};
    static const char *const number[] = {"observed_weight", "score", "lo", "hi"};
    static const char *const flag[] = {"expired", "found", "simulated"};
    char model[2 * TA_NAME_SIZE];
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        add_standing(out, n, record, word[i], ta_json_text(record, word[i]),
                     i < 5 ? "code" : "day");
    ta_portfolio_model_name(record, model, sizeof model);
    add_standing(out, n, record, "model", model, "code");
    for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
        char digits[32] = "";
        const json_t *value = json_object_get(record, number[i]);
        if (json_is_number(value)) ta_format_f64(json_number_value(value), digits);
        add_standing(out, n, record, number[i], digits, "1");
    }
    for (size_t i = 0; i < sizeof flag / sizeof *flag; i++)
        add_standing(out, n, record, flag[i],
                     json_is_true(json_object_get(record, flag[i])) ? "yes" : "no",
                     "code");
}

/* An earlier record that this one does not lift. */
static void add_earlier(struct ta_text *out, size_t n, const json_t *record)
{
    static const char *const word[] = {"record", "model", "opinion",
                                       "class",  "as_of", "valid_to"};
    const json_t *earlier = json_object_get(record, "standing");
    for (size_t i = 0; earlier != NULL && i < sizeof word / sizeof *word; i++) {
        char what[TA_NAME_SIZE];
        (void)snprintf(what, sizeof what, "earlier/%s", word[i]);
        add_standing(out, n, record, what, ta_json_text(earlier, word[i]),
                     i < 4 ? "code" : "day");
    }
}

/* Each gate's state, and each thing not observed with its reason. */
static void add_unseen(struct ta_text *out, size_t n, const json_t *record)
{
    static const struct {
        const char *list, *what, *value;
    } of[] = {{"gates", "gate", "state"}, {"not_observed", "not_observed", "reason"}};
    for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
        const json_t *list = json_object_get(record, of[k].list);
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *row = json_array_get(list, i);
            char what[2 * TA_NAME_SIZE];
            (void)snprintf(what, sizeof what, "%s/%s", of[k].what,
                           ta_json_text(row, "id"));
            add_standing(out, n, record, what, ta_json_text(row, of[k].value), "code");
        }
    }
}

/* Each figure of a row of alignment; its key is sector, technology and method. */
static void add_alignment(struct ta_text *out, const json_t *row)
{
    static const char *const figure[] = {
        "outstanding", "start",   "planned",        "target",
        "gap",         "on_path", "without_target", "market_share_term"};
    for (size_t i = 0; i < sizeof figure / sizeof *figure; i++) {
        struct ta_text key = {0}, records = {0};
        const json_t *value = json_object_get(row, figure[i]);
        if (value == NULL) continue; /* of the other method */
        ta_text_addf(&key, "%s/%s/%s", ta_json_text(row, "sector"),
                     ta_json_text(row, "technology"), ta_json_text(row, "method"));
        ta_text_add(&records, "");
        ta_figure_records(row, " ", &records);
        ta_text_addf(out, "alignment,%s,", figure[i]);
        add_field(out, key.failed ? "" : key.bytes, false);
        add_field(out, ta_json_text(row, "currency"), false);
        add_plain(out, value);
        ta_text_addf(out, "%s,%" JSON_INTEGER_FORMAT ",",
                     json_is_object(value) ? "minor unit" : "1",
                     (json_int_t)json_number_value(json_object_get(row, "loans")));
        add_field(out, records.failed ? "" : records.bytes, false);
        add_field(out, "", true);
        out->failed = out->failed || key.failed || records.failed;
        ta_text_free(&key);
        ta_text_free(&records);
    }
}

void ta_portfolio_csv(const json_t *document, struct ta_text *out)
{
    const json_t *sectors =
        json_object_get(json_object_get(document, "alignment"), "sectors");
    const json_t *figures = json_object_get(document, "figures");
    const json_t *records = json_object_get(document, "records");
    ta_text_add(out, "section,figure,key,currency,value,unit,n,records,gwp\n");
    for (size_t i = 0; i < json_array_size(figures); i++)
        add_row(out, json_array_get(figures, i));
    for (size_t i = 0; i < json_array_size(sectors); i++)
        add_alignment(out, json_array_get(sectors, i));
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *row = json_array_get(records, i);
        ta_text_addf(out, "record,%zu,", i + 1);
        add_field(out, ta_json_text(row, "project"), false);
        ta_text_addf(out, ",%s,sha256,1,%zu,\n", ta_json_text(row, "record"), i + 1);
    }
    for (size_t i = 0; i < json_array_size(records); i++) {
        add_standings(out, i + 1, json_array_get(records, i));
        add_earlier(out, i + 1, json_array_get(records, i));
        add_unseen(out, i + 1, json_array_get(records, i));
    }
}

static void add_disclosed(struct ta_text *out, const json_t *row, const char *standard)
{
    static const char *const text[] = {"asset_class", "sector", "currency"};
    add_field(out, standard, false);
    add_field(out, ta_json_text(row, "field"), false);
    add_field(out, ta_json_text(row, "where"), false);
    add_field(out, json_is_true(json_object_get(row, "checked")) ? "yes" : "no", false);
    for (int k = 0; k < 3; k++) add_field(out, ta_json_text(row, text[k]), false);
    add_plain(out, json_object_get(row, "value"));
    add_unit(out, row);
    add_field(out, ta_json_text(row, "reason"), false);
    add_records(out, row);
}

void ta_disclosure_csv(const json_t *document, struct ta_text *out)
{
    const json_t *rows = json_object_get(document, "rows");
    const json_t *records = json_object_get(document, "records");
    const char *standard = ta_json_text(document, "standard");
    ta_text_add(out,
                "standard,field,where,checked,asset_class,sector,currency,value,unit,"
                "reason,n,records,gwp\n");
    for (size_t i = 0; i < json_array_size(rows); i++)
        add_disclosed(out, json_array_get(rows, i), standard);
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *row = json_array_get(records, i);
        ta_text_addf(out, "%s,record,,,,,,%s,sha256,,1,%zu,\n", standard,
                     ta_json_text(row, "record"), i + 1);
    }
}
