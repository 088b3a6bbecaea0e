/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/senml.h"

#include <math.h>
#include <string.h>

enum { VERSION_KNOWN = 10 /* section 4.4 */ };

/* Below it a time counts from now (section 4.5.3): 2^28 s. */
static const ta_time_us ABSOLUTE_FROM_US = INT64_C(268435456000000);

/* clang-format off */
const enum ta_senml_kind ta_senml_kind[TA_SENML_LABELS] = {
    [TA_SENML_BN] = TA_SENML_TEXT, [TA_SENML_BT] = TA_SENML_NUMBER, [TA_SENML_BU] = TA_SENML_TEXT, [TA_SENML_BV] = TA_SENML_NUMBER, [TA_SENML_BS] = TA_SENML_NUMBER, [TA_SENML_BVER] = TA_SENML_NUMBER,
    [TA_SENML_N] = TA_SENML_TEXT, [TA_SENML_U] = TA_SENML_TEXT, [TA_SENML_T] = TA_SENML_NUMBER, [TA_SENML_UT] = TA_SENML_NUMBER, [TA_SENML_V] = TA_SENML_NUMBER, [TA_SENML_VS] = TA_SENML_TEXT,
    [TA_SENML_VB] = TA_SENML_TRUTH, [TA_SENML_VD] = TA_SENML_TEXT, [TA_SENML_S] = TA_SENML_NUMBER, [TA_SENML_UNKNOWN] = TA_SENML_OTHER,
};
/* clang-format on */
enum {
    REGULAR = TA_SENML_BIT(TA_SENML_N) | TA_SENML_BIT(TA_SENML_U) |
              TA_SENML_BIT(TA_SENML_T) | TA_SENML_BIT(TA_SENML_UT) |
              TA_SENML_BIT(TA_SENML_V) | TA_SENML_BIT(TA_SENML_VS) |
              TA_SENML_BIT(TA_SENML_VB) | TA_SENML_BIT(TA_SENML_VD) |
              TA_SENML_BIT(TA_SENML_S),
    VALUES = TA_SENML_BIT(TA_SENML_V) | TA_SENML_BIT(TA_SENML_VS) |
             TA_SENML_BIT(TA_SENML_VB) | TA_SENML_BIT(TA_SENML_VD)
};

bool ta_senml_refuse(struct ta_senml *pack, enum ta_outcome outcome, const char *why)
{
    if (pack->outcome == TA_ACCEPTED) {
        pack->outcome = outcome;
        pack->why = why;
    }
    return false;
}

void ta_senml_begin(struct ta_senml *pack)
{
    pack->outcome = TA_ACCEPTED;
    pack->why = "";
    pack->record = 0;
    pack->base = pack->seen = 0;
    pack->base_fits = pack->base_legal = pack->base_in_time = true;
    pack->base_size = 0;
    pack->base_us = 0;
}

bool ta_senml_record(struct ta_senml *pack)
{
    if (pack->record == pack->in->limits.records)
        return ta_senml_refuse(pack, TA_TOO_MANY, "more records than a pack may have");
    pack->record++;
    pack->seen = 0;
    return true;
}

/* One version through the pack, and none newer than ours. */
static bool check_version(struct ta_senml *p)
{
    int64_t version = VERSION_KNOWN;
    if ((p->seen & TA_SENML_BIT(TA_SENML_BVER)) != 0) {
        if (!p->number[TA_SENML_BVER].whole || p->number[TA_SENML_BVER].negative ||
            p->number[TA_SENML_BVER].mantissa == 0)
            return ta_senml_refuse(p, TA_BAD_FIELD,
                                   "bver must be a whole number above 0");
        if (p->number[TA_SENML_BVER].mantissa > VERSION_KNOWN)
            return ta_senml_refuse(p, TA_BAD_VERSION, "the pack is of a newer version");
        version = (int64_t)p->number[TA_SENML_BVER].mantissa;
    } else if (p->record > 1) {
        return true;
    }
    if (p->record > 1 && version != p->version)
        return ta_senml_refuse(p, TA_BAD_VERSION,
                               "the version changes within the pack");
    p->version = version;
    return true;
}

/* Append what @p raw means to @p to, which has room for @p room bytes. */
static bool append(const struct ta_senml_text *raw, char *to, size_t room, size_t *size)
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
    static const uint64_t legal[4] = {UINT64_C(0x07FFE00000000000),
                                      UINT64_C(0x07FFFFFE87FFFFFE)};
    uint64_t all = 1;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)name[i];
        all &= legal[c / 64] >> c % 64;
    }
    return (all & 1) != 0;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* The base fields of this record come into force. */
static void set_base(struct ta_senml *p)
{
    p->base |= p->seen & ~(unsigned)REGULAR;
    if ((p->seen & TA_SENML_BIT(TA_SENML_BN)) != 0) {
        p->base_size = 0;
        p->base_fits =
            append(&p->text[TA_SENML_BN], p->name, TA_SENML_NAME, &p->base_size);
        p->base_legal = name_bytes_ok(p->name, p->base_size);
    }
    if ((p->seen & TA_SENML_BIT(TA_SENML_BT)) != 0)
        p->base_in_time = ta_decimal_us(&p->number[TA_SENML_BT], &p->base_us);
}

