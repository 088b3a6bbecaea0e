/* SPDX-License-Identifier: Apache-2.0 */
/** @file decode_senml.c  SenML packs in JSON (RFC 8428).
 *
 *  [ {base fields and regular fields}, {...}, ... ]
 *
 *  bn  base name     n  name          the name is bn n
 *  bt  base time     t  time          the time is bt + t; below 2^28 s it counts from now
 *  bu  base unit     u  unit          u, else bu
 *  bv  base value    v  value         bv + v;  or vs text, vb truth, vd bytes
 *  bs  base sum      s  sum           bs + s
 *  bver  version    ut  update time
 *
 *  A base field holds from its record on until another replaces it. Sections 4.1 to 4.6. */
#include <math.h>
#include <string.h>

#include "ingest/decode.h"

enum {
    VERSION_KNOWN = 10, /* section 4.4 */
    NAME_MOST = 255,
    UNIT_MOST = 64
};

/* Below it a time counts from now (section 4.5.3): 2^28 s. */
static const ta_time_us ABSOLUTE_FROM_US = INT64_C(268435456000000);

/* clang-format off */
enum label {
    BN, BT, BU, BV, BS, BVER, /* base fields */
    N, U, T, UT, V, VS, VB, VD, S,
    UNKNOWN, LABELS
};

enum kind { TEXT, NUMBER, TRUTH, OTHER };

static const enum kind kind_of[LABELS] = {
    [BN] = TEXT, [BT] = NUMBER, [BU] = TEXT, [BV] = NUMBER, [BS] = NUMBER, [BVER] = NUMBER,
    [N] = TEXT, [U] = TEXT, [T] = NUMBER, [UT] = NUMBER, [V] = NUMBER, [VS] = TEXT,
    [VB] = TRUTH, [VD] = TEXT, [S] = NUMBER, [UNKNOWN] = OTHER,
};
/* clang-format on */
#define BIT(label) (1U << (label))
enum {
    REGULAR = BIT(N) | BIT(U) | BIT(T) | BIT(UT) | BIT(V) | BIT(VS) | BIT(VB) |
              BIT(VD) | BIT(S),
    VALUES = BIT(V) | BIT(VS) | BIT(VB) | BIT(VD)
};

/* A text as it stands in the payload. */
struct raw {
    struct ta_view view;
    bool escaped;
};

struct pack {
    const struct ta_decode_input *in;
    const struct ta_decode_sink *sink;
    struct ta_error *err;
    enum ta_status status; /* of the sink */
    enum ta_outcome outcome;
    const char *why;
    struct ta_scan scan;
    const char *line_begin;
    size_t line; /* of line_begin, 1-based */
    size_t record;
    unsigned base, seen;              /* labels in force; labels of this record */
    struct raw text[LABELS];          /* of labels in base or seen */
    struct ta_decimal number[LABELS]; /* likewise */
    bool truth;                       /* vb */
    int64_t version;
    bool base_fits, base_legal, base_in_time;
    size_t base_size; /* of the base name, at the beginning of name */
    ta_time_us base_us;
    char name[NAME_MOST + 1], unit[UNIT_MOST];
};

/* --- failing ---------------------------------------------------------------------------- */

/* The whole pack is refused. */
static bool refuse(struct pack *p, enum ta_outcome outcome, const char *why)
{
    if (p->outcome == TA_ACCEPTED && p->scan.fault == TA_SCAN_OK) {
        p->outcome = outcome;
        p->why = why;
    }
    return false;
}

static void judge_fault(struct pack *p)
{
    static const enum ta_outcome outcome[] = {
        [TA_SCAN_OK] = TA_ACCEPTED,
        [TA_SCAN_SYNTAX] = TA_BAD_SYNTAX,
        [TA_SCAN_DEEP] = TA_TOO_DEEP,
        [TA_SCAN_LONG] = TA_TOO_LONG,
    };
    if (p->outcome != TA_ACCEPTED || p->scan.fault == TA_SCAN_OK) return;
    p->outcome = outcome[p->scan.fault];
    p->why = p->scan.why;
}

/* --- a record's members ------------------------------------------------------------------- */

