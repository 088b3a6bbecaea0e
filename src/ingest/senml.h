/* SPDX-License-Identifier: Apache-2.0 */
/** @file senml.h  What the records of a SenML pack mean (RFC 8428), in whichever form they come.
 *
 *  bn  base name     n  name          the name is bn n
 *  bt  base time     t  time          the time is bt + t; below 2^28 s it counts from now
 *  bu  base unit     u  unit          u, else bu
 *  bv  base value    v  value         bv + v;  or vs text, vb truth, vd bytes
 *  bs  base sum      s  sum           bs + s
 *  bver  version    ut  update time
 *
 *  A base field holds from its record on until another replaces it. Sections 4.1 to 4.6. */
#ifndef TA_INGEST_SENML_H
#define TA_INGEST_SENML_H

#include "ingest/decode.h"

enum { TA_SENML_NAME = 255, TA_SENML_UNIT = 64 };

/* clang-format off */
enum ta_senml_label {
    TA_SENML_BN, TA_SENML_BT, TA_SENML_BU, TA_SENML_BV, TA_SENML_BS, TA_SENML_BVER, /* base fields */
    TA_SENML_N, TA_SENML_U, TA_SENML_T, TA_SENML_UT, TA_SENML_V, TA_SENML_VS, TA_SENML_VB, TA_SENML_VD, TA_SENML_S,
    TA_SENML_UNKNOWN, TA_SENML_LABELS
};

enum ta_senml_kind { TA_SENML_TEXT, TA_SENML_NUMBER, TA_SENML_TRUTH, TA_SENML_OTHER };
/* clang-format on */
#define TA_SENML_BIT(label) (1U << (label))

/** A text as it stands in the payload. */
struct ta_senml_text {
    struct ta_view view;
    bool escaped; /**< with JSON's escapes left in */
};

/** A pack at work. A reader fills in the labels of a record, then has it resolved. */
struct ta_senml {
    const struct ta_decode_input *in;
    const struct ta_decode_sink *sink;
    struct ta_error *err;
    enum ta_status status; /**< of the sink */
    enum ta_outcome outcome;
    const char *why;
    bool binary; /**< vd holds bytes, not base64url */
    size_t record;
    unsigned base, seen; /**< labels in force; labels of this record */
    struct ta_senml_text text[TA_SENML_LABELS]; /**< of labels in base or seen */
    struct ta_decimal number[TA_SENML_LABELS];  /**< likewise */
    bool truth;                                 /**< vb */
    int64_t version;
    bool base_fits, base_legal, base_in_time;
    size_t base_size; /**< of the base name, at the beginning of name */
    ta_time_us base_us;
    char name[TA_SENML_NAME + 1], unit[TA_SENML_UNIT];
};

/** What has to stand behind a label. */
extern const enum ta_senml_kind ta_senml_kind[TA_SENML_LABELS];

/** Begin a pack; what lies in the tables stays, unseen. */
void ta_senml_begin(struct ta_senml *pack);
/** Begin a record. @return false when it is one too many */
bool ta_senml_record(struct ta_senml *pack);
/** The whole pack is refused; the first reason stays. @return false */
bool ta_senml_refuse(struct ta_senml *pack, enum ta_outcome outcome, const char *why);
/** Hand the sample of the record on. @return false when the pack is refused, or the sink failed */
bool ta_senml_resolve(struct ta_senml *pack);

#endif
