/* SPDX-License-Identifier: Apache-2.0 */
/** @file fields_columns.c  Flat columns, typed or text, become members of a project document. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/project_fields.h"
#include "base/text.h"
#include "geo/fields.h"
#include "geo/iso_codes.h"

enum { SHORT_NAME = 10, NAME = 64, CELL = 1024 };

enum kind {
    TEXT,    /* numbers as their shortest digits */
    NUMBER,  /* a number, or text that is one */
    BOOL,    /* true, false, yes, no, 1, 0 */
    DECIMAL, /* an amount in units of `currency` */
    MINOR,   /* an amount in minor units of `currency` */
    IGNORED  /* read with another column */
};

static const struct column {
    const char *name;
    enum kind kind;
    const char *object, *member;
} columns[] = {
#define X(column, kind, object, member) {column, kind, object, member},
#include "geo/fields.def"
#undef X
};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

/** The column of that name; else of those whose first ten letters it is the only one, or one that
 *  goes to the same place in the same kind. *clash: there are several. */
static const struct column *find_column(const char *name, bool *clash)
{
    const struct column *found = NULL;
    *clash = false;
    for (size_t i = 0; i < N_COLUMNS; i++)
        if (strcasecmp(columns[i].name, name) == 0) return &columns[i];
    if (strlen(name) != SHORT_NAME) return NULL;

    for (size_t i = 0; i < N_COLUMNS; i++) {
        if (strncasecmp(columns[i].name, name, SHORT_NAME) != 0) continue;
        if (found != NULL) *clash = true;
        found = &columns[i];
    }
    return found;
}

bool ta_column_is_known(const char *column)
{
    bool clash;
    return find_column(column, &clash) != NULL;
}

/** Small letters, with underscores between words. @return false when it is too long */
static bool plain_name(const char *name, char out[NAME])
{
    size_t n = 0;
    for (; name[n] != '\0' && n < NAME - 1; n++) {
        char c = name[n];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        out[n] = c == ' ' || c == '-' || c == '.' ? '_' : c;
    }
    out[n] = '\0';
    return name[n] == '\0';
}

static bool row_has(const json_t *row, const char *column)
{
    const char *key;
    json_t *cell;
    json_t *fields = (json_t *)(uintptr_t)row; /* the iterator wants it unconst */
    json_object_foreach(fields, key, cell)
    {
        bool clash;
        const struct column *found = find_column(key, &clash);
        if (found != NULL && strcmp(found->name, column) == 0) return true;
    }
    return false;
}

/** Of a name that a Shapefile cut at ten letters, only the first ten of the other count. */
static size_t edits_to(const char *name, const char *known)
{
    char head[SHORT_NAME + 1];
    size_t whole = ta_word_edits(name, known);
    if (strlen(name) != SHORT_NAME || strlen(known) <= SHORT_NAME) return whole;
    (void)snprintf(head, sizeof head, "%.*s", SHORT_NAME, known);
    size_t cut = ta_word_edits(name, head);
    return cut < whole ? cut : whole;
}

const char *ta_column_meant(const json_t *row, const char *column)
{
    char name[NAME];
    const char *best = NULL;
    if (!plain_name(column, name)) return NULL;
    size_t length = strlen(name), fewest = length < 5 ? 1 : length < 8 ? 2 : 3;
    for (size_t i = 0; i < N_COLUMNS; i++) {
        size_t distance = edits_to(name, columns[i].name);
        if (distance >= fewest) continue;
        fewest = distance;
        best = columns[i].name;
    }
    return best != NULL && !row_has(row, best) ? best : NULL;
}

bool ta_column_place(const char *column, const char **object, const char **member)
{
    bool clash;
    const struct column *found = find_column(column, &clash);
    if (found == NULL || found->object[0] == '\0' || strcmp(found->object, "site") == 0)
        return false;
    *object = found->object;
    *member = found->member;
    return true;
}

/** Does @p column say this member of the document? */
static bool says(const struct column *column, const char *member)
{
    char path[2 * NAME];
    bool is_list =
        strcmp(column->object, "loans") == 0 || strcmp(column->object, "declared") == 0;
    (void)snprintf(path, sizeof path, "%s%s%s%s", column->object, is_list ? "[0]" : "",
                   column->object[0] != '\0' ? "." : "", column->member);
    return strcmp(path, member) == 0;
}

const char *ta_column_saying(const json_t *row, const char *member)
{
    const char *key;
    json_t *cell;
    json_t *fields = (json_t *)(uintptr_t)row; /* the iterator wants it unconst */
    json_object_foreach(fields, key, cell)
    {
        bool clash;
        const struct column *found = find_column(key, &clash);
        if (found != NULL && !clash && says(found, member)) return key;
    }
    for (size_t i = 0; i < N_COLUMNS; i++)
        if (says(&columns[i], member)) return columns[i].name;
    return NULL;
}

