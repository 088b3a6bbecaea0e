/* SPDX-License-Identifier: Apache-2.0 */
/** @file field_read.c  JSON to members: type, range and words of each are checked. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/field.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "units.h"

enum { TEXT_LIMIT = 1000, WORDS_SIZE = 200, FIELDS_MAX = 40 };

/* One member as it is being read. */
struct reading {
    const struct ta_field *field;
    const json_t *object;
    const struct ta_json_path *path;
    void *at;
    struct ta_fault_hearer *hearer; /* NULL: the first fault ends the reading */
};

void ta_fault_hear(struct ta_fault_hearer *hearer, const struct ta_error *fault)
{
    hearer->n++;
    hearer->hear(hearer->self, fault);
}

bool ta_fault_hear_or(struct ta_fault_hearer *hearer, struct ta_error *first,
                      const struct ta_error *fault)
{
    if (hearer != NULL)
        ta_fault_hear(hearer, fault);
    else
        *first = *fault;
    return hearer != NULL;
}

/* Go on behind a fault that somebody hears of. @p before: faults heard of before it was read; those
 * of members below it were heard of where they stand. */
static enum ta_status pass_fault(struct ta_fault_hearer *hearer, size_t before,
                                 enum ta_status rc, const struct ta_error *why)
{
    if (hearer == NULL || rc != TA_E_DATA) return rc;
    if (hearer->n == before) ta_fault_hear(hearer, why);
    return TA_OK;
}

static enum ta_status read_fields(const struct ta_shape *shape, const json_t *object,
                                  const struct ta_json_path *path, void *at,
                                  struct ta_fault_hearer *hearer, struct ta_error *err);

static void *member_of(const struct reading *r)
{
    return (char *)r->at + r->field->offset;
}

static enum ta_status complain(const struct reading *r, const char *wanted,
                               struct ta_error *err)
{
    return ta_json_fail(err, r->path, r->field->key, wanted,
                        json_object_get(r->object, r->field->key));
}

/* What is of another type than wanted; a member that is missing has its mend. */
static enum ta_status retype(enum ta_status rc, struct ta_error *err, const char *mend)
{
    if (rc == TA_E_DATA && err != NULL && err->mend[0] == '\0')
        ta_error_mend(err, "%s", mend);
    return rc;
}

/* *out stays NULL when the member may be missing and is. */
static enum ta_status get_text(const struct reading *r, const char **out,
                               struct ta_error *err)
{
    return retype(ta_json_get_text(r->object, r->path, r->field->key,
                                   r->field->required, out, err),
                  err, "write it as text, in quotes");
}

static bool is_word(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(text, *words) == 0) return true;
    return false;
}

static enum ta_status fail_word(const struct reading *r, const char *text,
                                struct ta_error *err)
{
    char list[WORDS_SIZE] = "one of";
    size_t used = strlen(list);
    for (const char *const *word = r->field->words; *word != NULL; word++) {
        int more = snprintf(list + used, sizeof list - used, " \"%s\"", *word);
        if (more < 0 || (size_t)more >= sizeof list - used) break;
        used += (size_t)more;
    }
    (void)complain(r, list, err);
    ta_mend_unknown(err, text, r->field->words);
    return TA_E_DATA;
}

static enum ta_status read_tag(const struct reading *r, struct ta_error *err)
{
    const char *text = NULL;
    enum ta_status rc = get_text(r, &text, err);
    if (rc != TA_OK || text == NULL || is_word(text, r->field->words)) return rc;
    return fail_word(r, text, err);
}

static enum ta_status read_word(const struct reading *r, struct ta_error *err)
{
    const char *text = NULL;
    enum ta_status rc = get_text(r, &text, err);
    if (rc != TA_OK || text == NULL) return rc;
    if (!is_word(text, r->field->words)) return fail_word(r, text, err);
    return ta_copy(member_of(r), r->field->size, text) ? TA_OK
                                                       : fail_word(r, text, err);
}

static enum ta_status read_class(const struct reading *r, struct ta_error *err)
{
    const char *text = NULL;
    enum ta_status rc = get_text(r, &text, err);
    if (rc != TA_OK || text == NULL) return rc;
    if (!is_word(text, r->field->words)) return fail_word(r, text, err);
    *(char *)member_of(r) = text[0];
    return TA_OK;
}

