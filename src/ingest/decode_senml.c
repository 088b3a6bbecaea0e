/* SPDX-License-Identifier: Apache-2.0 */
/** @file decode_senml.c  SenML packs in JSON (RFC 8428).
 *
 *  [ {base fields and regular fields}, {...}, ... ]      labels as in senml.h */
#include <string.h>

#include "ingest/senml.h"

/* A pack, and where the scanner stands. */
struct pack {
    struct ta_senml s;
    struct ta_scan scan;
    const char *line_begin;
    size_t line; /* of line_begin, 1-based */
};

/* --- failing ---------------------------------------------------------------------------- */

/* The whole pack is refused. */
static bool refuse(struct pack *p, enum ta_outcome outcome, const char *why)
{
    if (p->scan.fault == TA_SCAN_OK) (void)ta_senml_refuse(&p->s, outcome, why);
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
    if (p->s.outcome != TA_ACCEPTED || p->scan.fault == TA_SCAN_OK) return;
    p->s.outcome = outcome[p->scan.fault];
    p->s.why = p->scan.why;
}

/* --- a record's members ------------------------------------------------------------------- */

static enum ta_senml_label short_label(char c)
{
    switch (c) {
    case 'n': return TA_SENML_N;
    case 'u': return TA_SENML_U;
    case 't': return TA_SENML_T;
    case 'v': return TA_SENML_V;
    case 's': return TA_SENML_S;
    default: return TA_SENML_UNKNOWN;
    }
}

static enum ta_senml_label base_label(char c)
{
    switch (c) {
    case 'n': return TA_SENML_BN;
    case 'u': return TA_SENML_BU;
    case 't': return TA_SENML_BT;
    case 'v': return TA_SENML_BV;
    case 's': return TA_SENML_BS;
    default: return TA_SENML_UNKNOWN;
    }
}

static enum ta_senml_label value_label(char c)
{
    return c == 's'   ? TA_SENML_VS
           : c == 'b' ? TA_SENML_VB
           : c == 'd' ? TA_SENML_VD
                      : TA_SENML_UNKNOWN;
}

static enum ta_senml_label pair_label(const char *c)
{
    if (c[0] == 'b') return base_label(c[1]);
    if (c[0] == 'v') return value_label(c[1]);
    return c[0] == 'u' && c[1] == 't' ? TA_SENML_UT : TA_SENML_UNKNOWN;
}

static enum ta_senml_label label_of(struct ta_view name)
{
    if (name.size == 1) return short_label(name.bytes[0]);
    if (name.size == 2) return pair_label(name.bytes);
    if (name.size == 4 && memcmp(name.bytes, "bver", 4) == 0) return TA_SENML_BVER;
    return TA_SENML_UNKNOWN;
}

static bool take_text(struct pack *p, struct ta_senml_text *out)
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

/* The usual label, "x": or "xy": where it is known, without a search. @return its value, or NULL */
static inline const char *usual_label(const char *at, const char *end,
                                      enum ta_senml_label *label)
{
    if (end - at < 5 || at[0] != '"') return NULL;
    if (at[2] == '"') {
        *label = short_label(at[1]);
        return *label != TA_SENML_UNKNOWN && at[3] == ':' ? at + 4 : NULL;
    }
    if (at[3] != '"') return NULL;
    *label = pair_label(at + 1);
    return *label != TA_SENML_UNKNOWN && at[4] == ':' ? at + 5 : NULL;
}

static bool take_label(struct pack *p, enum ta_senml_label *label, struct ta_view *name)
{
    (void)ta_scan_next(&p->scan);
    const char *value = usual_label(p->scan.at, p->scan.end, label);
    if (value != NULL) {
        p->scan.at = value;
    } else {
        if (!ta_scan_name(&p->scan, 0, name)) return false;
        *label = label_of(*name);
    }
    if (*label != TA_SENML_UNKNOWN && (p->s.seen & TA_SENML_BIT(*label)) != 0)
        return ta_scan_fail(&p->scan, TA_SCAN_SYNTAX,
                            "a name stands twice in an object");
    p->s.seen |= TA_SENML_BIT(*label);
    return true;
}

static bool take_member(struct pack *p)
{
    struct ta_view name = {0};
    enum ta_senml_label label;
    if (!take_label(p, &label, &name)) return false;
    switch (ta_senml_kind[label]) {
    case TA_SENML_TEXT: return take_text(p, &p->s.text[label]);
    case TA_SENML_NUMBER: return take_number(p, &p->s.number[label]);
    case TA_SENML_TRUTH: return take_truth(p, &p->s.truth);
    case TA_SENML_OTHER: return take_unknown(p, name);
    }
    return false;
}

static inline const char *usual_text(const char *at, const char *end,
                                     struct ta_senml_text *out)
{
    if (at == end || *at != '"') return NULL;
    const char *after = ta_scan_plain(at + 1, end);
    if (after == end || *after != '"') return NULL;
    *out = (struct ta_senml_text){{at + 1, (size_t)(after - at - 1)}, false};
    return after + 1;
}

