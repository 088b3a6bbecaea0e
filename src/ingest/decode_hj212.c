/* SPDX-License-Identifier: Apache-2.0 */
/** @file decode_hj212.c  Frames of Chinese pollution sources (HJ 212-2017, HJ/T 212-2005) by a mapping.
 *
 *  ##  0101  QN=...;ST=31;CN=2011;PW=...;MN=...;Flag=4;CP=&&DataTime=...;a-Rtd=1,a-Flag=N;b-...&&  1C80  \r\n
 *      digits: bytes of the segment                                          check sum of the segment
 *
 *  The mapping reads fields by their names, as in "a21026-Rtd"; "2061:a21026-Avg" only from the frames
 *  of that command (2011 now, 2051 minutes, 2061 hours, 2031 days), and QN, ST, CN, MN as well.
 *
 *  Unchecked: the standard itself was not read. The form and the check sum come from second-hand accounts,
 *  whose example frame comes out; what the marks of `-Flag` mean is recalled. So no reading becomes "good". */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "ingest/decode.h"
#include "terrassay/reading.h"

enum { FIELDS_MOST = 512, FRAME_AROUND = 2 + 4 + 4, CN_MOST = 8 };

struct field {
    struct ta_view name, value;
    size_t group; /* fields between two semicolons are about one thing */
};

struct frame {
    const struct ta_decode_input *in;
    const struct ta_decode_sink *sink;
    struct ta_error *err;
    struct ta_message message;
    struct field field[FIELDS_MOST];
    size_t n;
};

static bool refuse(struct frame *f, enum ta_outcome outcome, const char *why,
                   const char *at)
{
    f->message.outcome = outcome;
    f->message.why = why;
    f->message.column = (size_t)(at - f->message.bytes.bytes) + 1;
    return false;
}

static bool is(struct ta_view view, const char *text)
{
    return strlen(text) == view.size &&
           (view.size == 0 || memcmp(view.bytes, text, view.size) == 0);
}

/* --- the frame ------------------------------------------------------------------------------ */

/* The register starts at ffff; each byte meets its upper half, unlike in CRC-16/MODBUS. */
static unsigned check_sum(struct ta_view bytes)
{
    unsigned sum = 0xffff;
    for (size_t i = 0; i < bytes.size; i++) {
        sum = (sum >> 8) ^ (unsigned char)bytes.bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xa001 : sum >> 1;
    }
    return sum;
}

/* Four digits to a base. @return false for anything else */
static bool four_digits(const char *at, unsigned base, unsigned *out)
{
    static const char digits[] = "0123456789ABCDEF0123456789abcdef";
    *out = 0;
    for (int i = 0; i < 4; i++) {
        const char *found = memchr(digits, at[i], sizeof digits - 1);
        if (found == NULL || (size_t)(found - digits) % 16 >= base) return false;
        *out = *out * base + (unsigned)((found - digits) % 16);
    }
    return true;
}

/* Take frame and check sum off. */
static bool open_frame(struct frame *f, struct ta_view *segment)
{
    struct ta_view all = f->message.bytes;
    unsigned size = 0, sum = 0;
    if (all.size > 0 && all.bytes[all.size - 1] == '\n') all.size--;
    if (all.size > 0 && all.bytes[all.size - 1] == '\r') all.size--;
    if (all.size < FRAME_AROUND || memcmp(all.bytes, "##", 2) != 0)
        return refuse(f, TA_BAD_SYNTAX, "no frame that begins with ##", all.bytes);
    if (!four_digits(all.bytes + 2, 10, &size) || size != all.size - FRAME_AROUND)
        return refuse(f, TA_BAD_SYNTAX, "not as long as the frame says", all.bytes + 2);
    *segment = (struct ta_view){all.bytes + 6, size};
    if (!four_digits(segment->bytes + size, 16, &sum) || sum != check_sum(*segment))
        return refuse(f, TA_BAD_CHECK, "its check sum is another",
                      segment->bytes + size);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)segment->bytes[i] < ' ')
            return refuse(f, TA_BAD_SYNTAX, "a control character", segment->bytes + i);
    return true;
}

/* --- fields --------------------------------------------------------------------------------- */

static bool add_field(struct frame *f, struct ta_view text, size_t group)
{
    const char *equals = memchr(text.bytes, '=', text.size);
    if (text.size == 0) return true;
    if (equals == NULL || equals == text.bytes)
        return refuse(f, TA_BAD_SYNTAX, "no NAME=VALUE", text.bytes);
    if (f->n == FIELDS_MOST)
        return refuse(f, TA_TOO_MANY, "more fields than a frame may have", text.bytes);
    size_t size = (size_t)(equals - text.bytes);
    f->field[f->n++] =
        (struct field){{text.bytes, size}, {equals + 1, text.size - size - 1}, group};
    return true;
}

/* NAME=VALUE,NAME=VALUE;NAME=VALUE */
static bool split(struct frame *f, struct ta_view text, size_t group)
{
    const char *begin = text.bytes, *end = text.bytes + text.size;
    for (const char *at = begin;; at++) {
        if (at < end && *at != ',' && *at != ';') continue;
        if (!add_field(f, (struct ta_view){begin, (size_t)(at - begin)}, group))
            return false;
        if (at == end) return true;
        group += *at == ';';
        begin = at + 1;
    }
}