static enum label short_label(char c)
{
    switch (c) {
    case 'n': return N;
    case 'u': return U;
    case 't': return T;
    case 'v': return V;
    case 's': return S;
    default: return UNKNOWN;
    }
}

static enum label base_label(char c)
{
    switch (c) {
    case 'n': return BN;
    case 'u': return BU;
    case 't': return BT;
    case 'v': return BV;
    case 's': return BS;
    default: return UNKNOWN;
    }
}

static enum label value_label(char c)
{
    return c == 's' ? VS : c == 'b' ? VB : c == 'd' ? VD : UNKNOWN;
}

static enum label label_of(struct ta_view name)
{
    const char *c = name.bytes;
    if (name.size == 1) return short_label(c[0]);
    if (name.size == 4 && memcmp(c, "bver", 4) == 0) return BVER;
    if (name.size != 2) return UNKNOWN;
    if (c[0] == 'b') return base_label(c[1]);
    if (c[0] == 'v') return value_label(c[1]);
    return c[0] == 'u' && c[1] == 't' ? UT : UNKNOWN;
}

static bool take_text(struct pack *p, struct raw *out)
{
    if (ta_scan_next(&p->scan) != '"')
        return refuse(p, TA_BAD_FIELD, "a field that must be text is none");
    return ta_scan_string(&p->scan, &out->view, &out->escaped);
}

static bool take_number(struct pack *p, struct ta_decimal *out)
{
    char c = ta_scan_next(&p->scan);
    if (c == '"' || c == '{' || c == '[' || c == 't' || c == 'f' || c == 'n')
        return refuse(p, TA_BAD_FIELD, "a field that must be a number is none");
    return ta_scan_number(&p->scan, out);
}

static bool take_truth(struct pack *p, bool *out)
{
    char c = ta_scan_next(&p->scan);
    if (c != 't' && c != 'f')
        return refuse(p, TA_BAD_FIELD, "vb must be true or false");
    return ta_scan_bool(&p->scan, out);
}

/* Section 4.4: a label that ends in '_' must be understood or the pack be refused. */
static bool take_unknown(struct pack *p, struct ta_view name)
{
    if (name.size > 0 && name.bytes[name.size - 1] == '_')
        return refuse(p, TA_NOT_UNDERSTOOD, "a label that ends in _ is not known here");
    return ta_scan_skip(&p->scan);
}

/* The usual case without a search: "x": or "xy": with a label that is known. */
static enum label peek_label(struct ta_scan *scan)
{
    const char *at = scan->at;
    size_t left = (size_t)(scan->end - at);
    size_t size = left > 3 && at[2] == '"' ? 1 : left > 4 && at[3] == '"' ? 2 : 0;
    if (size == 0 || at[0] != '"') return UNKNOWN;
    enum label label = label_of((struct ta_view){at + 1, size});
    if (label == UNKNOWN || at[size + 2] != ':') return UNKNOWN;
    scan->at = at + size + 3;
    return label;
}

static bool take_label(struct pack *p, enum label *label, struct ta_view *name)
{
    (void)ta_scan_next(&p->scan);
    *label = peek_label(&p->scan);
    if (*label == UNKNOWN) {
        if (!ta_scan_name(&p->scan, 0, name)) return false;
        *label = label_of(*name);
    }
    if (*label != UNKNOWN && (p->seen & BIT(*label)) != 0)
        return ta_scan_fail(&p->scan, TA_SCAN_SYNTAX,
                            "a name stands twice in an object");
    p->seen |= BIT(*label);
    return true;
}

static bool take_member(struct pack *p)
{
    struct ta_view name = {0};
    enum label label;
    if (!take_label(p, &label, &name)) return false;
    switch (kind_of[label]) {
    case TEXT: return take_text(p, &p->text[label]);
    case NUMBER: return take_number(p, &p->number[label]);
    case TRUTH: return take_truth(p, &p->truth);
    case OTHER: return take_unknown(p, name);
    }
    return false;
}

static bool take_members(struct pack *p)
{
    struct ta_scan *scan = &p->scan;
    p->seen = 0;
    if (ta_scan_next(scan) != '{')
        return refuse(p, scan->at < scan->end ? TA_BAD_FIELD : TA_BAD_SYNTAX,
                      scan->at < scan->end ? "a record must be an object" : "cut off");
    scan->at++;
    scan->n_names = scan->escaped_used = 0;
    if (ta_scan_next(scan) == '}') {
        scan->at++;
        return true;
    }
    for (;;) {
        if (!take_member(p)) return false;
        if (ta_scan_next(scan) != ',') return ta_scan_take(scan, '}');
        scan->at++;
    }
}

