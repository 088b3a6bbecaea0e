/* SPDX-License-Identifier: Apache-2.0 */
/** @file field_range.c  Numbers in the ranges that are asked for on the way in alone. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "base/field.h"
#include "base/text.h"
#include "terrassay/types.h"

/* What an amount has at most: two of them still add up in 64 bits. */
static const int64_t minor_most = INT64_C(999999999999999999);

/* Where the fields at hand stand, and who hears of them. */
struct walk {
    const struct ta_json_path *path;
    struct ta_fault_hearer *hearer;
};

static enum ta_status tell(const struct walk *walk, const struct ta_error *why,
                           struct ta_error *err)
{
    if (walk->hearer == NULL) return ta_fail_as(err, why);
    ta_fault_hear(walk->hearer, why);
    return TA_OK;
}

static enum ta_status check_number(const struct walk *walk,
                                   const struct ta_field *field, double value,
                                   struct ta_error *err)
{
    char where[TA_JSON_WHERE], found[32];
    struct ta_error why = {0};
    if (!field->late || isnan(value) || (value >= field->lo && value <= field->hi))
        return TA_OK;
    ta_json_where(walk->path, field->key, where);
    ta_format_f64(value, found);
    (void)ta_fail(&why, TA_E_DATA, "%s: wanted a number from %g to %g, found %s", where,
                  field->lo, field->hi, found);
    (void)ta_mended(TA_E_DATA, &why,
                    "write a number within these bounds, or leave it out");
    return tell(walk, &why, err);
}

static enum ta_status check_money(const struct walk *walk, const struct ta_field *field,
                                  const struct ta_money *money, struct ta_error *err)
{
    char where[TA_JSON_WHERE];
    struct ta_error why = {0};
    if (money->currency[0] == '\0' ||
        (money->minor <= minor_most && money->minor >= -minor_most))
        return TA_OK;
    ta_json_where(walk->path, field->key, where);
    (void)ta_fail(
        &why, TA_E_DATA,
        "%s: wanted an amount of at most 18 digits in minor units, found more", where);
    (void)ta_mended(TA_E_DATA, &why,
                    "check the amount: minor units are meant, 12500 for 125.00 CNY");
    return tell(walk, &why, err);
}

static enum ta_status check_fields(const struct walk *walk,
                                   const struct ta_shape *shape, const void *at,
                                   struct ta_error *err);

static enum ta_status check_list(const struct walk *walk, const struct ta_field *field,
                                 const void *at, struct ta_error *err)
{
    const char *list =
        *(const char *const *)(const void *)((const char *)at + field->offset);
    size_t n = *(const size_t *)(const void *)((const char *)at + field->count);
    struct ta_json_path here = {walk->path, field->key, 0};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && list != NULL && i < n; i++) {
        const struct ta_json_path step = {&here, NULL, i};
        const struct walk below = {&step, walk->hearer};
        rc = check_fields(&below, field->below, list + i * field->below->size, err);
    }
    return rc;
}

static enum ta_status check_field(const struct walk *walk, const struct ta_field *field,
                                  const void *at, struct ta_error *err)
{
    const void *member = (const char *)at + field->offset;
    const struct ta_json_path here = {walk->path, field->key, 0};
    const struct walk below = {&here, walk->hearer};
    if (field->kind == TA_FIELD_NUMBER)
        return check_number(walk, field, *(const double *)member, err);
    if (field->kind == TA_FIELD_MONEY) return check_money(walk, field, member, err);
    if (field->kind == TA_FIELD_OBJECT)
        return check_fields(&below, field->below, at, err);
    if (field->kind == TA_FIELD_LIST) return check_list(walk, field, at, err);
    return TA_OK;
}

static enum ta_status check_fields(const struct walk *walk,
                                   const struct ta_shape *shape, const void *at,
                                   struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < shape->n_fields; i++)
        rc = check_field(walk, &shape->field[i], at, err);
    return rc;
}

enum ta_status ta_fields_ranges(const struct ta_shape *shape, const void *at,
                                struct ta_fault_hearer *hearer, struct ta_error *err)
{
    const struct walk whole = {NULL, hearer};
    return check_fields(&whole, shape, at, err);
}