/* The header, then what stands between "CP=&&" and "&&", the end. */
static bool split_segment(struct frame *f, struct ta_view segment)
{
    static const char opens[] = "CP=&&";
    const size_t open = sizeof opens - 1;
    const char *end = segment.bytes + segment.size, *at = segment.bytes;
    while ((size_t)(end - at) >= open && memcmp(at, opens, open) != 0) at++;
    if ((size_t)(end - at) < open + 2 || memcmp(end - 2, "&&", 2) != 0)
        return refuse(f, TA_BAD_SYNTAX, "no CP=&&...&&", segment.bytes);
    struct ta_view head = {segment.bytes, (size_t)(at - segment.bytes)};
    if (!split(f, head, 0)) return false;
    size_t header = f->n;
    return split(f, (struct ta_view){at + open, (size_t)(end - 2 - at) - open},
                 header + 1);
}

static const struct field *find(const struct frame *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (is(f->field[i].name, name)) return &f->field[i];
    return NULL;
}

static bool carries_readings(struct frame *f)
{
    const struct field *cn = find(f, "CN");
    if (cn != NULL && ta_mapping_command_ok(cn->value.bytes, cn->value.size))
        return true;
    return refuse(f, TA_NOT_UNDERSTOOD, "a command that carries no readings",
                  cn == NULL ? f->message.bytes.bytes : cn->value.bytes);
}

static bool check_twice(struct frame *f)
{
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = i + 1; k < f->n; k++)
            if (f->field[i].name.size == f->field[k].name.size &&
                memcmp(f->field[i].name.bytes, f->field[k].name.bytes,
                       f->field[i].name.size) == 0 &&
                f->field[k].group > 0)
                return refuse(f, TA_BAD_FIELD, "a field that stands twice",
                              f->field[k].name.bytes);
    return true;
}

/* --- readings ------------------------------------------------------------------------------- */

static void spoil(struct ta_sample *sample, enum ta_outcome outcome, const char *why)
{
    if (sample->outcome != TA_ACCEPTED) return;
    sample->outcome = outcome;
    sample->why = why;
}

/* The NAME of "NAME", or of "CN:NAME" in a frame of that command; NULL in others. */
static const char *name_in(const struct frame *f, const struct ta_place *place)
{
    char command[CN_MOST];
    const char *colon = strchr(place->text, ':');
    if (colon == NULL) return place->text;
    size_t size = (size_t)(colon - place->text);
    if (size >= sizeof command) return NULL;
    memcpy(command, place->text, size);
    command[size] = '\0';
    const struct field *cn = find(f, "CN");
    return cn != NULL && is(cn->value, command) ? colon + 1 : NULL;
}

/* NULL when the frame has none. */
static const struct field *field_at(const struct frame *f, const struct ta_place *place)
{
    const char *name = name_in(f, place);
    return name == NULL ? NULL : find(f, name);
}

/* Should a frame of this command have it? Without one in its place, what is measured now (Rtd) stands in frames of
 * now (2011) alone, and what is of a stretch of time in all others. */
static bool is_asked(const struct frame *f, const struct ta_place *place)
{
    static const char *const of_stretch[] = {"Avg", "Min", "Max", "Cou"};
    const char *name = name_in(f, place);
    if (name == NULL || name != place->text) return name != NULL;
    size_t size = strlen(name);
    const char *part = size < 3 ? name : name + size - 3;
    bool now = is(find(f, "CN")->value, "2011");
    if (strcmp(part, "Rtd") == 0) return now;
    for (size_t i = 0; i < sizeof of_stretch / sizeof *of_stretch; i++)
        if (strcmp(part, of_stretch[i]) == 0) return !now;
    return true;
}

static struct ta_view text_at(const struct frame *f, const struct ta_place *place)
{
    if (place->kind == TA_PLACE_FIXED)
        return (struct ta_view){place->text, strlen(place->text)};
    const struct field *field =
        place->kind == TA_PLACE_NAMED ? field_at(f, place) : NULL;
    return field == NULL ? (struct ta_view){"", 0} : field->value;
}

/* The mark beside a value: "a21026-Flag" of "a21026-Rtd". N is normal; S set by hand, T out of range;
 * F stopped, M maintenance, C calibration, D fault, B no connection. */
static enum ta_flag mark_of(const struct frame *f, const struct field *field)
{
    const char *dash = memchr(field->name.bytes, '-', field->name.size);
    size_t stem = dash == NULL ? field->name.size : (size_t)(dash - field->name.bytes);
    for (size_t i = 0; i < f->n; i++) {
        const struct field *other = &f->field[i];
        if (other->group != field->group || other->name.size != stem + 5 ||
            memcmp(other->name.bytes, field->name.bytes, stem) != 0 ||
            memcmp(other->name.bytes + stem, "-Flag", 5) != 0)
            continue;
        if (is(other->value, "N")) return TA_FLAG_NOT_EVALUATED;
        if (is(other->value, "S") || is(other->value, "T")) return TA_FLAG_SUSPECT;
        return TA_FLAG_FAIL;
    }
    return TA_FLAG_NOT_EVALUATED;
}

