/* SPDX-License-Identifier: Apache-2.0 */
/** @file field_write.c  Members to JSON; what is not known is left out. */
#include <math.h>
#include <string.h>

#include "base/field.h"

static const void *member_of(const struct ta_field *field, const void *at)
{
    return (const char *)at + field->offset;
}

static void set_text(json_t *object, const struct ta_field *field, const char *text,
                     bool *ok)
{
    if (text != NULL && text[0] != '\0')
        ta_json_set_exact(object, field->key, text, ok);
}

static void write_tag(const struct ta_field *field, const void *at, json_t *object,
                      bool *ok)
{
    (void)at;
    set_text(object, field, field->words[0], ok);
}

static void write_fixed(const struct ta_field *field, const void *at, json_t *object,
                        bool *ok)
{
    set_text(object, field, member_of(field, at), ok);
}

static void write_class(const struct ta_field *field, const void *at, json_t *object,
                        bool *ok)
{
    const char text[2] = {*(const char *)member_of(field, at), '\0'};
    set_text(object, field, text, ok);
}

static void write_text(const struct ta_field *field, const void *at, json_t *object,
                       bool *ok)
{
    set_text(object, field, *(char *const *)member_of(field, at), ok);
}

static void write_number(const struct ta_field *field, const void *at, json_t *object,
                         bool *ok)
{
    double value = *(const double *)member_of(field, at);
    if (!isnan(value)) ta_json_set_number(object, field->key, value, ok);
}

static void write_int(const struct ta_field *field, const void *at, json_t *object,
                      bool *ok)
{
    int value = *(const int *)member_of(field, at);
    if (value != 0) ta_json_set_int(object, field->key, value, ok);
}

static void write_bool(const struct ta_field *field, const void *at, json_t *object,
                       bool *ok)
{
    ta_json_set_bool(object, field->key, *(const bool *)member_of(field, at), ok);
}

static void write_day(const struct ta_field *field, const void *at, json_t *object,
                      bool *ok)
{
    ta_day day = *(const ta_day *)member_of(field, at);
    if (day != TA_DAY_NONE) ta_json_set_day(object, field->key, day, ok);
}

static void write_money(const struct ta_field *field, const void *at, json_t *object,
                        bool *ok)
{
    const struct ta_money *money = member_of(field, at);
    if (money->currency[0] != '\0') ta_json_set_money(object, field->key, money, ok);
}

static void write_point(const struct ta_field *field, const void *at, json_t *object,
                        bool *ok)
{
    const double *point = member_of(field, at);
    if (isnan(point[0])) return;
    ta_json_set(object, field->key, json_pack("[ff]", point[0], point[1]), ok);
}

static void write_geometry(const struct ta_field *field, const void *at, json_t *object,
                           bool *ok)
{
    const struct ta_polygons *polygons = member_of(field, at);
    if (polygons->n_parts == 0) return;
    ta_json_set(object, field->key, ta_geometry_write(polygons), ok);
}

static void write_object(const struct ta_field *field, const void *at, json_t *object,
                         bool *ok)
{
    json_t *below = json_object();
    ta_fields_write(field->below, at, below, ok);
    if (below == NULL || json_object_size(below) > 0)
        ta_json_set(object, field->key, below, ok);
    else
        json_decref(below);
}

static void write_list(const struct ta_field *field, const void *at, json_t *object,
                       bool *ok)
{
    const char *list = *(char *const *)member_of(field, at);
    size_t n = *(const size_t *)(const void *)((const char *)at + field->count);
    if (n == 0) return;

    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *below = json_object();
        ta_fields_write(field->below, list + i * field->below->size, below, ok);
        if (json_array_append_new(array, below) != 0) *ok = false;
    }
    ta_json_set(object, field->key, array, ok);
}

void ta_fields_write(const struct ta_shape *shape, const void *at, json_t *object,
                     bool *ok)
{
    static void (*const writer[TA_FIELD_KIND_COUNT])(const struct ta_field *,
                                                     const void *, json_t *, bool *) = {
        [TA_FIELD_TAG] = write_tag,       [TA_FIELD_ID] = write_fixed,
        [TA_FIELD_WORD] = write_fixed,    [TA_FIELD_UNIT] = write_fixed,
        [TA_FIELD_COUNTRY] = write_fixed, [TA_FIELD_CLASS] = write_class,
        [TA_FIELD_TEXT] = write_text,     [TA_FIELD_NUMBER] = write_number,
        [TA_FIELD_INT] = write_int,       [TA_FIELD_BOOL] = write_bool,
        [TA_FIELD_DAY] = write_day,       [TA_FIELD_MONEY] = write_money,
        [TA_FIELD_POINT] = write_point,   [TA_FIELD_GEOMETRY] = write_geometry,
        [TA_FIELD_OBJECT] = write_object, [TA_FIELD_LIST] = write_list,
    };
    for (size_t i = 0; i < shape->n_fields; i++)
        writer[shape->field[i].kind](&shape->field[i], at, object, ok);
}
