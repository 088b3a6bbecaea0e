/* SPDX-License-Identifier: Apache-2.0 */
/** @file decode_csv.c  Tables of text (RFC 4180) by a mapping; each row is a message.
 *
 *  name,name,...            the first row, unless the mapping says there is none
 *  field,"fie""ld",...      a row; quotes hold separators, line ends and doubled quotes
 *
 *  A row that breaks the form ends at its first line end, so that it costs itself only. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ingest/decode.h"

enum { FIELDS_MOST = 4096, ROW_MOST = 1 << 20, TEXT_MOST = 512, TIME_MOST = 128 };

struct field {
    struct ta_view view; /* between the quotes */
    bool doubled;        /* quotes in it stand twice */
};

struct table {
    const struct ta_decode_input *in;
    const struct ta_mapping *map;
    const struct ta_decode_sink *sink;
    struct ta_error *err;
    struct ta_decode_carry *carry;
    const char *at, *end;
    size_t line; /* of `at` */
    size_t row_most;
    /* of the row at hand */
    const char *begin;
    size_t begin_line;
    enum ta_outcome outcome;
    const char *why, *fault_at;
    const char *row_end; /* no byte from here on can be of the row */
    bool open;           /* more bytes could mend the fault */
    size_t n;
    struct field field[FIELDS_MOST];
    char device[TEXT_MOST], name[TEXT_MOST], unit[TEXT_MOST]; /* unescaped */
};

/* The first thing that is wrong with a row stays. */
static bool refuse(struct table *t, enum ta_outcome outcome, const char *why,
                   const char *at)
{
    if (t->outcome == TA_ACCEPTED) {
        t->outcome = outcome;
        t->why = why;
        t->fault_at = at;
    }
    return false;
}

/* --- rows ----------------------------------------------------------------------------------- */

enum after { AFTER_FIELD, AFTER_ROW, AFTER_NOTHING };

/* Step over what ends a field. AFTER_NOTHING: something else stands there. */
static enum after step(struct table *t)
{
    if (t->at == t->end) return AFTER_ROW;
    if (*t->at == t->map->separator) {
        t->at++;
        return AFTER_FIELD;
    }
    if (*t->at == '\r' && t->at + 1 < t->end && t->at[1] == '\n') t->at++;
    if (*t->at != '\n') return AFTER_NOTHING;
    t->at++;
    t->line++;
    return AFTER_ROW;
}

static bool take_quoted(struct table *t, struct field *out)
{
    const char *begin = ++t->at;
    *out = (struct field){.doubled = false};
    for (;; t->at += 2) {
        const char *from = t->at;
        t->at = memchr(from, '"', (size_t)(t->row_end - from));
        if (t->at == NULL) {
            t->at = t->row_end;
            t->open = true;
            return refuse(t, TA_BAD_SYNTAX, "a quote is not closed", begin - 1);
        }
        for (; (from = memchr(from, '\n', (size_t)(t->at - from))) != NULL; from++)
            t->line++;
        if (t->at + 1 >= t->row_end || t->at[1] != '"') break;
        out->doubled = true;
    }
    out->view = (struct ta_view){begin, (size_t)(t->at - begin)};
    t->at++;
    return true;
}

static void take_plain(struct table *t, struct field *out)
{
    const char *begin = t->at;
    for (; t->at < t->end && *t->at != t->map->separator && *t->at != '\n'; t->at++)
        ;
    size_t size = (size_t)(t->at - begin);
    if (size > 0 && t->at < t->end && *t->at == '\n' && t->at[-1] == '\r') {
        size--;
        t->at--;
    }
    *out = (struct field){{begin, size}, false};
}

/* Where the line of @p at ends, behind its end. */
static const char *line_end(const struct table *t, const char *at)
{
    const char *end = memchr(at, '\n', (size_t)(t->end - at));
    return end == NULL ? t->end : end + 1;
}

static bool take_fields(struct table *t)
{
    for (enum after after = AFTER_FIELD; after == AFTER_FIELD;) {
        if (t->n == FIELDS_MOST)
            return refuse(t, TA_TOO_MANY, "more than 4096 fields", t->at);
        struct field *field = &t->field[t->n++];
        if (t->at < t->end && *t->at == '"') {
            if (!take_quoted(t, field)) return false;
        } else {
            take_plain(t, field);
        }
        after = step(t);
        if (after == AFTER_NOTHING) t->open = t->at + 1 == t->end; /* half a line end */
        if (after == AFTER_NOTHING)
            return refuse(t, TA_BAD_SYNTAX, "text stands after a closing quote", t->at);
    }
    return true;
}

