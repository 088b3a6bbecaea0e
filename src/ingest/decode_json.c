/* SPDX-License-Identifier: Apache-2.0 */
/** @file decode_json.c  Any JSON by a mapping: pointers (RFC 6901) to times, values and names.
 *
 *  {"ts": 1700000000123, "values": {"pm25": 12.5}}        one element
 *  {"ts": ..., "data": [{"n": "pm25", "v": 12.5}, ...]}   with each: /data, pointers read from an
 *                                                         element; "^/ts" reads from the whole
 *  What a pointer leads to and nothing stands at is told; null, and all that would be below a null, is no value.
 *  In a file each line is a message. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "ingest/decode.h"

enum { STEP_MOST = 256, TIME_MOST = 128, NUMBER_TEXT = 40 };

struct reader {
    const struct ta_decode_input *in;
    const struct ta_mapping *map;
    const struct ta_decode_sink *sink;
    struct ta_error *err;
    const json_t *root, *element;
    size_t record;
    char device[NUMBER_TEXT], name[NUMBER_TEXT], unit[NUMBER_TEXT]; /* written out */
};

/* --- pointers ------------------------------------------------------------------------------- */

/* One step of a pointer, ~0 and ~1 undone. @return what stands behind it, NULL when it is too long */
static const char *take_step(const char *at, char out[STEP_MOST])
{
    size_t n = 0;
    for (; *at != '\0' && *at != '/'; at++) {
        if (n == STEP_MOST - 1) return NULL;
        char c = *at;
        if (c == '~') c = *++at == '1' ? '/' : '~';
        out[n++] = c;
    }
    out[n] = '\0';
    return at;
}

static const json_t *step_into(const json_t *value, const char *step)
{
    int64_t index = 0;
    if (json_is_null(value)) return value;
    if (json_is_object(value)) return json_object_get(value, step);
    if (!json_is_array(value) || ta_parse_i64(step, &index) != TA_OK || index < 0)
        return NULL;
    return json_array_get(value, (size_t)index);
}

/* NULL when there is none. */
static const json_t *follow(const struct reader *r, const char *pointer)
{
    const json_t *value = pointer[0] == '^' ? r->root : r->element;
    char step[STEP_MOST];
    const char *at = pointer + (pointer[0] == '^');
    while (value != NULL && at != NULL && *at == '/') {
        at = take_step(at + 1, step);
        value = at == NULL ? NULL : step_into(value, step);
    }
    return value;
}

/* --- values --------------------------------------------------------------------------------- */

static void spoil(struct ta_sample *sample, enum ta_outcome outcome, const char *why)
{
    if (sample->outcome != TA_ACCEPTED) return;
    sample->outcome = outcome;
    sample->why = why;
}

/* A whole number is written out, as ids often are numbers. */
static struct ta_view text_at(const struct reader *r, const struct ta_place *place,
                              char room[NUMBER_TEXT], struct ta_sample *sample)
{
    if (place->kind == TA_PLACE_FIXED)
        return (struct ta_view){place->text, strlen(place->text)};
    const json_t *value = place->kind == TA_PLACE_NAMED ? follow(r, place->text) : NULL;
    if (json_is_string(value))
        return (struct ta_view){json_string_value(value), json_string_length(value)};
    room[0] = '\0';
    if (json_is_integer(value))
        (void)snprintf(room, NUMBER_TEXT, "%" PRId64,
                       (int64_t)json_integer_value(value));
    else if (value != NULL && !json_is_null(value))
        ta_sample_spoil_at(sample, TA_BAD_FIELD,
                           "neither text nor a whole number of 64 bits where the "
                           "mapping has a name or unit",
                           place);
    return (struct ta_view){room, strlen(room)};
}

static void take_names(struct reader *r, const struct ta_mapped *mapped,
                       struct ta_sample *sample)
{
    sample->device = text_at(r, &mapped->device, r->device, sample);
    sample->name = text_at(r, &mapped->datastream, r->name, sample);
    sample->unit = text_at(r, &mapped->unit, r->unit, sample);
    ta_sample_check_names(sample, mapped);
}

/* A number as its source's own word, or as it is. */
static void take_number(const struct ta_mapped *mapped, double value,
                        struct ta_sample *sample)
{
    sample->value = value;
    for (size_t i = 0; i < mapped->n_words; i++)
        if (mapped->word[i].number && mapped->word[i].equal == value)
            spoil(sample, TA_MISSING, "no value");
}

