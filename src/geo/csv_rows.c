/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/csv_rows.h"

#include <string.h>

static const size_t no_end = SIZE_MAX;

/** Where the cells of a row stand, quotes and all. */
struct extent {
    size_t from[TA_CSV_COLUMNS_MAX], to[TA_CSV_COLUMNS_MAX];
    size_t n, next, lines;
};

static size_t count_in_line(const char *bytes, size_t size, char wanted)
{
    size_t n = 0;
    for (size_t i = 0; i < size && bytes[i] != '\n'; i++) n += bytes[i] == wanted;
    return n;
}

struct ta_csv_rows ta_csv_rows_begin(const char *bytes, size_t size)
{
    size_t at = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    struct ta_csv_rows csv = {bytes, size, at, 1, ','};
    size_t most = count_in_line(bytes, size, ',');
    for (const char *other = ";\t"; *other != '\0'; other++) {
        size_t n = count_in_line(bytes, size, *other);
        if (n > most) csv.separator = *other, most = n;
    }
    return csv;
}

static bool is_end(const struct ta_csv_rows *csv, size_t at)
{
    return at >= csv->size || csv->bytes[at] == '\n' ||
           (csv->bytes[at] == '\r' &&
            (at + 1 >= csv->size || csv->bytes[at + 1] == '\n'));
}

/** End of the quoted cell at @p at, behind its closing quote; size + 1 when there is none. */
static size_t skip_quoted(const struct ta_csv_rows *csv, size_t at, size_t *lines)
{
    for (at++; at < csv->size; at++) {
        if (csv->bytes[at] == '\n') ++*lines;
        if (csv->bytes[at] != '"') continue;
        if (at + 1 >= csv->size || csv->bytes[at + 1] != '"') return at + 1;
        at++;
    }
    return csv->size + 1;
}

/** End of the cell at @p at, or no_end with words why it has none. */
static size_t skip_cell(const struct ta_csv_rows *csv, size_t at, size_t *lines,
                        const char **why)
{
    if (at < csv->size && csv->bytes[at] == '"') {
        size_t end = skip_quoted(csv, at, lines);
        *why = end > csv->size ? "a quote is opened and not closed"
                               : "text stands behind a closing quote";
        if (end > csv->size) return no_end;
        return is_end(csv, end) || csv->bytes[end] == csv->separator ? end : no_end;
    }
    for (; !is_end(csv, at) && csv->bytes[at] != csv->separator; at++)
        if (csv->bytes[at] == '"') {
            *why = "a quote stands inside a cell that does not begin with one";
            return no_end;
        }
    return at;
}

static const char *find_extent(const struct ta_csv_rows *csv, struct extent *extent)
{
    const char *why = "too many columns";
    size_t at = csv->at;
    *extent = (struct extent){.lines = 1};
    while (extent->n < TA_CSV_COLUMNS_MAX) {
        size_t end = skip_cell(csv, at, &extent->lines, &why);
        if (end == no_end) return why;
        extent->from[extent->n] = at;
        extent->to[extent->n++] = end;
        at = end + 1;
        if (!is_end(csv, end)) continue;
        extent->next = end < csv->size && csv->bytes[end] == '\r' ? end + 2 : end + 1;
        return NULL;
    }
    return why;
}

static void add_cell(struct ta_text *text, const char *from, size_t size)
{
    bool quoted = size >= 2 && from[0] == '"';
    if (quoted) from++, size -= 2;
    for (size_t i = 0; i < size; i++) {
        ta_text_add_bytes(text, from + i, 1);
        if (quoted && from[i] == '"') i++; /* a doubled quote stands for one */
    }
    ta_text_add_bytes(text, "", 1);
}

static enum ta_status take_row(const struct ta_csv_rows *csv,
                               const struct extent *extent, struct ta_csv_row *row,
                               struct ta_error *err)
{
    struct ta_text text = row->text; /* its room is used again */
    text.size = 0;
    for (size_t i = 0; i < extent->n; i++)
        add_cell(&text, csv->bytes + extent->from[i], extent->to[i] - extent->from[i]);
    row->text = text;
    if (text.failed) return ta_fail(err, TA_E_NOMEM, "no memory for a row");

    const char *cell = text.bytes;
    row->n = extent->n;
    for (size_t i = 0; i < extent->n; i++) {
        row->cell[i] = cell;
        cell += strlen(cell) + 1;
    }
    return TA_OK;
}

/** Is the text from the row's begin to its end without NUL and well-formed? */
static bool is_text(const struct ta_csv_rows *csv, const struct extent *extent)
{
    size_t end = extent->to[extent->n - 1];
    return ta_utf8_ok(csv->bytes + csv->at, end - csv->at);
}

static void skip_line(struct ta_csv_rows *csv)
{
    while (csv->at < csv->size && csv->bytes[csv->at] != '\n') csv->at++;
    csv->at++;
    csv->line++;
}

static void skip_empty_lines(struct ta_csv_rows *csv)
{
    while (csv->at < csv->size && is_end(csv, csv->at)) skip_line(csv);
}

static enum ta_status refuse(struct ta_error *err, const char *why)
{
    (void)ta_fail(err, TA_E_DATA, "%s", why);
    ta_error_mend(err, strstr(why, "UTF-8") != NULL
                           ? "save the table as UTF-8"
                           : "put the whole cell in quotes and double those inside it");
    return TA_E_DATA;
}

static enum ta_status refuse_count(size_t found, size_t wanted, char separator,
                                   struct ta_error *err)
{
    const char *name = separator == ','   ? "comma"
                       : separator == ';' ? "semicolon"
                                          : "tab";
    (void)ta_fail(err, TA_E_DATA, "it has %zu cells, the header has %zu", found,
                  wanted);
    if (found < wanted)
        ta_error_mend(err, "add %zu empty cells at its end, a %s each", wanted - found,
                      name);
    else
        ta_error_mend(err, "put a cell with a %s inside in quotes", name);
    return TA_E_DATA;
}

enum ta_status ta_csv_rows_next(struct ta_csv_rows *csv, size_t wanted,
                                struct ta_csv_row *row, struct ta_error *err)
{
    skip_empty_lines(csv);
    row->n = 0;
    row->line = csv->line;
    if (csv->at >= csv->size) return TA_OK;

    struct extent extent;
    const char *why = find_extent(csv, &extent);
    if (why == NULL && !is_text(csv, &extent)) why = "it is not UTF-8 text";
    enum ta_status status = TA_OK;
    if (why != NULL)
        status = refuse(err, why);
    else if (wanted != 0 && extent.n != wanted)
        status = refuse_count(extent.n, wanted, csv->separator, err);
    if (status != TA_OK) {
        skip_line(csv);
        return status;
    }
    status = take_row(csv, &extent, row, err);
    csv->at = extent.next;
    csv->line += extent.lines;
    return status;
}