/* The fields of the next row. Afterwards `at` stands behind it, broken or not. */
static bool take_row(struct table *t)
{
    t->begin = t->fault_at = t->at;
    t->begin_line = t->line;
    t->outcome = TA_ACCEPTED;
    t->why = "";
    t->open = false;
    t->n = 0;
    bool far = (size_t)(t->end - t->at) > t->row_most;
    t->row_end = far ? t->at + t->row_most : t->end;
    bool ok = take_fields(t);
    if (ok && (size_t)(t->at - t->begin) > t->row_most)
        ok = refuse(t, TA_TOO_LONG, "longer than a message may be", t->begin);
    if (ok) return true;
    t->at = line_end(t, t->begin);
    t->line = t->begin_line + 1;
    return false;
}

/* Could the row go on in the next window? */
static bool breaks_off(const struct table *t)
{
    if (!t->carry->more || (size_t)(t->end - t->begin) >= t->row_most) return false;
    return t->open || (t->at == t->end && t->end[-1] != '\n');
}

/* --- columns -------------------------------------------------------------------------------- */

static bool same_text(const struct field *field, const char *text)
{
    struct ta_view v = field->view;
    while (v.size > 0 && (*v.bytes == ' ' || *v.bytes == '\t')) v.bytes++, v.size--;
    while (v.size > 0 && (v.bytes[v.size - 1] == ' ' || v.bytes[v.size - 1] == '\t'))
        v.size--;
    size_t i = 0;
    for (; i < v.size && *text != '\0'; i++, text++) {
        if (v.bytes[i] != *text) return false;
        if (field->doubled && v.bytes[i] == '"') i++;
    }
    return i == v.size && *text == '\0';
}

/* A mapping that does not fit the table is a mistake of the caller: no row can be read. */
static enum ta_status fail_column(const struct table *t, const char *column,
                                  const char *what)
{
    (void)ta_fail(t->err, TA_E_DATA, "%s:%zu: the first row %s column \"%.80s\"",
                  t->in->source, t->begin_line, what, column);
    ta_error_mend(t->err, "give the mapping the separator, the lines to skip and the "
                          "names of columns as they stand in that row");
    return TA_E_DATA;
}

static enum ta_status find_numbered(struct table *t, const struct ta_place *place)
{
    char number[32];
    t->carry->column[place->slot] = (uint16_t)place->number;
    bool unknown = t->map->uneven || t->carry->n_columns == 0;
    if (unknown || place->number < t->n) return TA_OK;
    (void)snprintf(number, sizeof number, "%zu", place->number + 1);
    return fail_column(t, number, "has no");
}

static enum ta_status find_column(struct table *t, const struct ta_place *place)
{
    uint16_t *column = &t->carry->column[place->slot];
    if (place->kind == TA_PLACE_NUMBERED) return find_numbered(t, place);
    size_t found = 0;
    for (size_t i = 0; i < t->n; i++)
        if (same_text(&t->field[i], place->text)) {
            *column = (uint16_t)i;
            found++;
        }
    if (found == 0) return fail_column(t, place->text, "has no");
    return found == 1 ? TA_OK : fail_column(t, place->text, "has more than one");
}

static enum ta_status find_if_placed(struct table *t, const struct ta_place *place)
{
    bool placed = place->kind == TA_PLACE_NAMED || place->kind == TA_PLACE_NUMBERED;
    return placed ? find_column(t, place) : TA_OK;
}

/* Which column is which, once per file. */
static enum ta_status find_columns(struct table *t)
{
    const struct ta_mapping *map = t->map;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < map->n_times; i++)
        rc = find_column(t, &map->time[i]);
    for (size_t i = 0; rc == TA_OK && i < map->n_readings; i++) {
        const struct ta_mapped *m = &map->reading[i];
        rc = find_column(t, &m->at);
        if (rc == TA_OK) rc = find_if_placed(t, &m->device);
        if (rc == TA_OK) rc = find_if_placed(t, &m->datastream);
        if (rc == TA_OK) rc = find_if_placed(t, &m->unit);
    }
    return rc;
}

/* --- values --------------------------------------------------------------------------------- */

static const struct field *field_of(const struct table *t, const struct ta_place *place)
{
    static const struct field none;
    size_t column = t->carry->column[place->slot];
    return column < t->n ? &t->field[column] : &none;
}

/* The text of a place, quotes undone into @p room where needed; false when it is too long. */
static bool text_of(const struct table *t, const struct ta_place *place,
                    char room[TEXT_MOST], struct ta_view *out)
{
    *out = (struct ta_view){place->text, 0};
    if (place->kind == TA_PLACE_NONE) return true;
    if (place->kind == TA_PLACE_FIXED) {
        out->size = strlen(place->text);
        return true;
    }
    const struct field *field = field_of(t, place);
    *out = field->view;
    if (out->size > TEXT_MOST) return false;
    if (!field->doubled) return true;
    size_t n = 0;
    for (size_t i = 0; i < field->view.size; i++) {
        room[n++] = field->view.bytes[i];
        if (field->view.bytes[i] == '"') i++;
    }
    *out = (struct ta_view){room, n};
    return true;
}

