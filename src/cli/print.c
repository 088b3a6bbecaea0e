/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/help.h"
#include "cli/width.h"

/* PROSE, OTHER: what a column of several words, and any other, is narrowed down to at most. */
enum { COLUMNS = 32, KEY = 96, GAP = 2, PROSE = 28, OTHER = 12 };

struct ta_list {
    struct ta_call *call;
    const struct ta_column *columns;
    size_t n_columns, n_added, n_rows, capacity;
    json_t **row; /**< kept until the end: columns are as wide as their widest cell */
};

/** The words of a page: titles in help.LANG.json, values in LANG.json. */
struct speech {
    struct ta_help_words *titles;
    const struct ta_messages *messages;
    enum ta_language language;
};

static enum ta_status load_speech(struct ta_call *call, struct speech *out,
                                  struct ta_error *err)
{
    *out = (struct speech){.language = call->language};
    enum ta_status rc = ta_call_messages(call, &out->messages, err);
    if (rc != TA_OK) return rc;
    return ta_help_words_load(call->datasets, call->language, &out->titles, err);
}

static void drop_speech(struct speech *speech)
{
    ta_help_words_free(speech->titles);
}

/* Members whose codes are shown in words; ids, units and properties stay what can be typed. */
static const char *const word_groups[] = {
    "answer",  "class",  "direction", "from",   "gate", "ground", "kind", "level",
    "opinion", "pillar", "reason",    "result", "role", "state",  "use",  NULL};

/* The message GROUP.VALUE, or NULL. */
static const char *message(const struct speech *speech, const char *group,
                           const char *value)
{
    char key[KEY * 2];
    int size = snprintf(key, sizeof key, "%s.%s", group, value);
    if (!ta_word_known(group, word_groups) || size < 0 || (size_t)size >= sizeof key ||
        !ta_message_has(speech->messages, speech->language, key))
        return NULL;
    return ta_message(speech->messages, speech->language, key);
}

/* Of a member `level`, or `level_at_least`, with the value very_high: level.very_high. */
static const char *words_of(const struct speech *speech, const char *path,
                            const char *value)
{
    char group[KEY];
    const char *point = strrchr(path, '.');
    const char *name = point == NULL ? path : point + 1;
    (void)snprintf(group, sizeof group, "%.*s", (int)strcspn(name, "_"), name);
    const char *words = message(speech, group, value);
    if (words == NULL && (strcmp(value, "yes") == 0 || strcmp(value, "no") == 0))
        words = message(speech, "answer", value);
    return words;
}

/* What stands in the cell of the member `path`. */
static void add_value(const struct speech *speech, const char *path,
                      const json_t *value, struct ta_text *out)
{
    const char *text = json_is_true(value)    ? "yes"
                       : json_is_false(value) ? "no"
                                              : json_string_value(value);
    const char *words = text == NULL ? NULL : words_of(speech, path, text);
    if (words != NULL)
        ta_text_add(out, words);
    else
        ta_print_value(out, value);
}

static size_t count(const struct ta_column *columns)
{
    size_t n = 0;
    while (columns[n].key != NULL && n < COLUMNS) n++;
    return n;
}

/* "score.value": the member of a member. */
static const json_t *member(const json_t *object, const char *path)
{
    char key[KEY];
    while (object != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        if (length >= sizeof key) return NULL;
        memcpy(key, path, length);
        key[length] = '\0';
        object = json_object_get(object, key);
        path += length + (path[length] == '.');
    }
    return object;
}

/* A bound of the row's score, in one decimal; false when it has none. */
static bool bound_of(const json_t *row, const char *key, char out[32])
{
    char nested[KEY];
    (void)snprintf(nested, sizeof nested, "score.%s", key);
    const json_t *bound = member(row, key);
    if (bound == NULL) bound = member(row, nested);
    if (!json_is_number(bound)) return false;
    ta_format_f64(round(10.0 * json_number_value(bound)) / 10.0, out);
    return true;
}

/* A row that does not tell has found no level where nobody can say. */
static bool is_found(const json_t *row)
{
    const char *opinion = json_string_value(json_object_get(row, "opinion"));
    const json_t *found = json_object_get(row, "level_found");
    if (found != NULL) return json_is_true(found);
    return opinion == NULL || strcmp(opinion, "cannot_say") != 0;
}

