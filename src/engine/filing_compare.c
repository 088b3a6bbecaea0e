/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filing_compare.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"

/* "financed_pcaf|CNY|key|AR5": what a figure is found by. */
static char *name_of(const json_t *figure)
{
    static const char *const part[] = {"figure", "currency", "key", "gwp"};
    struct ta_text name = {0};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const char *text = json_string_value(json_object_get(figure, part[i]));
        ta_text_addf(&name, "%s|", text != NULL ? text : "");
    }
    return ta_text_take(&name);
}

/* The members of @p list by name. */
static json_t *index_of(const json_t *list, char *(*name)(const json_t *), bool *ok)
{
    json_t *index = json_object();
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        char *key = name(one);
        if (key == NULL || json_object_set(index, key, one) != 0) *ok = false;
        ta_free(key);
    }
    return index;
}

static void set_side(json_t *row, const char *side, const json_t *from, const char *key,
                     bool *ok)
{
    json_t *value = from == NULL ? NULL : json_object_get(from, key);
    ta_json_set(row, side, value == NULL ? json_null() : json_incref(value), ok);
}

static json_t *figure_row(const json_t *filed, const json_t *restated, bool *ok)
{
    static const char *const same[] = {"section",  "figure", "key",
                                       "currency", "gwp",    "unit"};
    const json_t *either = filed != NULL ? filed : restated;
    json_t *row = json_object();
    for (size_t k = 0; k < sizeof same / sizeof *same; k++)
        set_side(row, same[k], either, same[k], ok);
    set_side(row, "filed", filed, "value", ok);
    set_side(row, "restated", restated, "value", ok);
    return row;
}

static char *project_of(const json_t *record)
{
    return ta_strdup(json_string_value(json_object_get(record, "project")));
}

static json_t *record_row(const json_t *filed, const json_t *restated, bool *ok)
{
    json_t *row = json_object();
    set_side(row, "project", filed != NULL ? filed : restated, "project", ok);
    set_side(row, "filed", filed, "record", ok);
    set_side(row, "restated", restated, "record", ok);
    return row;
}

/* How two lists of one kind are compared. */
struct comparing {
    const char *list, *value;
    char *(*name)(const json_t *);
    json_t *(*row)(const json_t *filed, const json_t *restated, bool *ok);
};

/* Rows of what differs: first in the order of the new list, then what is no more. */
static json_t *compare(const json_t *filed, const json_t *restated,
                       const struct comparing *how, bool *ok)
{
    const json_t *old = json_object_get(filed, how->list);
    const json_t *new = json_object_get(restated, how->list);
    json_t *rows = json_array(),
           *index[2] = {index_of(old, how->name, ok), index_of(new, how->name, ok)};
    for (int pass = 0; pass < 2; pass++) {
        const json_t *list = pass == 0 ? new : old;
        for (size_t i = 0; i < json_array_size(list); i++) {
            json_t *one = json_array_get(list, i);
            char *key = how->name(one);
            json_t *other = key == NULL ? NULL : json_object_get(index[pass], key);
            bool differs =
                other == NULL ||
                (pass == 0 && !json_equal(json_object_get(one, how->value),
                                          json_object_get(other, how->value)));
            json_t *row = !differs    ? NULL
                          : pass == 0 ? how->row(other, one, ok)
                                      : how->row(one, NULL, ok);
            if (row != NULL && json_array_append_new(rows, row) != 0) *ok = false;
            ta_free(key);
        }
    }
    json_decref(index[0]);
    json_decref(index[1]);
    return rows;
}

json_t *ta_filing_figures(const json_t *filed, const json_t *restated, bool *ok)
{
    static const struct comparing how = {"figures", "value", name_of, figure_row};
    return compare(filed, restated, &how, ok);
}

json_t *ta_filing_because(const json_t *filed, const json_t *restated, bool *ok)
{
    static const struct comparing how = {"records", "record", project_of, record_row};
    return compare(filed, restated, &how, ok);
}
