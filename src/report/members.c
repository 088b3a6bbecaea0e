/* SPDX-License-Identifier: Apache-2.0 */
#include "report/members.h"

#include <limits.h>
#include <math.h>

#include "base/memory.h"
#include "base/time.h"

static enum ta_status read_int(const json_t *object, const struct ta_json_path *path,
                               const struct ta_member *c, int *out,
                               struct ta_error *err)
{
    int64_t value = 0;
    enum ta_status rc = ta_json_get_int(object, path, c->key, c->required, &value, err);
    if (rc != TA_OK) return rc;
    if (value < 0 || value > INT_MAX)
        return ta_json_fail(err, path, c->key, "a number from 0",
                            json_object_get(object, c->key));
    *out = (int)value;
    return TA_OK;
}

static enum ta_status read_time(const json_t *object, const struct ta_json_path *path,
                                const struct ta_member *c, ta_time_us *out,
                                struct ta_error *err)
{
    const char *text = NULL;
    *out = TA_TIME_NONE;
    enum ta_status rc = ta_json_get_text(object, path, c->key, c->required, &text, err);
    if (rc != TA_OK || text == NULL) return rc;
    if (ta_time_parse(text, out) == TA_OK) return TA_OK;
    return ta_json_fail(err, path, c->key, "an instant after RFC 3339",
                        json_object_get(object, c->key));
}

static enum ta_status read_one(const struct ta_member *c, const json_t *object,
                               const struct ta_json_path *path, void *at,
                               struct ta_error *err)
{
    switch (c->kind) {
    case TA_MEMBER_TEXT:
        *(const char **)at = NULL;
        return ta_json_get_text(object, path, c->key, c->required, at, err);
    case TA_MEMBER_NUMBER:
        *(double *)at = NAN;
        return ta_json_get_number(object, path, c->key, c->required, at, err);
    case TA_MEMBER_INT: return read_int(object, path, c, at, err);
    case TA_MEMBER_BOOL:
        return ta_json_get_bool(object, path, c->key, c->required, at, err);
    case TA_MEMBER_DAY:
        *(ta_day *)at = TA_DAY_NONE;
        return ta_json_get_day(object, path, c->key, c->required, at, err);
    case TA_MEMBER_TIME: return read_time(object, path, c, at, err);
    case TA_MEMBER_MONEY:
        return ta_json_get_money(object, path, c->key, c->required, at, err);
    default: return TA_E_INTERNAL;
    }
}

enum ta_status ta_members_read(const struct ta_members *members, const json_t *object,
                               const struct ta_json_path *path, void *at,
                               struct ta_error *err)
{
    if (!json_is_object(object))
        return ta_json_fail(err, path, NULL, "an object", object);
    for (size_t i = 0; i < members->n; i++) {
        const struct ta_member *member = &members->member[i];
        enum ta_status rc =
            read_one(member, object, path, (char *)at + member->offset, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

enum ta_status ta_members_read_all(const struct ta_members *members,
                                   const json_t *array, const struct ta_json_path *path,
                                   void **out, size_t *n, struct ta_error *err)
{
    if (!json_is_array(array)) return ta_json_fail(err, path, NULL, "a list", array);
    size_t count = json_array_size(array);
    if (count > TA_MEMBERS_MOST)
        return ta_fail(err, TA_E_LIMIT, "%s: more than %d entries", path->key,
                       TA_MEMBERS_MOST);
    *out = ta_alloc(count, members->size);
    if (*out == NULL) return ta_fail(err, TA_E_NOMEM, "record: out of memory");
    *n = count;
    for (size_t i = 0; i < count; i++) {
        struct ta_json_path below = {path, NULL, i};
        enum ta_status rc = ta_members_read(members, json_array_get(array, i), &below,
                                            (char *)*out + i * members->size, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}