static enum ta_status read_id(const struct reading *r, struct ta_error *err)
{
    const char *text = NULL;
    enum ta_status rc = get_text(r, &text, err);
    if (rc != TA_OK || text == NULL) return rc;
    if (ta_id_ok(text) && ta_copy(member_of(r), r->field->size, text)) return TA_OK;
    char wanted[80];
    (void)snprintf(wanted, sizeof wanted, "1 to %zu letters, digits or . _ : -",
                   r->field->size - 1);
    return ta_mended(complain(r, wanted, err), err,
                     "put one of these for every other letter, as in \"stack1.so2\"");
}

static enum ta_status read_unit(const struct reading *r, struct ta_error *err)
{
    const char *text = NULL;
    struct ta_unit unit;
    enum ta_status rc = get_text(r, &text, err);
    if (rc != TA_OK || text == NULL) return rc;
    if (ta_unit_parse(text, &unit) == TA_OK &&
        ta_copy(member_of(r), r->field->size, text))
        return TA_OK;
    rc = complain(r, "a unit", err);
    ta_error_mend(err, "write it as in \"t\", \"kg h-1\", \"ug m-3\" or \"kWh\"; "
                       "1 is the unit of a share or a count");
    return rc;
}

static enum ta_status read_country(const struct reading *r, struct ta_error *err)
{
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const char *text = NULL;
    enum ta_status rc = get_text(r, &text, err);
    if (rc != TA_OK || text == NULL) return rc;
    if (strlen(text) == 2 && strspn(text, capitals) == 2 &&
        ta_copy(member_of(r), r->field->size, text))
        return TA_OK;
    (void)complain(r, "two capital letters of ISO 3166-1", err);
    ta_error_mend(err, "write the country as in \"ET\", \"CN\" or \"GB\"");
    return TA_E_DATA;
}

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++) n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static enum ta_status read_text(const struct reading *r, struct ta_error *err)
{
    const char *text = NULL;
    enum ta_status rc = get_text(r, &text, err);
    if (rc != TA_OK || text == NULL) return rc;
    if (text[0] == '\0' || characters(text) > TEXT_LIMIT) {
        rc = complain(r, "1 to 1000 characters", err);
        ta_error_mend(err, "leave the member out when there is nothing to say");
        return rc;
    }
    char *copy = ta_strdup(text);
    if (copy == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", r->field->key);
    *(char **)member_of(r) = copy;
    return TA_OK;
}

static enum ta_status fail_range(const struct reading *r, const char *what,
                                 struct ta_error *err)
{
    char lo[32], hi[32], wanted[120];
    ta_format_f64(r->field->lo, lo);
    ta_format_f64(r->field->hi, hi);
    (void)snprintf(wanted, sizeof wanted, "%s from %s to %s", what, lo, hi);
    return ta_mended(complain(r, wanted, err), err,
                     r->field->required
                         ? "write a number within these bounds"
                         : "write a number within these bounds, or leave it out");
}

static enum ta_status read_number(const struct reading *r, struct ta_error *err)
{
    double value = NAN;
    enum ta_status rc = ta_json_get_number(r->object, r->path, r->field->key,
                                           r->field->required, &value, err);
    if (rc != TA_OK) return retype(rc, err, "write a number without quotes, as 12.5");
    if (isnan(value)) return TA_OK;
    if (!r->field->late && (value < r->field->lo || value > r->field->hi))
        return fail_range(r, "a number", err);
    *(double *)member_of(r) = value;
    return TA_OK;
}

static enum ta_status read_int(const struct reading *r, struct ta_error *err)
{
    int64_t value = INT64_MIN;
    enum ta_status rc = ta_json_get_int(r->object, r->path, r->field->key,
                                        r->field->required, &value, err);
    if (rc != TA_OK)
        return retype(rc, err, "write a whole number without quotes, as 2");
    if (value == INT64_MIN) return TA_OK;
    if ((double)value < r->field->lo || (double)value > r->field->hi)
        return fail_range(r, "a whole number", err);
    *(int *)member_of(r) = (int)value;
    return TA_OK;
}

static enum ta_status read_bool(const struct reading *r, struct ta_error *err)
{
    return retype(ta_json_get_bool(r->object, r->path, r->field->key,
                                   r->field->required, member_of(r), err),
                  err, "write true or false, without quotes");
}

static enum ta_status read_day(const struct reading *r, struct ta_error *err)
{
    return ta_json_get_day(r->object, r->path, r->field->key, r->field->required,
                           member_of(r), err);
}

/* An amount whose minor units are at fault can have a currency that is, too. */
static void hear_currency(const struct reading *r, const struct ta_error *first)
{
    struct ta_money money = {0};
    struct ta_error other = {0};
    json_t *amount = json_object(), *whole = json_object();
    const json_t *currency =
        json_object_get(json_object_get(r->object, r->field->key), "currency");
    bool ok = amount != NULL && whole != NULL && currency != NULL && first != NULL &&
              json_object_set_new(amount, "minor", json_string("0")) == 0 &&
              json_object_set(amount, "currency", (json_t *)(uintptr_t)currency) == 0 &&
              json_object_set(whole, r->field->key, amount) == 0;
    if (ok &&
        ta_json_get_money(whole, r->path, r->field->key, true, &money, &other) ==
            TA_E_DATA &&
        strcmp(first->text, other.text) != 0) {
        ta_fault_hear(r->hearer, first);
        ta_fault_hear(r->hearer, &other);
    }
    json_decref(amount);
    json_decref(whole);
}

static enum ta_status refuse_negative(const struct reading *r, struct ta_error *err)
{
    const struct ta_json_path here = {r->path, r->field->key, 0};
    const json_t *amount = json_object_get(r->object, r->field->key);
    return ta_mended(ta_json_fail(err, &here, "minor", "an amount that is not negative",
                                  json_object_get(amount, "minor")),
                     err, "write it without the minus sign, or leave it out");
}

static enum ta_status read_money(const struct reading *r, struct ta_error *err)
{
    struct ta_money money = {0};
    enum ta_status rc = ta_json_get_money(r->object, r->path, r->field->key,
                                          r->field->required, &money, err);
    (void)retype(rc, err,
                 "for 125.00 CNY write {\"minor\":\"12500\",\"currency\":\"CNY\"}");
    if (rc == TA_E_DATA && r->hearer != NULL) hear_currency(r, err);
    if (rc != TA_OK || money.currency[0] == '\0') return rc;
    if (money.minor < 0 && r->field->lo >= 0.0) return refuse_negative(r, err);
    *(struct ta_money *)member_of(r) = money;
    return TA_OK;
}

/* The member when it is there; NULL with TA_OK when it may be missing and is. */
static enum ta_status get_any(const struct reading *r, const char *wanted,
                              const json_t **out, struct ta_error *err)
{
    *out = json_object_get(r->object, r->field->key);
    if (json_is_null(*out)) *out = NULL;
    if (*out != NULL || !r->field->required) return TA_OK;
    enum ta_status rc = complain(r, wanted, err);
    ta_error_mend(err, "add the member \"%s\"", r->field->key);
    return rc;
}

static enum ta_status read_point(const struct reading *r, struct ta_error *err)
{
    const json_t *value;
    enum ta_status rc = get_any(r, "a position", &value, err);
    if (rc != TA_OK || value == NULL) return rc;
    struct ta_json_path here = {r->path, r->field->key, 0};
    return ta_position_read(value, &here, member_of(r), err);
}

static enum ta_status read_geometry(const struct reading *r, struct ta_error *err)
{
    const json_t *value;
    enum ta_status rc = get_any(r, "a GeoJSON geometry", &value, err);
    if (rc != TA_OK || value == NULL) return rc;
    struct ta_json_path here = {r->path, r->field->key, 0};
    return ta_geometry_read(value, &here, member_of(r), err);
}

static const char as_object[] = "write its members in braces: {\"member\":...}";

static enum ta_status read_object(const struct reading *r, struct ta_error *err)
{
    const json_t *value;
    enum ta_status rc = get_any(r, "an object", &value, err);
    if (rc != TA_OK || value == NULL) return rc;
    if (!json_is_object(value))
        return ta_mended(complain(r, "an object", err), err, as_object);
    struct ta_json_path here = {r->path, r->field->key, 0};
    return read_fields(r->field->below, value, &here, r->at, r->hearer, err);
}

static enum ta_status read_elements(const struct reading *r, const json_t *array,
                                    char *list, struct ta_error *err)
{
    struct ta_json_path here = {r->path, r->field->key, 0};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < json_array_size(array); i++) {
        struct ta_json_path step = {&here, NULL, i};
        const json_t *value = json_array_get(array, i);
        size_t before = r->hearer != NULL ? r->hearer->n : 0;
        rc = json_is_object(value)
                 ? read_fields(r->field->below, value, &step,
                               list + i * r->field->below->size, r->hearer, err)
                 : ta_mended(ta_json_fail(err, &step, NULL, "an object", value), err,
                             as_object);
        rc = pass_fault(r->hearer, before, rc, err);
    }
    return rc;
}