/* The fields of the time, with a blank between. */
static bool time_of(const struct table *t, ta_time_us *out)
{
    char text[TIME_MOST];
    size_t size = 0;
    for (size_t i = 0; i < t->map->n_times; i++) {
        struct ta_view part = field_of(t, &t->map->time[i])->view;
        if (part.size > sizeof text - size - 1) return false;
        if (i > 0) text[size++] = ' ';
        if (part.size > 0) memcpy(text + size, part.bytes, part.size);
        size += part.size;
    }
    return ta_time_form_parse(&t->map->time_form, (struct ta_view){text, size}, out);
}

static bool is_blank(struct ta_view text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.bytes[i] != ' ' && text.bytes[i] != '\t') return false;
    return true;
}

static void spoil(struct ta_sample *sample, enum ta_outcome outcome, const char *why)
{
    if (sample->outcome != TA_ACCEPTED) return;
    sample->outcome = outcome;
    sample->why = why;
}

static void value_of(const struct table *t, const struct ta_mapped *mapped,
                     struct ta_sample *sample)
{
    char room[TEXT_MOST];
    struct ta_view text;
    if (t->carry->column[mapped->at.slot] >= t->n)
        ta_sample_spoil_at(sample, TA_ABSENT, "the row ends before it", &mapped->at);
    if (!text_of(t, &mapped->at, room, &text)) {
        spoil(sample, TA_TOO_LONG, "a value of more than 512 bytes");
        return;
    }
    const struct ta_mapping_word *word = ta_mapped_word(mapped, text, t->map->decimal);
    if (is_blank(text) || (word != NULL && isnan(word->value)))
        spoil(sample, TA_MISSING, "no value");
    else if (word != NULL)
        sample->value = word->value;
    else if (!ta_mapping_number(text, t->map->decimal, &sample->value))
        spoil(sample, TA_BAD_VALUE, "neither a number nor a word of the mapping");
}

static enum ta_status hand_on(struct table *t, size_t i, ta_time_us time)
{
    const struct ta_mapped *mapped = &t->map->reading[i];
    struct ta_sample sample = {
        .why = "", .record = i + 1, .time = time, .value = NAN, .sum = NAN};
    if (!text_of(t, &mapped->device, t->device, &sample.device) ||
        !text_of(t, &mapped->datastream, t->name, &sample.name) ||
        !text_of(t, &mapped->unit, t->unit, &sample.unit))
        spoil(&sample, TA_TOO_LONG, "a name of more than 512 bytes");
    value_of(t, mapped, &sample);
    ta_sample_check_names(&sample, mapped);
    const char *at = field_of(t, &mapped->at)->view.bytes;
    if (sample.outcome == TA_BAD_VALUE && t->fault_at == t->begin && at != NULL)
        t->fault_at = at; /* the row's first */
    return t->sink->sample(t->sink->self, &sample, t->err);
}

static bool all_blank(const struct table *t)
{
    bool blank = true;
    for (size_t i = 0; i < t->map->n_times; i++)
        blank = blank && is_blank(field_of(t, &t->map->time[i])->view);
    for (size_t i = 0; i < t->map->n_readings; i++)
        blank = blank && is_blank(field_of(t, &t->map->reading[i].at)->view);
    return blank;
}

/* --- rows to samples -------------------------------------------------------------------------- */

static enum ta_status end_message(struct table *t)
{
    struct ta_message message = {.outcome = t->outcome, .why = t->why};
    message.line = t->begin_line;
    const char *line = t->begin;
    for (const char *end; (end = memchr(line, '\n', (size_t)(t->fault_at - line)));
         line = end + 1)
        message.line++;
    message.column = (size_t)(t->fault_at - line) + 1;
    message.bytes = (struct ta_view){t->begin, (size_t)(t->at - t->begin)};
    return t->sink->message(t->sink->self, &message, t->err);
}

static enum ta_status take_data(struct table *t)
{
    ta_time_us time = 0;
    enum ta_status rc = TA_OK;
    if (t->n != t->carry->n_columns && !t->map->uneven) {
        (void)refuse(t, TA_BAD_FIELD, "not as many fields as the first row", t->begin);
    } else if (all_blank(t)) {
        struct ta_sample none = {.outcome = TA_MISSING,
                                 .why = "an empty row",
                                 .record = 1,
                                 .value = NAN,
                                 .sum = NAN};
        rc = t->sink->sample(t->sink->self, &none, t->err);
    } else if (!time_of(t, &time)) {
        (void)refuse(t, TA_BAD_TIME, "no time of the mapping's format",
                     field_of(t, &t->map->time[0])->view.bytes != NULL
                         ? field_of(t, &t->map->time[0])->view.bytes
                         : t->begin);
    } else {
        for (size_t i = 0; rc == TA_OK && i < t->map->n_readings; i++)
            rc = hand_on(t, i, time);
    }
    return rc == TA_OK ? end_message(t) : rc;
}

