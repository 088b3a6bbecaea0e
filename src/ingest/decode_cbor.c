/* SPDX-License-Identifier: Apache-2.0 */
/** @file decode_cbor.c  SenML packs in CBOR (RFC 8428, section 6).
 *
 *  [ {label: value, ...}, ... ]      whole packs may follow each other in a file (RFC 8742)
 *
 *  bver -1  bn -2  bt -3  bu -4  bv -5  bs -6      n 0  u 1  v 2  vs 3  vb 4  s 5  t 6  ut 7  vd 8
 *
 *  A number is an integer, a float, or a decimal fraction (tag 4). Floats mean their shortest
 *  digits, so that 23.1 from CBOR is 23.1 from JSON. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ingest/cbor_item.h"
#include "ingest/senml.h"

enum { TAG_DECIMAL = 4, TAG_BIGFLOAT = 5, EXPONENT_MOST = 400, DIGITS = 48 };

struct pack {
    struct ta_senml s;
    struct ta_cbor in;
    char digits[TA_SENML_LABELS][DIGITS]; /* of numbers in base or seen */
};

static bool refuse(struct pack *p, enum ta_outcome outcome, const char *why)
{
    return ta_senml_refuse(&p->s, outcome, why);
}

/* --- numbers -------------------------------------------------------------------------------- */

/* -1 - n; the least one has no place in 64 bits. */
static void write_negative(uint64_t n, char *out, size_t room)
{
    if (n == UINT64_MAX)
        (void)snprintf(out, room, "-18446744073709551616");
    else
        (void)snprintf(out, room, "-%" PRIu64, n + 1);
}

static bool write_integer(const struct ta_cbor_item *item, char *out, size_t room)
{
    if (item->kind == TA_CBOR_UINT)
        (void)snprintf(out, room, "%" PRIu64, item->n);
    else if (item->kind == TA_CBOR_NEGATIVE)
        write_negative(item->n, out, room);
    else
        return false;
    return true;
}

/* [exponent, mantissa] behind tag 4 (RFC 8949, section 3.4.4). */
static bool write_fraction(struct pack *p, char *out, size_t room)
{
    struct ta_cbor_item item;
    char exponent[24], mantissa[24];
    if (ta_cbor_next(&p->in, &item) != TA_CBOR_ARRAY || item.n != 2)
        return refuse(p, TA_BAD_FIELD, "a decimal fraction that is no pair");
    (void)ta_cbor_next(&p->in, &item);
    bool near = item.n <= EXPONENT_MOST;
    if (!write_integer(&item, exponent, sizeof exponent))
        return refuse(p, TA_BAD_FIELD, "a decimal fraction without exponent");
    (void)ta_cbor_next(&p->in, &item);
    if (!write_integer(&item, mantissa, sizeof mantissa))
        return refuse(p, TA_BAD_FIELD, "a decimal fraction of a big number");
    if (!near) return refuse(p, TA_BAD_VALUE, "an exponent out of all bounds");
    (void)snprintf(out, room, "%se%s", mantissa, exponent);
    return true;
}

static bool write_float(struct pack *p, double value, char *out)
{
    if (!isfinite(value)) return refuse(p, TA_BAD_VALUE, "no finite number");
    ta_format_f64(value, out);
    return true;
}

static bool take_number(struct pack *p, enum ta_senml_label label,
                        const struct ta_cbor_item *item)
{
    char *digits = p->digits[label];
    bool ok = false;
    if (item->kind == TA_CBOR_FLOAT)
        ok = write_float(p, item->f, digits);
    else if (item->kind == TA_CBOR_TAG && item->n == TAG_DECIMAL)
        ok = write_fraction(p, digits, DIGITS);
    else
        ok = write_integer(item, digits, DIGITS);
    if (!ok) return refuse(p, TA_BAD_FIELD, "a field that must be a number is none");
    const char *end = digits + strlen(digits);
    return ta_decimal_scan(digits, end, &p->s.number[label]) == end ||
           refuse(p, TA_BAD_FIELD, "a number that is none");
}

/* --- records -------------------------------------------------------------------------------- */