static enum ta_status read_list(const struct reading *r, struct ta_error *err)
{
    const json_t *value;
    enum ta_status rc = get_any(r, "a list", &value, err);
    if (rc != TA_OK || value == NULL) return rc;
    size_t n = json_array_size(value);
    char wanted[80];
    (void)snprintf(wanted, sizeof wanted, "a list of %.0f to %.0f objects",
                   r->field->lo, r->field->hi);
    if (!json_is_array(value) || (double)n < r->field->lo || (double)n > r->field->hi)
        return ta_mended(complain(r, wanted, err), err,
                         !json_is_array(value)
                             ? "write it as a list, in brackets: [{\"member\":...}]"
                         : n == 0 ? "add one"
                                  : "leave some out");
    if (n == 0) return TA_OK;

    const struct ta_shape *below = r->field->below;
    char *list = ta_alloc(n, below->size);
    if (list == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", r->field->key);
    for (size_t i = 0; i < n; i++) ta_fields_clear(below, list + i * below->size);
    *(void **)member_of(r) = list; /* at once: whoever frees the struct frees it too */
    *(size_t *)(void *)((char *)r->at + r->field->count) = n;
    return read_elements(r, value, list, err);
}

/* Each member that nobody knows. */
static enum ta_status hear_unknown(const json_t *object,
                                   const struct ta_json_path *path,
                                   const char *const *known,
                                   struct ta_fault_hearer *hearer)
{
    json_t *unowned = (json_t *)(uintptr_t)object; /* the iterators want it so */
    for (void *at = json_object_iter(unowned); at != NULL;
         at = json_object_iter_next(unowned, at)) {
        struct ta_error why = {0};
        json_t *alone = json_object();
        if (alone == NULL ||
            json_object_set_new(alone, json_object_iter_key(at), json_null()) != 0) {
            json_decref(alone);
            return TA_E_NOMEM;
        }
        if (ta_json_known(alone, path, known, &why) != TA_OK)
            ta_fault_hear(hearer, &why);
        json_decref(alone);
    }
    return TA_OK;
}

static enum ta_status check_members(const struct ta_shape *shape, const json_t *object,
                                    const struct ta_json_path *path,
                                    struct ta_fault_hearer *hearer,
                                    struct ta_error *err)
{
    const char *known[FIELDS_MAX + 1] = {NULL};
    for (size_t i = 0; i < shape->n_fields && i < FIELDS_MAX; i++)
        known[i] = shape->field[i].key;
    return hearer == NULL ? ta_json_known(object, path, known, err)
                          : hear_unknown(object, path, known, hearer);
}

static enum ta_status read_fields(const struct ta_shape *shape, const json_t *object,
                                  const struct ta_json_path *path, void *at,
                                  struct ta_fault_hearer *hearer, struct ta_error *err)
{
    static enum ta_status (*const reader[TA_FIELD_KIND_COUNT])(const struct reading *,
                                                               struct ta_error *) = {
        [TA_FIELD_TAG] = read_tag,         [TA_FIELD_ID] = read_id,
        [TA_FIELD_WORD] = read_word,       [TA_FIELD_UNIT] = read_unit,
        [TA_FIELD_COUNTRY] = read_country, [TA_FIELD_CLASS] = read_class,
        [TA_FIELD_TEXT] = read_text,       [TA_FIELD_NUMBER] = read_number,
        [TA_FIELD_INT] = read_int,         [TA_FIELD_BOOL] = read_bool,
        [TA_FIELD_DAY] = read_day,         [TA_FIELD_MONEY] = read_money,
        [TA_FIELD_POINT] = read_point,     [TA_FIELD_GEOMETRY] = read_geometry,
        [TA_FIELD_OBJECT] = read_object,   [TA_FIELD_LIST] = read_list,
    };
    enum ta_status rc = check_members(shape, object, path, hearer, err);
    for (size_t i = 0; rc == TA_OK && i < shape->n_fields; i++) {
        struct reading r = {&shape->field[i], object, path, at, hearer};
        size_t before = hearer != NULL ? hearer->n : 0;
        rc = reader[r.field->kind](&r, err);
        rc = pass_fault(hearer, before, rc, err);
    }
    return rc;
}

enum ta_status ta_fields_read(const struct ta_shape *shape, const json_t *object,
                              const struct ta_json_path *path, void *at,
                              struct ta_error *err)
{
    return read_fields(shape, object, path, at, NULL, err);
}

enum ta_status ta_fields_read_all(const struct ta_shape *shape, const json_t *object,
                                  void *at, struct ta_fault_hearer *hearer)
{
    struct ta_error why = {0};
    size_t before = hearer->n;
    enum ta_status rc = read_fields(shape, object, NULL, at, hearer, &why);
    return rc == TA_OK && hearer->n > before ? TA_E_DATA : rc;
}