/* The level that was not found: by itself it would be read as found. */
static bool add_open_level(const struct speech *speech, const char *path,
                           const json_t *row, struct ta_text *out)
{
    char lo[32], hi[32];
    if (strcmp(path, "level") != 0 || is_found(row) || speech->messages == NULL ||
        !bound_of(row, "lo", lo) || !bound_of(row, "hi", hi))
        return false;
    ta_message_fill(speech->messages, speech->language, out, "level.not_found_within",
                    "lo", lo, "hi", hi, (char *)NULL);
    return true;
}

static void add_member(const struct speech *speech, const char *path, const json_t *row,
                       struct ta_text *out)
{
    if (!add_open_level(speech, path, row, out))
        add_value(speech, path, member(row, path), out);
}

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "output: out of memory");
}

static enum ta_status print_line(struct ta_call *call, const json_t *row,
                                 struct ta_error *err)
{
    struct ta_text line = {0};
    enum ta_status rc = ta_json_canonical(row, &line);
    ta_text_add(&line, "\n");
    if (rc == TA_OK && line.failed) rc = TA_E_NOMEM;
    if (rc == TA_OK)
        ta_output_bytes(call->out, line.bytes, line.size);
    else
        rc = ta_fail(err, rc, "output: a row cannot be written as JSON");
    ta_text_free(&line);
    return rc;
}

enum ta_status ta_list_new(struct ta_call *call, const struct ta_column *columns,
                           struct ta_list **out, struct ta_error *err)
{
    struct ta_list *list = ta_alloc(1, sizeof *list);
    if (list == NULL) return fail_memory(err);
    list->call = call;
    list->columns = columns;
    list->n_columns = count(columns);
    *out = list;
    return TA_OK;
}

enum ta_status ta_list_add(struct ta_list *list, json_t *row, bool ok,
                           struct ta_error *err)
{
    if (!ok || row == NULL) {
        json_decref(row);
        return fail_memory(err);
    }
    list->n_added++;
    if (list->call->json) {
        enum ta_status rc = print_line(list->call, row, err);
        json_decref(row);
        return rc;
    }
    void *rows = list->row;
    if (ta_grow(&rows, &list->capacity, list->n_rows, sizeof(json_t *)) != 0) {
        json_decref(row);
        return fail_memory(err);
    }
    list->row = rows;
    list->row[list->n_rows++] = row;
    return TA_OK;
}

size_t ta_list_size(const struct ta_list *list)
{
    return list->n_added;
}

void ta_list_drop(struct ta_list *list)
{
    if (list == NULL) return;
    for (size_t i = 0; i < list->n_rows; i++) json_decref(list->row[i]);
    ta_free(list->row);
    ta_free(list);
}

/** How the columns stand. */
struct layout {
    struct speech speech;
    const char *title[COLUMNS];
    size_t width[COLUMNS];
    bool right[COLUMNS]; /**< all its values are numbers or missing */
    bool prose[COLUMNS]; /**< some have several words */
    size_t total;        /**< columns of a whole line */
    bool cut;            /**< some line was, for want of columns on the terminal */
};

static void measure(const struct ta_list *list, struct layout *layout)
{
    struct ta_text cell = {0};
    for (size_t c = 0; c < list->n_columns; c++) {
        size_t numbers = 0, others = 0;
        layout->width[c] = ta_width(layout->title[c]);
        for (size_t i = 0; i < list->n_rows; i++) {
            const json_t *value = member(list->row[i], list->columns[c].key);
            cell.size = 0;
            add_member(&layout->speech, list->columns[c].key, list->row[i], &cell);
            size_t width = cell.failed ? 0 : ta_width(cell.bytes);
            if (width > layout->width[c]) layout->width[c] = width;
            layout->prose[c] |= !cell.failed && strchr(cell.bytes, ' ') != NULL;
            if (json_is_number(value)) numbers++;
            if (json_is_string(value) || json_is_array(value)) others++;
        }
        layout->right[c] = numbers > 0 && others == 0;
    }
    ta_text_free(&cell);
}