static void take_text(const struct ta_mapped *mapped, struct ta_view text,
                      struct ta_sample *sample)
{
    const struct ta_mapping_word *word = ta_mapped_word(mapped, text, '.');
    if (text.size == 0 || (word != NULL && isnan(word->value)))
        spoil(sample, TA_MISSING, "no value");
    else if (word != NULL)
        sample->value = word->value;
    else if (!ta_mapping_number(text, '.', &sample->value))
        spoil(sample, TA_BAD_VALUE, "neither a number nor a word of the mapping");
}

static void take_value(const struct reader *r, const struct ta_mapped *mapped,
                       struct ta_sample *sample)
{
    const json_t *value = follow(r, mapped->at.text);
    if (value == NULL) {
        ta_sample_spoil_at(sample, TA_ABSENT, "not in the message", &mapped->at);
    } else if (json_is_null(value)) {
        spoil(sample, TA_MISSING, "no value");
    } else if (json_is_number(value)) {
        take_number(mapped, json_number_value(value), sample);
    } else if (json_is_boolean(value)) {
        sample->kind = TA_SAMPLE_BOOL;
        sample->value = json_is_true(value);
    } else if (json_is_string(value)) {
        take_text(mapped,
                  (struct ta_view){json_string_value(value), json_string_length(value)},
                  sample);
    } else {
        spoil(sample, TA_BAD_FIELD, "an object or array where a value should be");
    }
}

/* A number is written out, a text stands as it is. @return bytes written, 0 for neither */
static size_t write_part(const json_t *part, char *out, size_t room)
{
    char digits[NUMBER_TEXT] = "";
    const char *text = digits;
    if (json_is_string(part))
        text = json_string_value(part);
    else if (json_is_integer(part))
        (void)snprintf(digits, sizeof digits, "%" PRId64,
                       (int64_t)json_integer_value(part));
    else if (json_is_real(part))
        ta_format_f64(json_real_value(part), digits);
    size_t size = strlen(text);
    if (size > room) return 0;
    memcpy(out, text, size);
    return size;
}

static bool time_of(const struct reader *r, ta_time_us *out)
{
    char text[TIME_MOST];
    size_t size = 0;
    for (size_t i = 0; i < r->map->n_times; i++) {
        if (size == sizeof text) return false;
        if (i > 0) text[size++] = ' ';
        size_t n = write_part(follow(r, r->map->time[i].text), text + size,
                              sizeof text - size);
        if (n == 0) return false;
        size += n;
    }
    return ta_time_form_parse(&r->map->time_form, (struct ta_view){text, size}, out);
}

static bool has_any(const struct reader *r)
{
    for (size_t i = 0; i < r->map->n_readings; i++)
        if (follow(r, r->map->reading[i].at.text) != NULL) return true;
    return false;
}

/* An element may have some of the values only, as of a device that sends what changed. One that has none of them
 * is of another form than the mapping says. */
static enum ta_status take_element(struct reader *r)
{
    ta_time_us time = 0;
    bool timed = time_of(r, &time), any = has_any(r);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < (any ? r->map->n_readings : 1); i++) {
        const struct ta_mapped *mapped = &r->map->reading[i];
        struct ta_sample sample = ta_sample_blank;
        sample.record = ++r->record;
        sample.time = time;
        sample.none = !any;
        if (!any)
            ta_sample_spoil_at(&sample, TA_BAD_FIELD,
                               "no pointer of the mapping leads to a value in it",
                               &mapped->at);
        take_value(r, mapped, &sample);
        take_names(r, mapped, &sample);
        if (!timed) spoil(&sample, TA_BAD_TIME, "no time of the mapping's format");
        rc = r->sink->sample(r->sink->self, &sample, r->err);
    }
    return rc;
}

/* --- messages ------------------------------------------------------------------------------- */

static bool refuse(struct ta_message *message, enum ta_outcome outcome, const char *why)
{
    message->outcome = outcome;
    message->why = why;
    return false;
}

static enum ta_status take_elements(struct reader *r, struct ta_message *message)
{
    r->element = r->root;
    if (r->map->each == NULL) return take_element(r);
    const json_t *all = r->map->each[0] == '\0' ? r->root : follow(r, r->map->each);
    enum ta_status rc = TA_OK;
    if (!json_is_array(all))
        (void)refuse(message, TA_BAD_FIELD,
                     "no array where the mapping has its elements");
    else if (json_array_size(all) * r->map->n_readings > r->in->limits.records)
        (void)refuse(message, TA_TOO_MANY, "more readings than a message may have");
    for (size_t i = 0;
         message->outcome == TA_ACCEPTED && rc == TA_OK && i < json_array_size(all);
         i++) {
        r->element = json_array_get(all, i);
        rc = take_element(r);
    }
    return rc;
}

/* As strict, and as bounded in depth, as all JSON from outside, but for whole numbers of more than 64 bits: serial
 * numbers that nobody reads. */