static void take_value(const struct ta_mapped *mapped, struct ta_view text,
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

static bool time_of(const struct frame *f, ta_time_us *out)
{
    char text[128];
    size_t size = 0;
    for (size_t i = 0; i < f->in->mapping->n_times; i++) {
        struct ta_view part = text_at(f, &f->in->mapping->time[i]);
        if (part.size == 0 || part.size + 1 > sizeof text - size) return false;
        if (i > 0) text[size++] = ' ';
        memcpy(text + size, part.bytes, part.size);
        size += part.size;
    }
    return ta_time_form_parse(&f->in->mapping->time_form, (struct ta_view){text, size},
                              out);
}

static bool has_any(const struct frame *f)
{
    const struct ta_mapping *m = f->in->mapping;
    for (size_t i = 0; i < m->n_readings; i++)
        if (field_at(f, &m->reading[i].at) != NULL) return true;
    return false;
}

/* A reading of a frame that has its field, or should have it. */
static void read_one(const struct frame *f, const struct ta_mapped *mapped, bool any,
                     struct ta_sample *sample)
{
    const struct field *field = field_at(f, &mapped->at);
    sample->device = text_at(f, &mapped->device);
    sample->name = text_at(f, &mapped->datastream);
    sample->unit = text_at(f, &mapped->unit);
    sample->unchecked = true;
    sample->none = !any;
    if (!any)
        ta_sample_spoil_at(sample, TA_BAD_FIELD,
                           "no field of the mapping is in the frame", &mapped->at);
    if (field == NULL) {
        ta_sample_spoil_at(sample, TA_ABSENT, "not in the frame", &mapped->at);
    } else {
        sample->mark = (uint8_t)mark_of(f, field);
        take_value(mapped, field->value, sample);
    }
    ta_sample_check_names(sample, mapped);
}

/* A frame may have some of the fields only; one that has none of those that a frame of its command should have is of
 * another form than the mapping says. */
static enum ta_status take_readings(struct frame *f)
{
    const struct ta_mapping *m = f->in->mapping;
    ta_time_us time = 0;
    bool timed = time_of(f, &time), any = has_any(f);
    size_t told = 0;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < m->n_readings && (any || told == 0); i++) {
        const struct ta_mapped *mapped = &m->reading[i];
        if (field_at(f, &mapped->at) == NULL && !is_asked(f, &mapped->at)) continue;
        struct ta_sample sample = ta_sample_blank;
        sample.record = ++told;
        sample.time = time;
        read_one(f, mapped, any, &sample);
        if (!timed) spoil(&sample, TA_BAD_TIME, "no time of the mapping's format");
        rc = f->sink->sample(f->sink->self, &sample, f->err);
    }
    return rc;
}

/* --- messages ------------------------------------------------------------------------------- */

static enum ta_status take_frame(struct frame *f, struct ta_view bytes, size_t line)
{
    struct ta_view segment;
    f->message =
        (struct ta_message){.why = "", .line = line, .column = 1, .bytes = bytes};
    f->n = 0;
    enum ta_status rc = TA_OK;
    if (bytes.size > f->in->limits.bytes)
        (void)refuse(f, TA_TOO_LONG, "longer than a message may be", bytes.bytes);
    else if (open_frame(f, &segment) && split_segment(f, segment) && check_twice(f) &&
             carries_readings(f))
        rc = take_readings(f);
    return rc == TA_OK ? f->sink->message(f->sink->self, &f->message, f->err) : rc;
}

/* In a file each line is a frame. */
static enum ta_status take_lines(struct frame *f)
{
    const struct ta_decode_input *in = f->in;
    const char *at = in->bytes, *end = in->bytes + in->size;
    bool more = in->carry != NULL && in->carry->more && in->size < in->limits.bytes;
    size_t line = in->carry == NULL ? 0 : in->carry->lines;
    enum ta_status rc = TA_OK;
    while (rc == TA_OK && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL && more) break;
        if (stop == NULL) stop = end;
        line++;
        size_t size = (size_t)(stop - at);
        if (size > 1 || (size == 1 && *at != '\r'))
            rc = take_frame(f, (struct ta_view){at, size}, line);
        at = stop + (stop < end);
    }
    if (in->carry != NULL) in->carry->used = (size_t)(at - in->bytes);
    return rc;
}

static enum ta_status decode(const struct ta_decode_input *in,
                             const struct ta_decode_sink *sink, struct ta_error *err)
{
    struct frame f = {.in = in, .sink = sink, .err = err};
    if (in->limits.many) return take_lines(&f);
    return take_frame(&f, (struct ta_view){in->bytes, in->size}, 1);
}

const struct ta_decoder ta_decoder_hj212 = {
    .id = "hj212",
    .summary = "HJ 212 frames, by a mapping; unchecked against the standard",
    .needs_mapping = true,
    .decode = decode,
};
