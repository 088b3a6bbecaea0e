/* SPDX-License-Identifier: Apache-2.0 */
/** @file types.h  The few value types that every other header speaks in. */
#ifndef TERRASSAY_TYPES_H
#define TERRASSAY_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t ta_time_us; /**< microseconds since 1970-01-01T00:00:00Z */
typedef int32_t ta_day;     /**< days since 1970-01-01, proleptic Gregorian */

#define TA_DAY_NONE INT32_MIN  /**< no date given */
#define TA_DAY_OPEN INT32_MAX  /**< "until further notice" in a validity range */
#define TA_TIME_NONE INT64_MIN /**< no instant given */
#define TA_US_PER_DAY INT64_C(86400000000)

enum {
    TA_ID_SIZE = 65,     /**< a project's id, NUL included: [A-Za-z0-9._:-]{1,64} */
    TA_SCENE_SIZE = 192, /**< "collection/item", NUL included */
    TA_NAME_SIZE = 64,   /**< band, index, indicator, pillar, table, model names */
    TA_UNIT_SIZE = 32,   /**< ASCII UDUNITS spelling */
    TA_HEX_SIZE = 65     /**< SHA-256 in lower-case hexadecimal, NUL included */
};

/** An amount of money: whole minor units of one ISO 4217 currency. */
struct ta_money {
    int64_t minor;    /**< e.g. 12500 is 125.00 CNY */
    char currency[4]; /**< "CNY"; empty when no amount is given */
};

/** Why a number is not there. Never zero and never good. */
/* clang-format off */
#define TA_REASON_LIST(X)                                         \
    X(TA_OBSERVED,           "observed")                          \
    X(TA_NO_CLEAR_LOOK,      "no_clear_look")                     \
    X(TA_OUT_OF_SENSOR,      "outside_what_the_sensor_can_see")   \
    X(TA_NOT_APPLICABLE,     "not_applicable")                    \
    X(TA_CLIENT_SILENT,      "client_silent")                     \
    X(TA_LAYER_ABSENT,       "layer_absent")                      \
    X(TA_SOURCE_UNAVAILABLE, "source_unavailable")                \
    X(TA_TOO_OLD,            "too_old")                           \
    X(TA_QUALITY_FAILED,     "failed_quality_control")
/* clang-format on */
enum ta_reason {
#define X(name, code) name,
    TA_REASON_LIST(X)
#undef X
        TA_REASON_COUNT
};

/** A knock-out rule's state; never averaged into a score. */
enum ta_gate_state { TA_GATE_NOT_EVALUATED, TA_GATE_PASSES, TA_GATE_FIRES };

#endif