/* --- what a record resolves to (section 4.6) ------------------------------------------------ */

/* One version through the pack, and none newer than ours. */
static bool check_version(struct pack *p)
{
    int64_t version = VERSION_KNOWN;
    if ((p->seen & BIT(BVER)) != 0) {
        if (!p->number[BVER].whole || p->number[BVER].negative ||
            p->number[BVER].mantissa == 0)
            return refuse(p, TA_BAD_FIELD, "bver must be a whole number above 0");
        if (p->number[BVER].mantissa > VERSION_KNOWN)
            return refuse(p, TA_BAD_VERSION, "the pack is of a newer version");
        version = (int64_t)p->number[BVER].mantissa;
    } else if (p->record > 1) {
        return true;
    }
    if (p->record > 1 && version != p->version)
        return refuse(p, TA_BAD_VERSION, "the version changes within the pack");
    p->version = version;
    return true;
}

/* Append what @p raw means to @p to, which has room for @p room bytes. */
static bool append(const struct raw *raw, char *to, size_t room, size_t *size)
{
    size_t more = raw->view.size;
    if (raw->escaped) {
        if (!ta_scan_unescape(raw->view, to + *size, room - *size, &more)) return false;
    } else {
        if (more > room - *size) return false;
        memcpy(to + *size, raw->view.bytes, more);
    }
    *size += more;
    return true;
}

/* Section 4.5.1: letters, digits and - : . / _, the first a letter or digit. */
static bool name_bytes_ok(const char *name, size_t size)
{
    static const uint64_t legal[] = {UINT64_C(0x07FFE00000000000),
                                     UINT64_C(0x07FFFFFE87FFFFFE)};
    uint64_t all = 1;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)name[i];
        all &= legal[c >> 6 & 1] >> (c & 63) & (c < 128);
    }
    return all == 1;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* The base fields of this record come into force. */
static void set_base(struct pack *p)
{
    p->base |= p->seen & ~(unsigned)REGULAR;
    if ((p->seen & BIT(BN)) != 0) {
        p->base_size = 0;
        p->base_fits = append(&p->text[BN], p->name, NAME_MOST, &p->base_size);
        p->base_legal = name_bytes_ok(p->name, p->base_size);
    }
    if ((p->seen & BIT(BT)) != 0)
        p->base_in_time = ta_decimal_us(&p->number[BT], &p->base_us);
}

/* The first thing that is wrong with a sample stays. */
static void spoil(struct ta_sample *sample, enum ta_outcome outcome, const char *why)
{
    if (sample->outcome != TA_ACCEPTED) return;
    sample->outcome = outcome;
    sample->why = why;
}

static void resolve_name(struct pack *p, struct ta_sample *sample)
{
    size_t size = p->base_size;
    bool fits = p->base_fits;
    if ((p->seen & BIT(N)) != 0)
        fits = fits && append(&p->text[N], p->name, NAME_MOST, &size);
    sample->name = (struct ta_view){p->name, size};
    if (!fits)
        spoil(sample, TA_TOO_LONG, "a name of more than 255 bytes");
    else if (size == 0)
        spoil(sample, TA_BAD_NAME, "no name");
    else if (!p->base_legal || !is_letter_or_digit(p->name[0]) ||
             !name_bytes_ok(p->name + p->base_size, size - p->base_size))
        spoil(sample, TA_BAD_NAME, "an illegal byte in a name");
}

static void resolve_unit(struct pack *p, struct ta_sample *sample)
{
    unsigned own = p->seen & BIT(U);
    if (own == 0 && (p->base & BIT(BU)) == 0) return;
    const struct raw *raw = &p->text[own != 0 ? U : BU];
    sample->unit = raw->view;
    if (!raw->escaped) return;
    size_t size = 0;
    if (!append(raw, p->unit, UNIT_MOST, &size))
        spoil(sample, TA_TOO_LONG, "a unit of more than 64 bytes");
    sample->unit = (struct ta_view){p->unit, size};
}