/* Is there a column to narrow, down to `least`? The widest one is. */
static bool narrow_one(struct layout *layout, size_t n, bool prose, size_t least)
{
    size_t widest = n;
    for (size_t c = 0; c < n; c++)
        if (!layout->right[c] && (layout->prose[c] || !prose) &&
            layout->width[c] > least &&
            (widest == n || layout->width[c] > layout->width[widest]))
            widest = c;
    if (widest == n) return false;
    layout->width[widest]--;
    layout->total--;
    return true;
}

/* A table wider than the terminal is narrowed: its cells stand in several lines. One that has too many columns for
 * that stays as it is, and is cut. */
static void fit(const struct ta_list *list, struct layout *layout)
{
    struct layout narrow;
    size_t room = list->call->out->columns, n = list->n_columns;
    layout->total = n == 0 ? 0 : GAP * (n - 1);
    for (size_t c = 0; c < n; c++) layout->total += layout->width[c];
    narrow = *layout;
    while (room > 1 && narrow.total > room && narrow_one(&narrow, n, true, PROSE))
        continue;
    while (room > 1 && narrow.total > room && narrow_one(&narrow, n, false, OTHER))
        continue;
    if (room > 1 && narrow.total <= room) *layout = narrow;
}

static void add_blanks(struct ta_text *line, size_t n)
{
    ta_text_addf(line, "%*s", (int)n, "");
}

static void add_cell(struct ta_text *line, const char *words, size_t width, bool right)
{
    size_t own = ta_width(words), rest = width > own ? width - own : 0;
    if (right) add_blanks(line, rest);
    ta_text_add(line, words);
    if (!right) add_blanks(line, rest);
}

/* No blanks at the end; on a terminal no line is wider than it, so that rows stay rows.
 * @return whether it was cut */
static bool finish_line(struct ta_call *call, struct ta_text *line)
{
    if (line->failed) return false;
    while (line->size > 0 && line->bytes[line->size - 1] == ' ') line->size--;
    line->bytes[line->size] = '\0';
    size_t columns = call->out->columns;
    bool cut = columns > 1 && ta_width(line->bytes) > columns;
    size_t size = cut ? ta_width_head(line->bytes, columns - 1) : line->size;
    ta_output_bytes(call->out, line->bytes, size);
    ta_output_add(call->out, cut ? "\xE2\x80\xA6\n" : "\n");
    return cut;
}

/* Bytes of the first line of folded words that fits into `width`; a single word may be wider. */
static size_t line_size(const char *words, size_t width)
{
    size_t size = strcspn(words, "\n"), head = ta_width_head(words, width);
    return head < size && head > 0 ? head : size;
}

static void fold_cells(const struct ta_list *list, const struct layout *layout,
                       const json_t *row, struct ta_text cell[COLUMNS])
{
    struct ta_text words = {0};
    for (size_t c = 0; c < list->n_columns; c++) {
        words.size = 0;
        if (row == NULL)
            ta_text_add(&words, layout->title[c]);
        else
            add_member(&layout->speech, list->columns[c].key, row, &words);
        if (words.failed)
            cell[c].failed = true;
        else if (ta_width(words.bytes) <= layout->width[c])
            ta_text_add(&cell[c], words.bytes);
        else
            ta_fold(&cell[c], words.bytes, 0, layout->width[c]);
    }
    ta_text_free(&words);
}

/* One line of a row, of what is left of its cells. @return whether something is left after it */
static bool print_cells(const struct ta_list *list, struct layout *layout,
                        const char *left[COLUMNS], bool *whole)
{
    struct ta_text line = {0}, part = {0};
    bool more = false;
    for (size_t c = 0; c < list->n_columns; c++) {
        size_t size = line_size(left[c], layout->width[c]);
        part.size = 0;
        ta_text_add(&part, "");
        ta_text_add_bytes(&part, left[c], size);
        if (c > 0) add_blanks(&line, GAP);
        if (!part.failed)
            add_cell(&line, part.bytes, layout->width[c], layout->right[c]);
        left[c] += size + (left[c][size] == '\n');
        more |= *left[c] != '\0';
    }
    layout->cut |= finish_line(list->call, &line);
    *whole = !line.failed && !part.failed;
    ta_text_free(&line);
    ta_text_free(&part);
    return more;
}