/* The first thing that is wrong with a sample stays. */
static void spoil(struct ta_sample *sample, enum ta_outcome outcome, const char *why)
{
    if (sample->outcome != TA_ACCEPTED) return;
    sample->outcome = outcome;
    sample->why = why;
}

static void resolve_name(struct ta_senml *p, struct ta_sample *sample)
{
    size_t size = p->base_size;
    bool fits = p->base_fits;
    if ((p->seen & TA_SENML_BIT(TA_SENML_N)) != 0)
        fits = fits && append(&p->text[TA_SENML_N], p->name, TA_SENML_NAME, &size);
    sample->name = (struct ta_view){p->name, size};
    if (!fits)
        spoil(sample, TA_TOO_LONG, "a name of more than 255 bytes");
    else if (size == 0)
        spoil(sample, TA_BAD_NAME, "no name");
    else if (!p->base_legal || !is_letter_or_digit(p->name[0]) ||
             !name_bytes_ok(p->name + p->base_size, size - p->base_size))
        spoil(sample, TA_BAD_NAME, "an illegal byte in a name");
}

static void resolve_unit(struct ta_senml *p, struct ta_sample *sample)
{
    unsigned own = p->seen & TA_SENML_BIT(TA_SENML_U);
    if (own == 0 && (p->base & TA_SENML_BIT(TA_SENML_BU)) == 0) return;
    const struct ta_senml_text *raw = &p->text[own != 0 ? TA_SENML_U : TA_SENML_BU];
    sample->unit = raw->view;
    if (!raw->escaped) return;
    size_t size = 0;
    if (!append(raw, p->unit, TA_SENML_UNIT, &size))
        spoil(sample, TA_TOO_LONG, "a unit of more than 64 bytes");
    sample->unit = (struct ta_view){p->unit, size};
}

static void resolve_time(const struct ta_senml *p, struct ta_sample *sample)
{
    ta_time_us time = 0;
    if (!p->base_in_time || ((p->seen & TA_SENML_BIT(TA_SENML_T)) != 0 &&
                             !ta_decimal_us(&p->number[TA_SENML_T], &time))) {
        spoil(sample, TA_BAD_TIME, "a time out of all bounds");
        return;
    }
    sample->time = p->base_us + time;
    sample->relative = sample->time < ABSOLUTE_FROM_US;
    if (!sample->relative) return;
    if (p->in->received == TA_TIME_NONE)
        spoil(sample, TA_NO_CLOCK,
              "the time counts from a receipt that does not say when it was sent");
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

static void resolve_value(const struct ta_senml *p, struct ta_sample *sample)
{
    bool base = (p->base & TA_SENML_BIT(TA_SENML_BV)) != 0,
         own = (p->seen & TA_SENML_BIT(TA_SENML_V)) != 0;
    bool sums = (p->base & TA_SENML_BIT(TA_SENML_BS)) != 0 ||
                (p->seen & TA_SENML_BIT(TA_SENML_S)) != 0;
    if (sums)
        resolve_sum((p->base & TA_SENML_BIT(TA_SENML_BS)) != 0, &p->number[TA_SENML_BS],
                    (p->seen & TA_SENML_BIT(TA_SENML_S)) != 0, &p->number[TA_SENML_S],
                    sample, &sample->sum);
    if ((p->seen & TA_SENML_BIT(TA_SENML_VB)) != 0) {
        sample->kind = TA_SAMPLE_BOOL;
        sample->value = p->truth;
    } else if ((p->seen & TA_SENML_BIT(TA_SENML_VS)) != 0) {
        sample->kind = TA_SAMPLE_TEXT;
        sample->text = p->text[TA_SENML_VS].view;
    } else if ((p->seen & TA_SENML_BIT(TA_SENML_VD)) != 0) {
        sample->kind = TA_SAMPLE_DATA;
        sample->text = p->text[TA_SENML_VD].view;
        if (!p->binary && (p->text[TA_SENML_VD].escaped || !base64url_ok(sample->text)))
            spoil(sample, TA_BAD_FIELD, "vd is no base64url without padding");
    } else if (base || own) {
        resolve_sum(base, &p->number[TA_SENML_BV], own, &p->number[TA_SENML_V], sample,
                    &sample->value);
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

bool ta_senml_resolve(struct ta_senml *pack)
{
    set_base(pack);
    if (!check_version(pack)) return false;
    if (!only_one(pack->seen & VALUES))
        return ta_senml_refuse(pack, TA_BAD_FIELD, "more than one of v, vs, vb and vd");
    if ((pack->seen & REGULAR) == 0) return true; /* only sets base fields */

    struct ta_sample sample = ta_sample_blank;
    sample.record = pack->record;
    resolve_name(pack, &sample);
    resolve_unit(pack, &sample);
    resolve_time(pack, &sample);
    resolve_value(pack, &sample);
    pack->status = pack->sink->sample(pack->sink->self, &sample, pack->err);
    return pack->status == TA_OK;
}
