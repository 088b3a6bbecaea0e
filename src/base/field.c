/* SPDX-License-Identifier: Apache-2.0 */
#include "base/field.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"

static char *place(const struct ta_field *field, void *at)
{
    return (char *)at + field->offset;
}

static size_t *count_of(const struct ta_field *field, void *at)
{
    return (size_t *)(void *)((char *)at + field->count);
}

static void *element(const struct ta_field *field, void *list, size_t i)
{
    return (char *)list + i * field->below->size;
}

static void clear_one(const struct ta_field *field, void *at)
{
    static const double none[2] = {NAN, NAN};
    static const ta_day no_day = TA_DAY_NONE;
    if (field->kind == TA_FIELD_NUMBER) memcpy(place(field, at), none, sizeof *none);
    if (field->kind == TA_FIELD_POINT) memcpy(place(field, at), none, sizeof none);
    if (field->kind == TA_FIELD_DAY) memcpy(place(field, at), &no_day, sizeof no_day);
}

static void clear_members(const struct ta_shape *shape, void *at)
{
    for (size_t i = 0; i < shape->n_fields; i++) {
        const struct ta_field *field = &shape->field[i];
        clear_one(field, at);
        if (field->kind == TA_FIELD_OBJECT) clear_members(field->below, at);
    }
}

void ta_fields_clear(const struct ta_shape *shape, void *at)
{
    memset(at, 0, shape->size);
    clear_members(shape, at);
}

static void free_members(const struct ta_shape *shape, void *at);

static void free_list(const struct ta_field *field, void *at)
{
    void *list = *(void **)(void *)place(field, at);
    for (size_t i = 0; list != NULL && i < *count_of(field, at); i++)
        free_members(field->below, element(field, list, i));
    ta_free(list);
}

static void free_members(const struct ta_shape *shape, void *at)
{
    for (size_t i = 0; i < shape->n_fields; i++) {
        const struct ta_field *field = &shape->field[i];
        void *member = place(field, at);
        if (field->kind == TA_FIELD_TEXT) ta_free(*(char **)member);
        if (field->kind == TA_FIELD_GEOMETRY) ta_polygons_free(member);
        if (field->kind == TA_FIELD_OBJECT) free_members(field->below, at);
        if (field->kind == TA_FIELD_LIST) free_list(field, at);
    }
}

void ta_fields_free(const struct ta_shape *shape, void *at)
{
    free_members(shape, at);
    ta_fields_clear(shape, at);
}