/** A cell as text: numbers by their shortest digits, which keep every decimal of a table. */
static bool cell_text(const json_t *cell, char out[CELL])
{
    if (json_is_string(cell)) return ta_copy(out, CELL, json_string_value(cell));
    if (json_is_real(cell)) {
        ta_format_f64(json_real_value(cell), out);
        return true;
    }
    if (json_is_integer(cell))
        (void)snprintf(out, CELL, "%" JSON_INTEGER_FORMAT, json_integer_value(cell));
    else
        (void)snprintf(out, CELL, "%s", json_is_true(cell) ? "true" : "false");
    return true;
}

static json_t *number_cell(const char *text)
{
    double value = NAN;
    if (ta_parse_f64(text, &value) != TA_OK) return NULL;
    bool whole = value == floor(value) && fabs(value) < 9e15;
    return whole ? json_integer((json_int_t)value) : json_real(value);
}

static json_t *bool_cell(const char *text)
{
    static const char *const yes[] = {"true", "yes", "1"}, *const no[] = {"false", "no",
                                                                          "0"};
    for (size_t i = 0; i < 3; i++) {
        if (strcasecmp(text, yes[i]) == 0) return json_true();
        if (strcasecmp(text, no[i]) == 0) return json_false();
    }
    return NULL;
}

/* The cell whose column is called *name, in whatever letters: those are what *name becomes. */
static const json_t *cell_named(const json_t *row, const char **name)
{
    const char *key;
    json_t *cell;
    json_t *fields = (json_t *)(uintptr_t)row; /* the iterator wants it unconst */
    json_object_foreach(fields, key, cell)
    {
        if (strcasecmp(key, *name) != 0) continue;
        *name = key;
        return cell;
    }
    return NULL;
}

/** @return NULL, with words. */
static json_t *refuse(struct ta_error *err, const char *text, const char *why,
                      const char *mend)
{
    (void)ta_fail(err, TA_E_DATA, "'%.40s' %s", text, why);
    ta_error_mend(err, "%s", mend);
    return NULL;
}

static const struct ta_field *field_of(const struct ta_shape *shape, const char *key)
{
    for (size_t i = 0; i < shape->n_fields; i++)
        if (strcmp(shape->field[i].key, key) == 0) return &shape->field[i];
    return NULL;
}

/** What the project's document takes of no sign has none in a cell either. */
static bool may_be_negative(const struct column *column)
{
    const struct ta_field *list = field_of(&ta_shape_project, column->object);
    const struct ta_field *amount =
        list == NULL ? NULL : field_of(list->below, column->member);
    return amount == NULL || amount->lo < 0.0;
}

/* Of an amount: what is no currency is at fault where it stands, and not the amounts beside it. */
static enum ta_status check_currency(const json_t *row, const struct column *column,
                                     struct ta_error *err)
{
    char code[CELL] = "";
    const char *name = "currency";
    const json_t *cell = cell_named(row, &name);
    if (column->kind != DECIMAL && column->kind != MINOR) return TA_OK;
    if (cell == NULL || !cell_text(cell, code)) code[0] = '\0';
    if (ta_currency_code_is(code)) return TA_OK;
    if (code[0] == '\0')
        (void)ta_fail(err, TA_E_DATA, "%s: there is an amount and no currency", name);
    else
        (void)ta_fail(err, TA_E_DATA, "%s: '%.20s' is no currency", name, code);
    return ta_mended(TA_E_DATA, err,
                     "give the three capitals of ISO 4217 in the column currency");
}

static json_t *money_cell(const json_t *row, const char *text,
                          const struct column *column, struct ta_error *err)
{
    enum kind kind = column->kind;
    char currency[CELL] = "";
    const char *name = "currency";
    const json_t *cell = cell_named(row, &name);
    struct ta_money money = {0};
    if (cell == NULL || !cell_text(cell, currency)) currency[0] = '\0';
    if (ta_money_parse(kind == DECIMAL ? text : "0", currency, &money, err) != TA_OK)
        return NULL;
    if (kind == MINOR && ta_parse_i64(text, &money.minor) != TA_OK)
        return refuse(err, text, "is not a whole number of minor units",
                      "write digits only: 12500 is 125.00 CNY");
    if (money.minor < 0 && !may_be_negative(column))
        return refuse(err, text, "is negative, and this amount never is",
                      "write it without the minus sign, or leave the cell empty");
    char digits[32];
    (void)snprintf(digits, sizeof digits, "%" PRId64, money.minor);
    return json_pack("{s:s, s:s}", "minor", digits, "currency", currency);
}

