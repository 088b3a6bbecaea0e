/* SPDX-License-Identifier: Apache-2.0 */
/** @file members.h  Members of JSON objects into structs, row by row, by a table. */
#ifndef TA_REPORT_COLUMNS_H
#define TA_REPORT_COLUMNS_H

#include "base/json.h"

enum ta_member_kind {
    TA_MEMBER_TEXT,   /**< const char *, borrowed */
    TA_MEMBER_NUMBER, /**< double */
    TA_MEMBER_INT,    /**< int, not below 0 */
    TA_MEMBER_BOOL,   /**< bool */
    TA_MEMBER_DAY,    /**< ta_day */
    TA_MEMBER_TIME,   /**< ta_time_us */
    TA_MEMBER_MONEY   /**< struct ta_money; no currency when null */
};

struct ta_member {
    const char *key;
    enum ta_member_kind kind;
    bool required; /**< null is refused */
    size_t offset;
};

struct ta_members {
    const struct ta_member *member;
    size_t n, size; /**< of members; of the struct (bytes) */
};
#define TA_MEMBERS(array, type)                                                        \
    {                                                                                  \
        (array), sizeof(array) / sizeof *(array), sizeof(type)                         \
    }

/** One object into a struct; other members are left alone. */
TA_NODISCARD enum ta_status ta_members_read(const struct ta_members *members,
                                            const json_t *object,
                                            const struct ta_json_path *path, void *at,
                                            struct ta_error *err);
/** An array of objects into owned structs (ta_free).
 *  @return TA_OK, TA_E_DATA, TA_E_LIMIT above TA_MEMBERS_MOST rows, TA_E_NOMEM. */
enum { TA_MEMBERS_MOST = 1000000 };
TA_NODISCARD enum ta_status ta_members_read_all(const struct ta_members *members,
                                                const json_t *array,
                                                const struct ta_json_path *path,
                                                void **out, size_t *n,
                                                struct ta_error *err);

#endif
