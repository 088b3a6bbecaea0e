/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { BYTES_MOST = 64 << 20, COLUMNS_MOST = 4096 };

/** Reads fields in place: a field never grows when its quotes go. */
struct scan {
    struct ta_csv *csv;
    char *at, *end; /**< of what is left to read */
    unsigned line;
    char **field; /**< all fields, names first */
    size_t n, capacity;
    size_t rows_capacity;
    struct ta_error *err;
};

enum after { AFTER_FIELD, AFTER_ROW, AFTER_ALL };

static enum ta_status fail_here(const struct scan *s, const char *words)
{
    return ta_fail(s->err, TA_E_DATA, "%s:%u: %s", s->csv->name, s->line, words);
}

static enum ta_status keep(struct scan *s, char *field)
{
    if (ta_grow((void **)&s->field, &s->capacity, s->n, sizeof *s->field) != 0)
        return ta_fail(s->err, TA_E_NOMEM, "%s: out of memory", s->csv->name);
    s->field[s->n++] = field;
    return TA_OK;
}

/** Step over what ends a field: comma, line end, or the end of all. */
static bool step(struct scan *s, enum after *after)
{
    *after = AFTER_ALL;
    if (s->at == s->end) return true;
    char c = *s->at;
    *after = c == ',' ? AFTER_FIELD : AFTER_ROW;
    if (c == ',' || c == '\n') {
        s->at++;
    } else if (c == '\r' && s->at + 1 < s->end && s->at[1] == '\n') {
        s->at += 2;
    } else {
        return false;
    }
    if (*after == AFTER_ROW) s->line++;
    return true;
}

static enum ta_status quoted(struct scan *s, enum after *after)
{
    char *field = ++s->at, *to = field;
    for (;; s->at++) {
        if (s->at == s->end) return fail_here(s, "a quote is not closed");
        if (*s->at == '\n') s->line++;
        if (*s->at != '"') {
            *to++ = *s->at;
            continue;
        }
        if (s->at + 1 == s->end || s->at[1] != '"') break;
        s->at++;
        *to++ = '"';
    }
    s->at++;
    if (!step(s, after)) return fail_here(s, "text stands after a closing quote");
    *to = '\0';
    return keep(s, field);
}

static enum ta_status plain(struct scan *s, enum after *after)
{
    char *field = s->at;
    while (s->at < s->end && *s->at != ',' && *s->at != '\n' && *s->at != '\r' &&
           *s->at != '"')
        s->at++;
    char *to = s->at;
    if (!step(s, after))
        return fail_here(s, "a quote or carriage return inside a field");
    *to = '\0';
    return keep(s, field);
}

/** One row into the fields. @p n is how many it had. */
static enum ta_status read_row(struct scan *s, size_t *n)
{
    enum after after = AFTER_FIELD;
    enum ta_status rc = TA_OK;
    for (*n = 0; rc == TA_OK && after == AFTER_FIELD; ++*n) {
        if (*n == COLUMNS_MOST)
            return ta_fail(s->err, TA_E_LIMIT, "%s:%u: more than %d columns",
                           s->csv->name, s->line, COLUMNS_MOST);
        bool quote = s->at < s->end && *s->at == '"';
        rc = quote ? quoted(s, &after) : plain(s, &after);
    }
    return rc;
}

/** Skip empty lines, and comments when @p comments. */
static void skip_lines(struct scan *s, bool comments)
{
    while (s->at < s->end) {
        char c = *s->at;
        if (c == '\n' || (c == '\r' && s->at + 1 < s->end && s->at[1] == '\n')) {
            s->at += c == '\n' ? 1 : 2;
        } else if (comments && c == '#') {
            while (s->at < s->end && *s->at != '\n') s->at++;
            if (s->at < s->end) s->at++;
        } else {
            return;
        }
        s->line++;
    }
}