static enum ta_senml_label label_of(const struct ta_cbor_item *key)
{
    static const enum ta_senml_label regular[] = {
        TA_SENML_N, TA_SENML_U, TA_SENML_V,  TA_SENML_VS, TA_SENML_VB,
        TA_SENML_S, TA_SENML_T, TA_SENML_UT, TA_SENML_VD};
    static const enum ta_senml_label base[] = {TA_SENML_BVER, TA_SENML_BN, TA_SENML_BT,
                                               TA_SENML_BU,   TA_SENML_BV, TA_SENML_BS};
    if (key->kind == TA_CBOR_UINT && key->n < sizeof regular / sizeof *regular)
        return regular[key->n];
    if (key->kind == TA_CBOR_NEGATIVE && key->n < sizeof base / sizeof *base)
        return base[key->n];
    return TA_SENML_UNKNOWN;
}

static bool take_text(struct pack *p, enum ta_senml_label label,
                      const struct ta_cbor_item *item)
{
    enum ta_cbor_kind want = label == TA_SENML_VD ? TA_CBOR_BYTES : TA_CBOR_TEXT;
    p->s.text[label] = (struct ta_senml_text){item->view, false};
    return item->kind == want ||
           refuse(p, TA_BAD_FIELD, "a field that must be text or bytes is none");
}

static bool take_unknown(struct pack *p, const struct ta_cbor_item *key,
                         const struct ta_cbor_item *item)
{
    if (key->kind == TA_CBOR_TEXT && key->view.size > 0 &&
        key->view.bytes[key->view.size - 1] == '_')
        return refuse(p, TA_NOT_UNDERSTOOD, "a label that ends in _ is not known here");
    if (key->kind != TA_CBOR_TEXT && key->kind != TA_CBOR_UINT &&
        key->kind != TA_CBOR_NEGATIVE)
        return refuse(p, TA_BAD_FIELD, "a label that is neither a number nor text");
    return ta_cbor_skip(&p->in, item);
}

/* Tags say how a value may be shown; only those that change a number's meaning matter. */
static bool next_value(struct pack *p, struct ta_cbor_item *item)
{
    enum ta_cbor_kind kind = ta_cbor_next(&p->in, item);
    for (int i = 0; kind == TA_CBOR_TAG && item->n != TAG_DECIMAL &&
                    item->n != TAG_BIGFLOAT && i < TA_SCAN_DEPTH;
         i++)
        kind = ta_cbor_next(&p->in, item);
    return kind != TA_CBOR_NONE && kind != TA_CBOR_BREAK;
}

static bool take_member(struct pack *p, const struct ta_cbor_item *key)
{
    struct ta_cbor_item item;
    enum ta_senml_label label = label_of(key);
    if (!next_value(p, &item)) return false;
    if (label != TA_SENML_UNKNOWN && (p->s.seen & TA_SENML_BIT(label)) != 0)
        return refuse(p, TA_BAD_SYNTAX, "a label stands twice in a record");
    p->s.seen |= TA_SENML_BIT(label);
    switch (ta_senml_kind[label]) {
    case TA_SENML_TEXT: return take_text(p, label, &item);
    case TA_SENML_NUMBER: return take_number(p, label, &item);
    case TA_SENML_TRUTH:
        p->s.truth = item.n == 1;
        return item.kind == TA_CBOR_BOOL ||
               refuse(p, TA_BAD_FIELD, "vb must be true or false");
    case TA_SENML_OTHER: return take_unknown(p, key, &item);
    }
    return false;
}

static bool take_members(struct pack *p, const struct ta_cbor_item *map)
{
    for (uint64_t i = 0; i < map->n; i++) {
        struct ta_cbor_item key;
        enum ta_cbor_kind kind = ta_cbor_next(&p->in, &key);
        if (kind == TA_CBOR_BREAK && map->indefinite) return true;
        if (kind == TA_CBOR_NONE || kind == TA_CBOR_BREAK) return false;
        if (!take_member(p, &key)) return false;
    }
    return true;
}

