/* SPDX-License-Identifier: Apache-2.0 */
/** @file verify_compare.c  Where two records differ. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "engine/verify_private.h"

/* Another build may round elsewhere; design: to 1e-9 of the number, or name it. */
static const double tolerance = 1e-9;

struct walk {
    ta_differs_fn differs;
    void *self;
    bool same;
};

/* Where we are: "indicators[vegetation_loss].scoring.share". */
struct place {
    char text[TA_FAULT_TEXT];
};

static struct place member(const struct place *up, const char *key)
{
    struct place at;
    const char *dot = up->text[0] != '\0' ? "." : "";
    (void)snprintf(at.text, sizeof at.text, "%.200s%s%.50s", up->text, dot, key);
    return at;
}

/* By its id where it has one: a reader knows indicators by name, not by number. */
static struct place element(const struct place *up, size_t i, const json_t *value)
{
    struct place at;
    const char *id = json_string_value(json_object_get(value, "id"));
    if (id != NULL)
        (void)snprintf(at.text, sizeof at.text, "%.160s[%.90s]", up->text, id);
    else
        (void)snprintf(at.text, sizeof at.text, "%.200s[%zu]", up->text, i);
    return at;
}

static void show(const json_t *value, char out[TA_FAULT_TEXT])
{
    struct ta_text text = {0};
    if (value == NULL)
        ta_text_add(&text, "nothing");
    else if (json_is_object(value) || json_is_array(value))
        ta_text_addf(&text, "%s of %zu", json_is_object(value) ? "an object" : "a list",
                     json_is_object(value) ? json_object_size(value)
                                           : json_array_size(value));
    else if (ta_json_canonical(value, &text) != TA_OK)
        ta_text_add(&text, "?");
    (void)snprintf(out, TA_FAULT_TEXT, "%.*s", TA_FAULT_TEXT - 1,
                   text.bytes != NULL ? text.bytes : "");
    ta_text_free(&text);
}

static void tell(struct walk *walk, const struct place *at, const json_t *expected,
                 const json_t *found)
{
    char is[TA_FAULT_TEXT], should[TA_FAULT_TEXT];
    show(expected, should);
    show(found, is);
    walk->same = false;
    walk->differs(walk->self, at->text, should, is);
}

static bool numbers_near(const json_t *expected, const json_t *found)
{
    double a = json_number_value(expected), b = json_number_value(found);
    return fabs(a - b) <= tolerance * fmax(fabs(a), fabs(b));
}

static void compare(struct walk *walk, const struct place *at, const json_t *expected,
                    const json_t *found);

static void compare_objects(struct walk *walk, const struct place *at, json_t *expected,
                            json_t *found)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(expected, key, value)
    {
        const struct place here = member(at, key);
        compare(walk, &here, value, json_object_get(found, key));
    }
    json_object_foreach(found, key, value)
    {
        const struct place here = member(at, key);
        if (json_object_get(expected, key) == NULL) tell(walk, &here, NULL, value);
    }
}

static void compare_arrays(struct walk *walk, const struct place *at,
                           const json_t *expected, const json_t *found)
{
    size_t a = json_array_size(expected), b = json_array_size(found);
    for (size_t i = 0; i < a || i < b; i++) {
        const json_t *should = json_array_get(expected, i),
                     *is = json_array_get(found, i);
        const struct place here = element(at, i, should != NULL ? should : is);
        if (should == NULL || is == NULL)
            tell(walk, &here, should, is);
        else
            compare(walk, &here, should, is);
    }
}

/* The depth of both is limited by the reader of JSON. */
static void compare(struct walk *walk, const struct place *at, const json_t *expected,
                    const json_t *found)
{
    if (json_is_object(expected) && json_is_object(found))
        compare_objects(walk, at, (json_t *)(uintptr_t)expected,
                        (json_t *)(uintptr_t)found);
    else if (json_is_array(expected) && json_is_array(found))
        compare_arrays(walk, at, expected, found);
    else if (json_is_number(expected) && json_is_number(found)) {
        if (!numbers_near(expected, found)) tell(walk, at, expected, found);
    } else if (found == NULL || !json_equal(expected, found))
        tell(walk, at, expected, found);
}

bool ta_record_compare(const json_t *expected, const json_t *found,
                       ta_differs_fn differs, void *self)
{
    struct walk walk = {differs, self, true};
    const struct place top = {""};
    compare(&walk, &top, expected, found);
    return walk.same;
}
