/* SPDX-License-Identifier: Apache-2.0 */
/** @file json_read.c  Members of objects, checked, with the path in every complaint. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"

enum { FOUND_SIZE = 80, PATH_DEPTH = 16 };

static size_t append(char *out, size_t used, const char *words)
{
    int more = snprintf(out + used, TA_JSON_WHERE - used, "%s", words);
    if (more < 0) return used;
    return used + (size_t)more < TA_JSON_WHERE ? used + (size_t)more
                                               : TA_JSON_WHERE - 1;
}

static size_t append_step(char *out, size_t used, const struct ta_json_path *step)
{
    char index[32];
    if (step->key != NULL) {
        if (used > 0) used = append(out, used, ".");
        return append(out, used, step->key);
    }
    (void)snprintf(index, sizeof index, "[%zu]", step->index);
    return append(out, used, index);
}

void ta_json_where(const struct ta_json_path *path, const char *key,
                   char out[TA_JSON_WHERE])
{
    const struct ta_json_path *step[PATH_DEPTH];
    size_t depth = 0, used = 0;
    for (; path != NULL && depth < PATH_DEPTH; path = path->up) step[depth++] = path;
    out[0] = '\0';
    while (depth > 0) used = append_step(out, used, step[--depth]);
    struct ta_json_path last = {.key = key};
    if (key != NULL) used = append_step(out, used, &last);
    if (used == 0) (void)append(out, 0, "document");
}

static void describe(const json_t *value, char out[FOUND_SIZE])
{
    char number[32];
    if (value == NULL) {
        (void)snprintf(out, FOUND_SIZE, "nothing");
    } else if (json_is_string(value)) {
        (void)snprintf(out, FOUND_SIZE, "\"%.60s\"", json_string_value(value));
    } else if (json_is_number(value)) {
        ta_format_f64(json_number_value(value), number);
        (void)snprintf(out, FOUND_SIZE, "%s", number);
    } else {
        static const char *const word[] = {[JSON_OBJECT] = "an object",
                                           [JSON_ARRAY] = "a list",
                                           [JSON_TRUE] = "true",
                                           [JSON_FALSE] = "false",
                                           [JSON_NULL] = "null"};
        (void)snprintf(out, FOUND_SIZE, "%s", word[json_typeof(value)]);
    }
}

enum ta_status ta_json_fail(struct ta_error *err, const struct ta_json_path *path,
                            const char *key, const char *wanted, const json_t *found)
{
    char where[TA_JSON_WHERE], what[FOUND_SIZE];
    ta_json_where(path, key, where);
    describe(found, what);
    return ta_fail(err, TA_E_DATA, "%s: wanted %s, found %s", where, wanted, what);
}

/* The member, or NULL with *rc set: TA_OK when it may be missing. */
static const json_t *member(const json_t *object, const struct ta_json_path *path,
                            const char *key, bool required, const char *wanted,
                            enum ta_status *rc, struct ta_error *err)
{
    const json_t *value = json_object_get(object, key);
    *rc = TA_OK;
    if (value != NULL && !json_is_null(value)) return value;
    if (required) {
        *rc = ta_json_fail(err, path, key, wanted, value);
        ta_error_mend(err, "add the member \"%s\"", key);
    }
    return NULL;
}

enum ta_status ta_json_get_text(const json_t *object, const struct ta_json_path *path,
                                const char *key, bool required, const char **out,
                                struct ta_error *err)
{
    static const char wanted[] = "text";
    enum ta_status rc;
    const json_t *value = member(object, path, key, required, wanted, &rc, err);
    if (value == NULL) return rc;
    if (!json_is_string(value)) return ta_json_fail(err, path, key, wanted, value);
    *out = json_string_value(value);
    return TA_OK;
}

enum ta_status ta_json_get_number(const json_t *object, const struct ta_json_path *path,
                                  const char *key, bool required, double *out,
                                  struct ta_error *err)
{
    static const char wanted[] = "a number";
    enum ta_status rc;
    const json_t *value = member(object, path, key, required, wanted, &rc, err);
    if (value == NULL) return rc;
    if (!json_is_number(value)) return ta_json_fail(err, path, key, wanted, value);
    *out = json_number_value(value);
    return TA_OK;
}

/* 5 and 5.0 are the same JSON number; above 2^53 a double no longer tells its
 * neighbours. */
static bool whole_number(const json_t *value, int64_t *out)
{
    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return true;
    }
    if (!json_is_real(value)) return false;
    double real = json_real_value(value);
    if (!(fabs(real) <= 0x1p53) || real != floor(real)) return false;
    *out = (int64_t)real;
    return true;
}