/* The usual member: a known label, then a plain text or a short number, no blanks. @return the byte
 * behind it; NULL for any other, of which nothing is kept */
static inline const char *usual_member(struct pack *p, const char *at)
{
    const char *end = p->scan.end;
    enum ta_senml_label label;
    at = usual_label(at, end, &label);
    if (at == NULL || (p->s.seen & TA_SENML_BIT(label)) != 0) return NULL;
    if (ta_senml_kind[label] == TA_SENML_TEXT)
        at = usual_text(at, end, &p->s.text[label]);
    else if (ta_senml_kind[label] == TA_SENML_NUMBER)
        at = ta_decimal_usual(at, end, &p->s.number[label]);
    else
        return NULL;
    if (at != NULL) p->s.seen |= TA_SENML_BIT(label);
    return at;
}

/* Usual members as long as they follow each other, then one of any kind. */
static bool take_some(struct pack *p)
{
    const char *at = p->scan.at, *after;
    while ((after = usual_member(p, at)) != NULL && after < p->scan.end &&
           *after == ',')
        at = after + 1;
    p->scan.at = after != NULL ? after : at;
    return after != NULL || take_member(p);
}

static bool take_members(struct pack *p)
{
    struct ta_scan *scan = &p->scan;
    p->s.seen = 0;
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
        if (!take_some(p)) return false;
        if (ta_scan_next(scan) != ',') return ta_scan_take(scan, '}');
        scan->at++;
    }
}

/* --- packs ---------------------------------------------------------------------------------- */

static bool take_record(struct pack *p)
{
    return ta_senml_record(&p->s) && take_members(p) && ta_senml_resolve(&p->s);
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
    if (!p->s.in->limits.many) return ta_scan_finish(scan);
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

/* Does the window end before the pack surely does? Then more of it comes with the next one. */
static bool breaks_off(struct pack *p, const char *begin, bool good)
{
    const struct ta_scan *scan = &p->scan;
    if (p->s.in->carry == NULL || !p->s.in->carry->more) return false;
    if ((size_t)(scan->end - begin) >= p->s.in->limits.bytes) return false;
    if (good) return memchr(scan->at, '\n', (size_t)(scan->end - scan->at)) == NULL;
    return next_pack(scan->at, scan->end) == scan->end;
}

static enum ta_status end_pack(struct pack *p, const char *begin)
{
    struct ta_scan *scan = &p->scan;
    bool good = p->s.outcome == TA_ACCEPTED;
    if (breaks_off(p, begin, good)) {
        scan->at = begin;
        scan->end = begin; /* no more packs in this window */
        p->s.sink->drop(p->s.sink->self);
        return TA_OK;
    }
    struct ta_message message = {.outcome = p->s.outcome, .why = p->s.why};
    place(p, good ? begin : scan->at, &message);
    if (!good)
        scan->at = p->s.in->limits.many ? next_pack(scan->at, scan->end) : scan->end;
    message.bytes = (struct ta_view){begin, (size_t)(scan->at - begin)};
    return p->s.sink->message(p->s.sink->self, &message, p->s.err);
}

/* Longer than any pack may be, and more of it to come. */
static void judge_size(struct pack *p, const char *begin)
{
    const struct ta_scan *scan = &p->scan;
    bool cut = p->s.in->carry != NULL && p->s.in->carry->more && scan->at == scan->end;
    if (!cut || (size_t)(scan->end - begin) < p->s.in->limits.bytes) return;
    p->s.outcome = TA_TOO_LONG;
    p->s.why = "longer than a message may be";
}

static enum ta_status decode_pack(struct pack *p)
{
    const char *begin = p->scan.at;
    ta_senml_begin(&p->s);
    p->scan.fault = TA_SCAN_OK;
    p->scan.depth = 0;
    if (take_pack(p)) (void)take_end(p);
    if (p->s.status != TA_OK) return p->s.status;
    judge_fault(p);
    if (p->s.outcome != TA_ACCEPTED) judge_size(p, begin);
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
    p.s.in = in;
    p.s.sink = sink;
    p.s.err = err;
    p.s.status = TA_OK;
    p.s.binary = false;
    p.line_begin = in->bytes;
    p.line = 1 + (in->carry == NULL ? 0 : in->carry->lines);
    ta_scan_begin(&p.scan, in->bytes, in->size);
    enum ta_status rc = decode_pack(&p);
    while (rc == TA_OK && more_packs(&p.scan)) rc = decode_pack(&p);
    if (in->carry != NULL) in->carry->used = (size_t)(p.scan.at - in->bytes);
    return rc;
}

const struct ta_decoder ta_decoder_senml = {
    .id = "senml",
    .summary = "SenML packs in JSON (RFC 8428)",
    .needs_mapping = false,
    .decode = decode,
};
