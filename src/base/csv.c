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
    const struct ta_csv_hearer *hearer; /**< NULL: the first fault ends it */
    char why[96];                       /**< of the row at fault */
    struct ta_error *err;
};

enum after { AFTER_FIELD, AFTER_ROW, AFTER_ALL };

static enum ta_status fail_here(struct scan *s, const char *words)
{
    (void)snprintf(s->why, sizeof s->why, "%s", words);
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

static enum ta_status check_names(struct scan *s)
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

static enum ta_status refuse_uneven(struct scan *s, unsigned line, size_t n)
{
    (void)snprintf(s->why, sizeof s->why, "%zu fields, the first row has %zu", n,
                   s->csv->n_columns);
    return ta_fail(s->err, TA_E_DATA, "%s:%u: %s", s->csv->name, line, s->why);
}

/* Go on behind the line that is at fault, without the fields that it gave. */
static void leave_out(struct scan *s, unsigned line, bool whole)
{
    s->hearer->row(s->hearer->self, line, s->why);
    s->n = s->csv->n_columns * (s->csv->n_rows + 1);
    if (s->err != NULL) *s->err = (struct ta_error){.status = TA_OK};
    if (whole) return; /* it was read to its end */
    while (s->at < s->end && *s->at != '\n') s->at++;
    if (s->at == s->end) return;
    s->at++;
    s->line++;
}

static enum ta_status keep_row(struct scan *s, unsigned line)
{
    struct ta_csv *csv = s->csv;
    if (ta_grow((void **)&csv->line, &s->rows_capacity, csv->n_rows,
                sizeof *csv->line) != 0)
        return ta_fail(s->err, TA_E_NOMEM, "%s: out of memory", csv->name);
    csv->line[csv->n_rows++] = line;
    return TA_OK;
}

static enum ta_status read_rows(struct scan *s)
{
    for (skip_lines(s, false); s->at < s->end; skip_lines(s, false)) {
        unsigned line = s->line;
        size_t n = 0;
        enum ta_status rc = read_row(s, &n);
        bool whole = rc == TA_OK;
        if (whole && n != s->csv->n_columns) rc = refuse_uneven(s, line, n);
        if (rc == TA_OK) rc = keep_row(s, line);
        if (rc == TA_E_DATA && s->hearer != NULL) {
            leave_out(s, line, whole);
            rc = TA_OK;
        }
        if (rc != TA_OK) return rc;
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

/* Files of older programs are in other encodings: where it begins is where letters beyond ASCII do. */
static enum ta_status refuse_bytes(const char *name, const char *bytes, size_t size,
                                   struct ta_error *err)
{
    unsigned line = 1;
    const char *end = NULL;
    for (size_t at = 0; at < size; at += (size_t)(end - (bytes + at)) + 1, line++) {
        end = memchr(bytes + at, '\n', size - at);
        if (end == NULL) end = bytes + size;
        if (!ta_utf8_ok(bytes + at, (size_t)(end - (bytes + at)))) break;
    }
    return ta_mended(
        ta_fail(err, TA_E_DATA, "%s:%u: not UTF-8, or a zero byte in it", name, line),
        err, "save the file again in the encoding UTF-8");
}

static enum ta_status parse(const char *name, const char *bytes, size_t size,
                            const struct ta_csv_hearer *hearer, struct ta_csv *out,
                            struct ta_error *err)
{
    if (size > BYTES_MOST)
        return ta_fail(err, TA_E_LIMIT, "%s: more than %d bytes", name, BYTES_MOST);
    size_t bom = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    if (!ta_utf8_ok(bytes, size)) return refuse_bytes(name, bytes, size, err);

    struct ta_csv csv = {.name = ta_strdup(name), .bytes = ta_alloc(size + 1, 1)};
    struct scan s = {.csv = &csv, .line = 1, .hearer = hearer, .err = err};
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

enum ta_status ta_csv_parse(const char *name, const char *bytes, size_t size,
                            struct ta_csv *out, struct ta_error *err)
{
    return parse(name, bytes, size, NULL, out, err);
}

enum ta_status ta_csv_parse_all(const char *name, const char *bytes, size_t size,
                                const struct ta_csv_hearer *hearer, struct ta_csv *out,
                                struct ta_error *err)
{
    return parse(name, bytes, size, hearer, out, err);
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
    ta_words_format(words, sizeof words, format, args);
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