enum ta_status ta_json_get_int(const json_t *object, const struct ta_json_path *path,
                               const char *key, bool required, int64_t *out,
                               struct ta_error *err)
{
    static const char wanted[] = "a whole number";
    enum ta_status rc;
    const json_t *value = member(object, path, key, required, wanted, &rc, err);
    if (value == NULL) return rc;
    if (!whole_number(value, out)) return ta_json_fail(err, path, key, wanted, value);
    return TA_OK;
}

enum ta_status ta_json_get_bool(const json_t *object, const struct ta_json_path *path,
                                const char *key, bool required, bool *out,
                                struct ta_error *err)
{
    static const char wanted[] = "true or false";
    enum ta_status rc;
    const json_t *value = member(object, path, key, required, wanted, &rc, err);
    if (value == NULL) return rc;
    if (!json_is_boolean(value)) return ta_json_fail(err, path, key, wanted, value);
    *out = json_is_true(value);
    return TA_OK;
}

enum ta_status ta_json_get_day(const json_t *object, const struct ta_json_path *path,
                               const char *key, bool required, ta_day *out,
                               struct ta_error *err)
{
    static const char wanted[] = "a date";
    enum ta_status rc;
    const json_t *value = member(object, path, key, required, wanted, &rc, err);
    if (value == NULL) return rc;
    if (!json_is_string(value) ||
        ta_day_parse(json_string_value(value), out) != TA_OK) {
        rc = ta_json_fail(err, path, key, wanted, value);
        ta_error_mend(err, "write it as text, year-month-day: \"2024-03-09\"");
    }
    return rc;
}

/* As it is written back: no sign +, no leading zeros, no -0. */
static bool whole_minor(const json_t *value, int64_t *out)
{
    const char *text = json_string_value(value);
    char back[24];
    if (text == NULL || ta_parse_i64(text, out) != TA_OK) return false;
    (void)snprintf(back, sizeof back, "%" PRId64, *out);
    return strcmp(text, back) == 0;
}

static enum ta_status read_minor(const json_t *value, const struct ta_json_path *path,
                                 int64_t *out, struct ta_error *err)
{
    const json_t *minor = json_object_get(value, "minor");
    if (whole_minor(minor, out)) return TA_OK;
    enum ta_status rc =
        ta_json_fail(err, path, "minor", "whole minor units as text", minor);
    ta_error_mend(err,
                  "for 125.00 CNY write {\"minor\":\"12500\",\"currency\":\"CNY\"}");
    return rc;
}

static enum ta_status read_currency(const json_t *value,
                                    const struct ta_json_path *path, char out[4],
                                    struct ta_error *err)
{
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const json_t *code = json_object_get(value, "currency");
    const char *text = json_string_value(code);
    if (text == NULL || strlen(text) != 3 || strspn(text, capitals) != 3) {
        enum ta_status rc = ta_json_fail(err, path, "currency",
                                         "three capital letters of ISO 4217", code);
        ta_error_mend(err, "write the currency as in \"CNY\"");
        return rc;
    }
    memcpy(out, text, 4);
    return TA_OK;
}

enum ta_status ta_json_get_money(const json_t *object, const struct ta_json_path *path,
                                 const char *key, bool required, struct ta_money *out,
                                 struct ta_error *err)
{
    static const char wanted[] = "an amount {\"minor\":\"...\",\"currency\":\"...\"}";
    static const char *const known[] = {"minor", "currency", NULL};
    enum ta_status rc;
    const json_t *value = member(object, path, key, required, wanted, &rc, err);
    if (value == NULL) return rc;
    if (!json_is_object(value)) return ta_json_fail(err, path, key, wanted, value);

    struct ta_json_path here = {path, key, 0};
    struct ta_money money = {0};
    rc = ta_json_known(value, &here, known, err);
    if (rc == TA_OK) rc = read_minor(value, &here, &money.minor, err);
    if (rc == TA_OK) rc = read_currency(value, &here, money.currency, err);
    if (rc == TA_OK) *out = money;
    return rc;
}

enum ta_status ta_json_known(const json_t *object, const struct ta_json_path *path,
                             const char *const *known, struct ta_error *err)
{
    json_t *unowned = (json_t *)(uintptr_t)object; /* the iterators want it so */
    for (void *at = json_object_iter(unowned); at != NULL;
         at = json_object_iter_next(unowned, at)) {
        const char *key = json_object_iter_key(at);
        if (ta_word_known(key, known)) continue;
        char where[TA_JSON_WHERE];
        ta_json_where(path, key, where);
        (void)ta_fail(err, TA_E_DATA, "%s: unknown member", where);
        ta_mend_unknown(err, key, known);
        return TA_E_DATA;
    }
    return TA_OK;
}