static enum ta_status check_names(const struct scan *s)
{
    for (size_t i = 0; i < s->csv->n_columns; i++) {
        if (s->field[i][0] == '\0') return fail_here(s, "a column without a name");
        for (size_t j = 0; j < i; j++)
            if (strcmp(s->field[i], s->field[j]) == 0)
                return ta_fail(s->err, TA_E_DATA, "%s: column \"%s\" stands twice",
                               s->csv->name, s->field[i]);
    }
    return TA_OK;
}

static enum ta_status read_rows(struct scan *s)
{
    struct ta_csv *csv = s->csv;
    for (skip_lines(s, false); s->at < s->end; skip_lines(s, false)) {
        unsigned line = s->line;
        size_t n = 0;
        enum ta_status rc = read_row(s, &n);
        if (rc != TA_OK) return rc;
        if (n != csv->n_columns)
            return ta_fail(s->err, TA_E_DATA,
                           "%s:%u: %zu fields, the first row has %zu", csv->name, line,
                           n, csv->n_columns);
        if (ta_grow((void **)&csv->line, &s->rows_capacity, csv->n_rows,
                    sizeof *csv->line) != 0)
            return ta_fail(s->err, TA_E_NOMEM, "%s: out of memory", csv->name);
        csv->line[csv->n_rows++] = line;
    }
    return TA_OK;
}

static enum ta_status scan_all(struct scan *s)
{
    skip_lines(s, true);
    if (s->at == s->end) return ta_fail(s->err, TA_E_DATA, "%s: no row", s->csv->name);
    enum ta_status rc = read_row(s, &s->csv->n_columns);
    if (rc == TA_OK) rc = check_names(s);
    if (rc == TA_OK) rc = read_rows(s);
    return rc;
}

enum ta_status ta_csv_parse(const char *name, const char *bytes, size_t size,
                            struct ta_csv *out, struct ta_error *err)
{
    if (size > BYTES_MOST)
        return ta_fail(err, TA_E_LIMIT, "%s: more than %d bytes", name, BYTES_MOST);
    size_t bom = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    if (!ta_utf8_ok(bytes, size))
        return ta_fail(err, TA_E_DATA, "%s: not UTF-8, or a zero byte in it", name);

    struct ta_csv csv = {.name = ta_strdup(name), .bytes = ta_alloc(size + 1, 1)};
    struct scan s = {.csv = &csv, .line = 1, .err = err};
    enum ta_status rc = TA_OK;
    if (csv.name == NULL || csv.bytes == NULL) {
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    } else {
        memcpy(csv.bytes, bytes, size);
        s.at = csv.bytes + bom;
        s.end = csv.bytes + size;
        rc = scan_all(&s);
    }
    csv.column = s.field;
    if (rc != TA_OK) {
        ta_csv_free(&csv);
        return rc;
    }
    csv.field = s.field + csv.n_columns;
    *out = csv;
    return TA_OK;
}

void ta_csv_free(struct ta_csv *csv)
{
    ta_free(csv->name);
    ta_free(csv->bytes);
    ta_free(csv->column); /* the fields stand behind the names */
    ta_free(csv->line);
    *csv = (struct ta_csv){0};
}

bool ta_csv_column(const struct ta_csv *csv, const char *name, size_t *out)
{
    for (size_t c = 0; c < csv->n_columns; c++)
        if (strcmp(csv->column[c], name) == 0) {
            *out = c;
            return true;
        }
    return false;
}

enum ta_status ta_csv_fail(const struct ta_csv *csv, size_t row, size_t column,
                           struct ta_error *err, const char *format, ...)
{
    char words[TA_ERROR_TEXT / 2];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(words, sizeof words, format, args); /* cut text is still text */
    va_end(args);
    return ta_fail(err, TA_E_DATA, "%s:%u:%s: %s", csv->name, csv->line[row],
                   csv->column[column], words);
}

enum ta_status ta_csv_number(const struct ta_csv *csv, size_t row, size_t column,
                             double *out, struct ta_error *err)
{
    const char *text = ta_csv_at(csv, row, column);
    if (ta_parse_f64(text, out) == TA_OK) return TA_OK;
    return ta_csv_fail(csv, row, column, err, "wanted a number, found \"%.60s\"", text);
}