static void resolve_time(const struct pack *p, struct ta_sample *sample)
{
    ta_time_us time = 0;
    if (!p->base_in_time ||
        ((p->seen & BIT(T)) != 0 && !ta_decimal_us(&p->number[T], &time))) {
        spoil(sample, TA_BAD_TIME, "a time out of all bounds");
        return;
    }
    sample->time = p->base_us + time;
    sample->relative = sample->time < ABSOLUTE_FROM_US;
    if (!sample->relative) return;
    if (p->in->received == TA_TIME_NONE)
        spoil(sample, TA_NO_CLOCK,
              "the time counts from a receipt that nobody wrote down");
    else
        sample->time += p->in->received;
}

/* base + own, of which at least one is there. */
static void resolve_sum(bool has_base, const struct ta_decimal *base, bool has_own,
                        const struct ta_decimal *own, struct ta_sample *sample,
                        double *out)
{
    bool ok = has_base && has_own ? ta_decimal_sum(base, own, out)
                                  : ta_decimal_f64(has_base ? base : own, out);
    if (ok) return;
    *out = NAN;
    spoil(sample, TA_BAD_VALUE, "a value beyond the largest double");
}

/* base64url without padding (RFC 4648, section 5), no bits left over. */
static bool base64url_ok(struct ta_view text)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static const unsigned spare[] = {0, 63, 15,
                                     3}; /* bits of the last letter, by size % 4 */
    unsigned last = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *found = memchr(alphabet, text.bytes[i], 64);
        if (found == NULL) return false;
        last = (unsigned)(found - alphabet);
    }
    return text.size % 4 != 1 && (last & spare[text.size % 4]) == 0;
}

static void resolve_value(const struct pack *p, struct ta_sample *sample)
{
    bool base = (p->base & BIT(BV)) != 0, own = (p->seen & BIT(V)) != 0;
    bool sums = (p->base & BIT(BS)) != 0 || (p->seen & BIT(S)) != 0;
    if (sums)
        resolve_sum((p->base & BIT(BS)) != 0, &p->number[BS], (p->seen & BIT(S)) != 0,
                    &p->number[S], sample, &sample->sum);
    if ((p->seen & BIT(VB)) != 0) {
        sample->kind = TA_SAMPLE_BOOL;
        sample->value = p->truth;
    } else if ((p->seen & BIT(VS)) != 0) {
        sample->kind = TA_SAMPLE_TEXT;
        sample->text = p->text[VS].view;
    } else if ((p->seen & BIT(VD)) != 0) {
        sample->kind = TA_SAMPLE_DATA;
        sample->text = p->text[VD].view;
        if (p->text[VD].escaped || !base64url_ok(sample->text))
            spoil(sample, TA_BAD_FIELD, "vd is no base64url without padding");
    } else if (base || own) {
        resolve_sum(base, &p->number[BV], own, &p->number[V], sample, &sample->value);
    } else if (sums) {
        sample->kind = TA_SAMPLE_SUM;
    } else {
        spoil(sample, TA_NO_VALUE, "a record without value and sum");
    }
}

static bool only_one(unsigned bits)
{
    return (bits & (bits - 1)) == 0;
}

static bool resolve(struct pack *p)
{
    set_base(p);
    if (!check_version(p)) return false;
    if (!only_one(p->seen & VALUES))
        return refuse(p, TA_BAD_FIELD, "more than one of v, vs, vb and vd");
    if ((p->seen & REGULAR) == 0) return true; /* only sets base fields */

    struct ta_sample sample = {
        .why = "", .record = p->record, .value = NAN, .sum = NAN};
    resolve_name(p, &sample);
    resolve_unit(p, &sample);
    resolve_time(p, &sample);
    resolve_value(p, &sample);
    p->status = p->sink->sample(p->sink->self, &sample, p->err);
    return p->status == TA_OK;
}

/* --- packs ---------------------------------------------------------------------------------- */

static bool take_record(struct pack *p)
{
    if (p->record == p->in->limits.records)
        return refuse(p, TA_TOO_MANY, "more records than a pack may have");
    p->record++;
    return take_members(p) && resolve(p);
}