/** The value of a cell; NULL with words when it cannot be what its column means. */
static json_t *value_of(const json_t *row, const struct column *column,
                        const char *text, struct ta_error *err)
{
    json_t *value = NULL;
    (void)ta_fail(err, TA_E_NOMEM, "no memory for a row");
    switch (column->kind) {
    case TEXT:
    case IGNORED: return json_string(text);
    case NUMBER:
        value = number_cell(text);
        return value != NULL ? value
                             : refuse(err, text, "is not a number",
                                      "write digits and a point only, as in 12.5");
    case BOOL:
        value = bool_cell(text);
        return value != NULL ? value
                             : refuse(err, text, "is not true or false",
                                      "write true or false, or leave the cell empty");
    case DECIMAL:
    case MINOR: return money_cell(row, text, column, err);
    }
    return value;
}

/** The object that @p column belongs into; made when it is not there. Borrowed. */
static json_t *object_for(struct ta_row_fields *out, const char *name)
{
    if (name[0] == '\0') return out->document;
    if (strcmp(name, "site") == 0) return out->site;
    bool is_list = strcmp(name, "loans") == 0 || strcmp(name, "declared") == 0;
    json_t *there = json_object_get(out->document, name);
    if (there != NULL) return is_list ? json_array_get(there, 0) : there;

    json_t *made = json_object();
    json_t *put = is_list ? json_pack("[O]", made) : json_incref(made);
    int failed = json_object_set_new(out->document, name, put);
    json_decref(made); /* now held by the document */
    return failed == 0 ? made : NULL;
}

/** Put @p value, taken over, where @p column belongs. */
static enum ta_status put_value(const struct column *column, json_t *value,
                                struct ta_row_fields *out, struct ta_error *err)
{
    json_t *into = object_for(out, column->object);
    bool is_there = into != NULL && json_object_get(into, column->member) != NULL;
    if (into == NULL || is_there) json_decref(value);
    if (is_there)
        return ta_mended(ta_fail(err, TA_E_DATA, "another column says the same thing"),
                         err, "leave one of the two out");
    if (into != NULL && json_object_set_new(into, column->member, value) == 0)
        return TA_OK;
    return ta_fail(err, TA_E_NOMEM, "no memory for a row");
}

static enum ta_status take_cell(const json_t *row, const struct column *column,
                                const json_t *cell, struct ta_row_fields *out,
                                struct ta_error *err)
{
    char text[CELL];
    struct ta_error why = {0};
    if (column->kind == IGNORED) return TA_OK;
    if (!cell_text(cell, text))
        return ta_mended(ta_fail(err, TA_E_DATA, "longer than %d bytes", CELL - 1), err,
                         "shorten it");

    json_t *value = value_of(row, column, text, &why);
    if (value != NULL) return put_value(column, value, out, err);
    if (err != NULL) *err = why;
    return why.status;
}

static enum ta_status take_column(const json_t *row, const char *name,
                                  const json_t *cell, struct ta_row_fields *out,
                                  struct ta_error *err)
{
    bool clash;
    const struct column *column = find_column(name, &clash);
    if (column == NULL || json_is_null(cell)) return TA_OK;
    if (clash) {
        (void)ta_fail(err, TA_E_DATA, "%s: the first ten letters of several columns",
                      name);
        ta_error_mend(err,
                      "name it outst or outst_min, invest or invest_min, cat_scheme or "
                      "cat_code");
        return TA_E_DATA;
    }
    enum ta_status status = check_currency(row, column, err);
    if (status != TA_OK) return status;
    status = take_cell(row, column, cell, out, err);
    if (status != TA_OK) ta_error_context(err, "%s", name);
    return status;
}

enum ta_status ta_fields_of_columns(const json_t *row, struct ta_row_fields *out,
                                    struct ta_error *err)
{
    *out = (struct ta_row_fields){json_object(), json_object()};
    if (out->document == NULL || out->site == NULL)
        return ta_fail(err, TA_E_NOMEM, "no memory for a row");

    enum ta_status status = TA_OK;
    const char *name;
    json_t *cell;
    json_t *fields = (json_t *)(uintptr_t)row; /* the iterator wants it unconst */
    json_object_foreach(fields, name, cell)
    {
        struct ta_error *first = status == TA_OK ? err : NULL;
        enum ta_status one = take_column(row, name, cell, out, first);
        if (status == TA_OK) status = one;
    }
    return status;
}