static bool check_form(struct ta_view bytes, struct ta_message *message, bool *wide)
{
    struct ta_scan scan;
    ta_scan_begin(&scan, bytes.bytes, bytes.size);
    scan.wide = true;
    bool ok = ta_scan_skip(&scan) && ta_scan_finish(&scan);
    *wide = scan.n_wide > 0;
    if (ok) return true;
    message->column = (size_t)(scan.at - bytes.bytes) + 1;
    return refuse(message,
                  scan.fault == TA_SCAN_DEEP   ? TA_TOO_DEEP
                  : scan.fault == TA_SCAN_LONG ? TA_TOO_LONG
                                               : TA_BAD_SYNTAX,
                  scan.why);
}

/* JSON whose form was checked, with ".0" behind each whole number of more than 64 bits, which the parser refuses. */
static void write_narrow(struct ta_view bytes, struct ta_text *out)
{
    const char *at = bytes.bytes, *end = at + bytes.size, *done = at;
    for (bool quoted = false; at < end; at++) {
        struct ta_decimal number = {.whole = false};
        if (*at == '"') quoted = !quoted;
        if (*at == '\\') at++;
        if (quoted || (*at != '-' && (*at < '0' || *at > '9'))) continue;
        at = ta_decimal_scan(at, end, &number) - 1;
        if (!number.whole || ta_decimal_is_i64(&number)) continue;
        ta_text_add_bytes(out, done, (size_t)(at + 1 - done));
        ta_text_add(out, ".0");
        done = at + 1;
    }
    ta_text_add_bytes(out, done, (size_t)(end - done));
}

/* Each number that fits 64 bits stays exact: it may be an id or a time. */
static enum ta_status parse(const struct reader *r, struct ta_view bytes, bool wide,
                            struct ta_message *message, json_t **root)
{
    struct ta_text narrow = {0};
    if (wide) {
        write_narrow(bytes, &narrow);
        if (narrow.failed) {
            ta_text_free(&narrow);
            return ta_fail(r->err, TA_E_NOMEM, "%s: out of memory", r->in->source);
        }
        bytes = (struct ta_view){narrow.bytes, narrow.size};
    }
    if (ta_json_parse(r->in->source, bytes.bytes, bytes.size, bytes.size, root, NULL) !=
        TA_OK)
        (void)refuse(message, TA_BAD_SYNTAX, "not JSON");
    ta_text_free(&narrow);
    return TA_OK;
}

static enum ta_status take_message(struct reader *r, struct ta_view bytes, size_t line)
{
    struct ta_message message = {.why = "", .line = line, .column = 1, .bytes = bytes};
    json_t *root = NULL;
    enum ta_status rc = TA_OK;
    bool wide = false;
    r->record = 0;
    if (bytes.size > r->in->limits.bytes)
        (void)refuse(&message, TA_TOO_LONG, "longer than a message may be");
    else if (check_form(bytes, &message, &wide))
        rc = parse(r, bytes, wide, &message, &root);
    if (root != NULL) { /* and then rc is TA_OK */
        r->root = root;
        rc = take_elements(r, &message);
    }
    if (rc == TA_OK) rc = r->sink->message(r->sink->self, &message, r->err);
    json_decref(root);
    return rc;
}

static bool is_blank(const char *at, const char *end)
{
    for (; at < end; at++)
        if (*at != ' ' && *at != '\t' && *at != '\r') return false;
    return true;
}

/* Each line is a message. */
static enum ta_status take_lines(struct reader *r)
{
    const struct ta_decode_input *in = r->in;
    const char *at = in->bytes, *end = in->bytes + in->size;
    bool more = in->carry != NULL && in->carry->more && in->size < in->limits.bytes;
    size_t line = in->carry == NULL ? 0 : in->carry->lines;
    enum ta_status rc = TA_OK;
    while (rc == TA_OK && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL && more) break;
        if (stop == NULL) stop = end;
        line++;
        if (!is_blank(at, stop))
            rc = take_message(r, (struct ta_view){at, (size_t)(stop - at)}, line);
        at = stop + (stop < end);
    }
    if (in->carry != NULL) in->carry->used = (size_t)(at - in->bytes);
    return rc;
}

static enum ta_status decode(const struct ta_decode_input *in,
                             const struct ta_decode_sink *sink, struct ta_error *err)
{
    struct reader r = {.in = in, .map = in->mapping, .sink = sink, .err = err};
    if (in->limits.many) return take_lines(&r);
    return take_message(&r, (struct ta_view){in->bytes, in->size}, 1);
}

const struct ta_decoder ta_decoder_json = {
    .id = "json",
    .summary = "any JSON, by a mapping",
    .needs_mapping = true,
    .decode = decode,
};