static bool take_pack(struct pack *p)
{
    struct ta_scan *scan = &p->scan;
    if (ta_scan_next(scan) != '[') {
        bool object = ta_scan_next(scan) == '{';
        return refuse(p, object ? TA_BAD_FIELD : TA_BAD_SYNTAX,
                      "a pack must be an array");
    }
    scan->at++;
    if (ta_scan_next(scan) == ']') return refuse(p, TA_BAD_FIELD, "an empty pack");
    for (;;) {
        if (!take_record(p)) return false;
        if (ta_scan_next(scan) != ',') return ta_scan_take(scan, ']');
        scan->at++;
    }
}

/* Behind a pack comes the end of all, or of the line where there may be more. */
static bool take_end(struct pack *p)
{
    struct ta_scan *scan = &p->scan;
    if (!p->in->limits.many) return ta_scan_finish(scan);
    const char *line = memchr(scan->at, '\n', (size_t)(scan->end - scan->at));
    const char *end = scan->end;
    if (line != NULL) scan->end = line;
    bool ok = ta_scan_finish(scan);
    scan->end = end;
    return ok;
}

/* Where a broken pack ends, if more may follow: before a line that begins with '['. */
static const char *next_pack(const char *at, const char *end)
{
    while (at < end) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        if (line == NULL || line + 1 == end) return end;
        if (line[1] == '[') return line + 1;
        at = line + 1;
    }
    return end;
}

/* Line and column of @p at, which never lies before the one asked for last. */
static void place(struct pack *p, const char *at, struct ta_message *message)
{
    for (;;) {
        const char *end = memchr(p->line_begin, '\n', (size_t)(at - p->line_begin));
        if (end == NULL) break;
        p->line++;
        p->line_begin = end + 1;
    }
    message->line = p->line;
    message->column = (size_t)(at - p->line_begin) + 1;
}

static enum ta_status end_pack(struct pack *p, const char *begin)
{
    struct ta_scan *scan = &p->scan;
    struct ta_message message = {.outcome = p->outcome, .why = p->why};
    bool good = p->outcome == TA_ACCEPTED;
    place(p, good ? begin : scan->at, &message);
    if (!good)
        scan->at = p->in->limits.many ? next_pack(scan->at, scan->end) : scan->end;
    message.bytes = (struct ta_view){begin, (size_t)(scan->at - begin)};
    return p->sink->message(p->sink->self, &message, p->err);
}

static enum ta_status decode_pack(struct pack *p)
{
    const char *begin = p->scan.at;
    p->outcome = TA_ACCEPTED;
    p->why = "";
    p->record = 0;
    p->base = 0;
    p->base_fits = p->base_legal = p->base_in_time = true;
    p->base_size = 0;
    p->base_us = 0;
    p->scan.fault = TA_SCAN_OK;
    p->scan.depth = 0;
    if (take_pack(p)) (void)take_end(p);
    if (p->status != TA_OK) return p->status;
    judge_fault(p);
    return end_pack(p, begin);
}

/* A single pack has used up everything. */
static bool more_packs(struct ta_scan *scan)
{
    (void)ta_scan_next(scan);
    return scan->at < scan->end;
}

static enum ta_status decode(const struct ta_decode_input *in,
                             const struct ta_decode_sink *sink, struct ta_error *err)
{
    struct pack p; /* not cleared as a whole: its tables are larger than most packs */
    if (in->size > in->limits.bytes) {
        struct ta_message whole = {.outcome = TA_TOO_LONG,
                                   .why = "longer than a message may be",
                                   .line = 1,
                                   .column = 1,
                                   .bytes = {in->bytes, in->size}};
        return sink->message(sink->self, &whole, err);
    }
    p.in = in;
    p.sink = sink;
    p.err = err;
    p.status = TA_OK;
    p.line_begin = in->bytes;
    p.line = 1;
    ta_scan_begin(&p.scan, in->bytes, in->size);
    enum ta_status rc = decode_pack(&p);
    while (rc == TA_OK && more_packs(&p.scan)) rc = decode_pack(&p);
    return rc;
}

const struct ta_decoder ta_decoder_senml = {
    .id = "senml",
    .summary = "SenML packs in JSON (RFC 8428)",
    .needs_mapping = false,
    .decode = decode,
};
