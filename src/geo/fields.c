/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/fields.h"

#include <string.h>

#include "base/project_fields.h"
#include "base/text.h"

void ta_row_fields_free(struct ta_row_fields *fields)
{
    json_decref(fields->document);
    json_decref(fields->site);
    *fields = (struct ta_row_fields){0};
}

/* Properties that speak of the site, and its members. */
static const char *const site_names[][2] = {
    {"site", "n"},
    {"site_name", "name"},
    {"radius_m", "radius_m"},
    {"position_error_m", "position_error_m"},
    {"drawn_by", "drawn_by"},
    {"drawn_on", "drawn_on"},
};

enum { SITE_NAMES = sizeof site_names / sizeof site_names[0], KNOWN_MAX = 64 };

/** The site's member that property @p key gives, or NULL. */
static const char *site_member(const char *key)
{
    for (size_t i = 0; i < SITE_NAMES; i++)
        if (strcmp(key, site_names[i][0]) == 0) return site_names[i][1];
    return NULL;
}

/* A flat table's column is often meant: its member stands deeper here, and its name is in no list. */
static void mend_unknown(const json_t *properties, const char *key,
                         const char *const *known, struct ta_error *err)
{
    bool is_column = ta_column_is_known(key);
    const char *column = is_column ? key : ta_column_meant(properties, key);
    const char *object, *member;
    if (column == NULL || ta_word_known(column, known) ||
        !ta_column_place(column, &object, &member)) {
        ta_mend_unknown(err, key, known);
        return;
    }
    bool is_list = strcmp(object, "loans") == 0 || strcmp(object, "declared") == 0;
    ta_error_mend(err, "%s%s%sin GeoJSON it is the member \"%s\" of %s \"%s\"",
                  is_column ? "" : "did you mean \"", is_column ? "" : column,
                  is_column ? "" : "\"? ", member,
                  is_list ? "an element of" : "the member", object);
}

/** Is each property one that the site or the project takes? */
static enum ta_status check_known(const json_t *properties, struct ta_error *err)
{
    const char *known[KNOWN_MAX + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < SITE_NAMES; i++) known[n++] = site_names[i][0];
    for (size_t i = 0; i + 1 < ta_shape_project.n_fields && n < KNOWN_MAX; i++)
        known[n++] = ta_shape_project.field[i].key; /* all but `sites`, the last */

    const char *key;
    json_t *value;
    json_t *all = (json_t *)(uintptr_t)properties; /* the iterator wants it unconst */
    json_object_foreach(all, key, value)
    {
        if (json_is_null(value) || ta_word_known(key, known)) continue;
        (void)ta_fail(err, TA_E_DATA, "%.60s: unknown member", key);
        mend_unknown(properties, key, known, err);
        return TA_E_DATA;
    }
    return TA_OK;
}

enum ta_status ta_fields_of_document(const json_t *properties,
                                     struct ta_row_fields *out, struct ta_error *err)
{
    struct ta_row_fields made = {json_object(), json_object()};
    bool ok = made.document != NULL && made.site != NULL;
    const char *key;
    json_t *value;
    json_t *all = (json_t *)(uintptr_t)properties; /* the iterator wants it unconst */
    json_object_foreach(all, key, value)
    {
        const char *member = site_member(key);
        json_t *into = member != NULL ? made.site : made.document;
        if (ok && !json_is_null(value))
            ok = json_object_set(into, member != NULL ? member : key, value) == 0;
    }
    if (!ok) {
        ta_row_fields_free(&made);
        return ta_fail(err, TA_E_NOMEM, "no memory for a row");
    }
    *out = made;
    return check_known(properties, err);
}

static bool has_element(const json_t *list, const json_t *element)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), element) == 1) return true;
    return false;
}

/** A list that stands in @p into with the elements of @p more that it lacks. */
static bool join(json_t *into, const char *key, const json_t *more)
{
    json_t *joined =
        json_copy(json_object_get(into, key)); /* the row's own list stays */
    bool ok = joined != NULL;
    for (size_t i = 0; i < json_array_size(more) && ok; i++) {
        json_t *element = json_array_get(more, i);
        if (!has_element(joined, element)) ok = json_array_append(joined, element) == 0;
    }
    if (ok) return json_object_set_new(into, key, joined) == 0;
    json_decref(joined);
    return false;
}

enum ta_status ta_document_merge(json_t *into, const json_t *from, struct ta_error *err)
{
    const char *key;
    json_t *value;
    json_t *all = (json_t *)(uintptr_t)from; /* the iterator wants it unconst */
    bool ok = true;
    json_object_foreach(all, key, value)
    {
        const json_t *there = json_object_get(into, key);
        if (there == NULL) {
            ok = ok && json_object_set(into, key, value) == 0;
        } else if (json_is_array(there) && json_is_array(value)) {
            ok = ok && join(into, key, value);
        } else if (json_equal(there, value) != 1) {
            (void)ta_fail(err, TA_E_DATA,
                          "%.60s: another row of the same project says otherwise", key);
            ta_error_mend(err,
                          "say the same in all rows of a project, or say it in one");
            return TA_E_DATA;
        }
    }
    return ok ? TA_OK : ta_fail(err, TA_E_NOMEM, "no memory for a project");
}