static bool take_pack(struct pack *p)
{
    struct ta_cbor_item pack, record;
    enum ta_cbor_kind kind = ta_cbor_next(&p->in, &pack);
    if (kind == TA_CBOR_NONE) return false;
    if (kind != TA_CBOR_ARRAY)
        return refuse(p, TA_BAD_FIELD, "a pack must be an array");
    for (uint64_t i = 0; i < pack.n; i++) {
        kind = ta_cbor_next(&p->in, &record);
        if (kind == TA_CBOR_BREAK && pack.indefinite) break;
        if (kind == TA_CBOR_NONE) return false;
        if (kind != TA_CBOR_MAP)
            return refuse(p, TA_BAD_FIELD, "a record must be a map");
        if (!ta_senml_record(&p->s) || !take_members(p, &record) ||
            !ta_senml_resolve(&p->s))
            return false;
    }
    return p->s.record > 0 || refuse(p, TA_BAD_FIELD, "an empty pack");
}

/* --- packs ---------------------------------------------------------------------------------- */

/* The bytes may end within a pack because more of them come. */
static bool breaks_off(const struct pack *p, const uint8_t *begin)
{
    const struct ta_decode_input *in = p->s.in;
    return p->in.cut && in->carry != NULL && in->carry->more &&
           (size_t)(p->in.end - begin) < in->limits.bytes;
}

/* What the reader itself found wrong, unless a record was refused before. */
static void judge(struct pack *p, bool good, const uint8_t *begin)
{
    bool deep = p->in.why != NULL && strcmp(p->in.why, "nested too deep") == 0;
    size_t size = (size_t)(p->in.at - begin);
    if (p->in.why != NULL)
        (void)refuse(p, deep ? TA_TOO_DEEP : TA_BAD_SYNTAX, p->in.why);
    else if (!good)
        (void)refuse(p, TA_BAD_SYNTAX, "cut off");
    else if (size > p->s.in->limits.bytes)
        (void)refuse(p, TA_TOO_LONG, "longer than a message may be");
    else if (!p->s.in->limits.many && p->in.at != p->in.end)
        (void)refuse(p, TA_BAD_SYNTAX, "bytes stand behind the pack");
}

/* Where a broken pack ends nobody can tell: it takes the rest along. */
static enum ta_status decode_pack(struct pack *p)
{
    const uint8_t *begin = p->in.at;
    ta_senml_begin(&p->s);
    bool good = take_pack(p);
    if (p->s.status != TA_OK) return p->s.status;
    if (breaks_off(p, begin)) {
        p->in.at = p->in.end = begin;
        p->s.sink->drop(p->s.sink->self);
        return TA_OK;
    }
    judge(p, good, begin);
    struct ta_message message = {.outcome = p->s.outcome,
                                 .why = p->s.why,
                                 .line = 1,
                                 .column = (size_t)(p->in.at - begin) + 1};
    if (p->s.outcome == TA_ACCEPTED)
        message.column = 1;
    else
        p->in.at = p->in.end;
    message.bytes = (struct ta_view){(const char *)begin, (size_t)(p->in.at - begin)};
    return p->s.sink->message(p->s.sink->self, &message, p->s.err);
}

static enum ta_status decode(const struct ta_decode_input *in,
                             const struct ta_decode_sink *sink, struct ta_error *err)
{
    struct pack p; /* not cleared as a whole: its tables are larger than most packs */
    if (!in->limits.many && in->size > in->limits.bytes) {
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
    p.s.binary = true;
    p.in = (struct ta_cbor){.at = (const uint8_t *)in->bytes};
    p.in.end = p.in.at + in->size;
    enum ta_status rc = in->size > 0 || !in->limits.many ? decode_pack(&p) : TA_OK;
    while (rc == TA_OK && p.in.at < p.in.end) rc = decode_pack(&p);
    if (in->carry != NULL)
        in->carry->used = (size_t)(p.in.at - (const uint8_t *)in->bytes);
    return rc;
}

const struct ta_decoder ta_decoder_cbor = {
    .id = "cbor",
    .summary = "SenML packs in CBOR (RFC 8428)",
    .needs_mapping = false,
    .decode = decode,
};