static bool print_row(const struct ta_list *list, struct layout *layout,
                      const json_t *row)
{
    struct ta_text cell[COLUMNS] = {{0}};
    const char *left[COLUMNS];
    bool whole = true;
    fold_cells(list, layout, row, cell);
    for (size_t c = 0; c < list->n_columns; c++) {
        whole &= !cell[c].failed;
        left[c] = cell[c].failed || cell[c].size == 0 ? "" : cell[c].bytes;
    }
    while (whole && print_cells(list, layout, left, &whole)) continue;
    for (size_t c = 0; c < list->n_columns; c++) ta_text_free(&cell[c]);
    return whole;
}

static enum ta_status print_table(const struct ta_list *list, struct ta_error *err)
{
    struct layout layout = {0};
    enum ta_status rc = load_speech(list->call, &layout.speech, err);
    if (rc != TA_OK) return rc;
    for (size_t c = 0; c < list->n_columns; c++)
        layout.title[c] = ta_help_say(layout.speech.titles, list->columns[c].title);
    measure(list, &layout);
    fit(list, &layout);
    bool whole = print_row(list, &layout, NULL);
    for (size_t i = 0; whole && i < list->n_rows; i++)
        whole = print_row(list, &layout, list->row[i]);
    drop_speech(&layout.speech);
    if (layout.cut) {
        ta_output_flush(list->call->out);
        ta_call_say(list->call, "the table is cut to the terminal: `| cat` behind the "
                                "command, or --json, shows all of it");
    }
    return whole ? TA_OK : fail_memory(err);
}

enum ta_status ta_list_end(struct ta_list *list, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    if (!list->call->json && list->n_rows > 0) rc = print_table(list, err);
    ta_list_drop(list);
    return rc;
}

enum ta_status ta_list_part(struct ta_call *call, const json_t *array,
                            const struct ta_column *columns, struct ta_error *err)
{
    struct ta_list *list = NULL;
    if (call->json || json_array_size(array) == 0) return TA_OK;
    ta_output_add(call->out, "\n");
    enum ta_status rc = ta_list_new(call, columns, &list, err);
    for (size_t i = 0; rc == TA_OK && i < json_array_size(array); i++)
        rc = ta_list_add(list, json_incref(json_array_get(array, i)), true, err);
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static bool print_members(struct ta_call *call, const struct ta_column *columns,
                          const json_t *object, const struct speech *speech)
{
    size_t widest = 0;
    for (size_t i = 0; columns[i].key != NULL; i++) {
        size_t width = ta_width(ta_help_say(speech->titles, columns[i].title));
        if (width > widest && member(object, columns[i].key) != NULL) widest = width;
    }
    struct ta_text line = {0}, value = {0};
    size_t room = call->out->columns > widest + 40 ? call->out->columns : SIZE_MAX;
    for (size_t i = 0; columns[i].key != NULL; i++) {
        const json_t *found = member(object, columns[i].key);
        if (found == NULL) continue;
        line.size = value.size = 0;
        add_cell(&line, ta_help_say(speech->titles, columns[i].title), widest + GAP,
                 false);
        add_member(speech, columns[i].key, object, &value);
        if (!value.failed) ta_fold(&line, value.bytes, widest + GAP, room);
        ta_text_add(&line, "\n");
        if (!line.failed) ta_output_bytes(call->out, line.bytes, line.size);
    }
    bool whole = !line.failed && !value.failed;
    ta_text_free(&line);
    ta_text_free(&value);
    return whole;
}

enum ta_status ta_show(struct ta_call *call, const struct ta_column *columns,
                       json_t *object, bool ok, struct ta_error *err)
{
    struct speech speech = {.titles = NULL};
    enum ta_status rc = ok && object != NULL ? TA_OK : fail_memory(err);
    if (rc == TA_OK && call->json) {
        rc = print_line(call, object, err);
    } else if (rc == TA_OK) {
        rc = load_speech(call, &speech, err);
        if (rc == TA_OK && !print_members(call, columns, object, &speech))
            rc = fail_memory(err);
    }
    drop_speech(&speech);
    json_decref(object);
    return rc;
}