static enum ta_status tell_head(const struct table *t)
{
    if (t->sink->head == NULL) return TA_OK;
    return t->sink->head(
        t->sink->self, (struct ta_view){t->begin, (size_t)(t->at - t->begin)}, t->err);
}

/* What the first row says of the others. */
static enum ta_status take_head(struct table *t, bool good)
{
    bool other = t->in->cut && !t->map->header; /* the first row was another */
    t->carry->headed = true;
    t->carry->n_columns = good && !other ? t->n : 0;
    enum ta_status rc = find_columns(t);
    return rc == TA_OK && !other ? tell_head(t) : rc;
}

static enum ta_status fail_head(const struct table *t)
{
    return ta_fail(t->err, TA_E_DATA, "%s:%zu: the first row is no row: %s",
                   t->in->source, t->begin_line, t->why);
}

/* Without names the first row holds data as well; until one can be read, the first that cannot
 * stands for it: another mapping may read it. */
static enum ta_status take_first(struct table *t, bool good)
{
    enum ta_status rc = TA_OK;
    if (!good && t->map->header) return fail_head(t);
    if (good)
        rc = take_head(t, true);
    else if (!t->carry->tried)
        rc = tell_head(t);
    t->carry->tried = true;
    if (rc != TA_OK || t->map->header) return rc;
    return good ? take_data(t) : end_message(t);
}

static enum ta_status take_one(struct table *t, bool good)
{
    if (good && t->n == 1 && t->field[0].view.size == 0 && *t->begin != '"')
        return TA_OK; /* an empty line */
    if (!t->carry->headed) return take_first(t, good);
    return good ? take_data(t) : end_message(t);
}

/* The first row does not stand before the others, but beside them. */
static enum ta_status take_head_apart(struct table *t)
{
    const char *at = t->at, *end = t->end;
    size_t line = t->line;
    t->at = t->in->head.bytes;
    t->end = t->at + t->in->head.size;
    bool good = take_row(t);
    enum ta_status rc = good || !t->map->header ? take_head(t, good) : fail_head(t);
    t->at = at;
    t->end = end;
    t->line = line;
    return rc;
}

/* Lines in front of the table, and a byte order mark. False when they are not all here. */
static bool skip_front(struct table *t)
{
    if (t->carry->begun || t->in->rows) return true;
    if (t->carry->more && t->end - t->at < 3) return false;
    if (t->end - t->at >= 3 && memcmp(t->at, "\xef\xbb\xbf", 3) == 0) t->at += 3;
    for (size_t i = 0; i < t->map->skip; i++) {
        const char *end = memchr(t->at, '\n', (size_t)(t->end - t->at));
        if (end == NULL) return false;
        t->at = end + 1;
        t->line++;
    }
    t->carry->begun = true;
    return true;
}

/* The lines to skip are not all here: of a table that goes on they come again. */
static enum ta_status fail_front(struct table *t)
{
    t->at = t->in->bytes;
    if (t->carry->more || t->in->size == 0) return TA_OK;
    return ta_mended(ta_fail(t->err, TA_E_DATA,
                             "%s: fewer lines than the %zu that the mapping skips",
                             t->in->source, t->map->skip),
                     t->err, "give the mapping the lines to skip as they stand there");
}

static enum ta_status take_rows(struct table *t)
{
    enum ta_status rc = t->in->head.size > 0 ? take_head_apart(t) : TA_OK;
    while (rc == TA_OK && t->at < t->end) {
        bool good = take_row(t);
        if (breaks_off(t)) {
            t->at = t->begin;
            break;
        }
        rc = take_one(t, good);
    }
    return rc;
}

static enum ta_status decode(const struct ta_decode_input *in,
                             const struct ta_decode_sink *sink, struct ta_error *err)
{
    struct table t; /* not cleared as a whole: its fields are larger than most rows */
    struct ta_decode_carry whole = {0};
    t.in = in;
    t.map = in->mapping;
    t.sink = sink;
    t.err = err;
    t.carry = in->carry == NULL ? &whole : in->carry;
    t.at = in->bytes;
    t.end = in->bytes + in->size;
    t.line = 1 + t.carry->lines;
    t.row_most = in->limits.bytes < ROW_MOST ? in->limits.bytes : ROW_MOST;
    enum ta_status rc = skip_front(&t) ? take_rows(&t) : fail_front(&t);
    t.carry->used = (size_t)(t.at - in->bytes);
    return rc;
}

const struct ta_decoder ta_decoder_csv = {
    .id = "csv",
    .summary = "tables of text, by a mapping",
    .needs_mapping = true,
    .decode = decode,
};
