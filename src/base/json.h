/* SPDX-License-Identifier: Apache-2.0 */
/** @file json.h  Strict reading by jansson, canonical writing (RFC 8785) by our own
 * emitter. */
#ifndef TA_BASE_JSON_H
#define TA_BASE_JSON_H

#include <jansson.h>

#include "base/text.h"
#include "terrassay/status.h"

/** Parse with duplicate keys refused and at most @p limit bytes. @p name goes into
 * errors, with line and column. @return TA_OK, TA_E_LIMIT or TA_E_DATA; *out is owned
 * (json_decref). */
TA_NODISCARD enum ta_status ta_json_parse(const char *name, const char *bytes,
                                          size_t size, size_t limit, json_t **out,
                                          struct ta_error *err);
/** The same of a file, by @p parse. */
TA_NODISCARD enum ta_status ta_json_load_by(
    const char *path, size_t limit,
    enum ta_status (*parse)(const char *name, const char *bytes, size_t size,
                            size_t limit, json_t **out, struct ta_error *err),
    json_t **out, struct ta_error *err);
TA_NODISCARD enum ta_status ta_json_load(const char *path, size_t limit, json_t **out,
                                         struct ta_error *err);
/** Append RFC 8785 bytes. @return TA_OK, TA_E_ARG for NaN or infinite, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_json_canonical(const json_t *value, struct ta_text *out);

/** The text of a member, borrowed; "" where there is none or it is no text. */
const char *ta_json_text(const json_t *object, const char *key);

/* Builders that never leak and never return NULL to the caller's chain: on failure the
 * object is left without the key and *ok becomes false. */
/** For rows and notes: what is no UTF-8 in it is shown, see ta_words_shown(). NULL is null. */
void ta_json_set_text(json_t *object, const char *key, const char *text, bool *ok);
/** For what is sealed: a text that is no UTF-8 fails too. */
void ta_json_set_exact(json_t *object, const char *key, const char *text, bool *ok);
/** A value as ta_json_set_text() sets it; NULL when out of memory. */
json_t *ta_json_words(const char *text);
void ta_json_set_int(json_t *object, const char *key, int64_t value, bool *ok);
/** NaN becomes null; what is infinite is refused, as when memory is lacking. */
void ta_json_set_number(json_t *object, const char *key, double value, bool *ok);
void ta_json_set_bool(json_t *object, const char *key, bool value, bool *ok);
/** Day as text, null for TA_DAY_NONE. */
void ta_json_set_day(json_t *object, const char *key, ta_day day, bool *ok);
void ta_json_set_time(json_t *object, const char *key, ta_time_us time, bool *ok);
/** {"minor":"12500","currency":"CNY"}; null when no currency. */
void ta_json_set_money(json_t *object, const char *key, const struct ta_money *money,
                       bool *ok);
/** Takes over @p value. */
void ta_json_set(json_t *object, const char *key, json_t *value, bool *ok);

/* Readers with a path for errors: "sites[2].position_error_m: wanted a number, found
 * text". */
struct ta_json_path {
    const struct ta_json_path *up;
    const char *key; /**< NULL for an array element */
    size_t index;
};
enum { TA_JSON_WHERE = 200 };
/** "sites[2].name"; @p key may be NULL; "document" when both are. */
void ta_json_where(const struct ta_json_path *path, const char *key,
                   char out[TA_JSON_WHERE]);
/** Complain of one member: "PATH.KEY: wanted WANTED, found ...". @p key may be NULL
 * when the path itself is meant. @return TA_E_DATA */
TA_NODISCARD enum ta_status ta_json_fail(struct ta_error *err,
                                         const struct ta_json_path *path,
                                         const char *key, const char *wanted,
                                         const json_t *found);
/** A member that must be (or, with !required, may be absent or null and is then left
 * alone). */
TA_NODISCARD enum ta_status ta_json_get_text(const json_t *object,
                                             const struct ta_json_path *path,
                                             const char *key, bool required,
                                             const char **out, struct ta_error *err);
TA_NODISCARD enum ta_status ta_json_get_number(const json_t *object,
                                               const struct ta_json_path *path,
                                               const char *key, bool required,
                                               double *out, struct ta_error *err);
TA_NODISCARD enum ta_status ta_json_get_int(const json_t *object,
                                            const struct ta_json_path *path,
                                            const char *key, bool required,
                                            int64_t *out, struct ta_error *err);
TA_NODISCARD enum ta_status ta_json_get_bool(const json_t *object,
                                             const struct ta_json_path *path,
                                             const char *key, bool required, bool *out,
                                             struct ta_error *err);
TA_NODISCARD enum ta_status ta_json_get_day(const json_t *object,
                                            const struct ta_json_path *path,
                                            const char *key, bool required, ta_day *out,
                                            struct ta_error *err);
TA_NODISCARD enum ta_status ta_json_get_money(const json_t *object,
                                              const struct ta_json_path *path,
                                              const char *key, bool required,
                                              struct ta_money *out,
                                              struct ta_error *err);
/** Refuse members that are not in @p known (NULL-ended), naming the nearest known one.
 */
TA_NODISCARD enum ta_status ta_json_known(const json_t *object,
                                          const struct ta_json_path *path,
                                          const char *const *known,
                                          struct ta_error *err);

#endif
