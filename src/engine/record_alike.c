/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/record_alike.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/machine.h"
#include "record/build.h"

enum { WORDS = 256 };

/* Another build may round elsewhere; design: to 1e-9 of the number, or name it. */
static const double tolerance = 1e-9;

/* All that is computed in floating point by more than plain products and sums of what is copied. A
 * number that stands in no row here has to come out to the last digit whoever computed it. */
static const char *const computed[] = {
    "evidence[].clear_fraction",
    "evidence[].cloud_fraction",
    "indicators[].details[].value",
    "indicators[].hi",
    "indicators[].lo",
    "indicators[].scoring.score",
    "indicators[].scoring.score_hi",
    "indicators[].scoring.score_lo",
    "indicators[].scoring.share",
    "indicators[].scoring.what_if",
    "indicators[].trust[].criteria[].value",
    "indicators[].unseen_share",
    "indicators[].value",
    "looks[].clear_fraction",
    "looks[].cloud_fraction",
    "looks[].count",
    "looks[].inside",
    "looks[].max",
    "looks[].mean",
    "looks[].min",
    "looks[].shadow_fraction",
    "looks[].snow_fraction",
    "looks[].stdev",
    "pillars[].score",
    "score.capped",
    "score.hi",
    "score.lo",
    "score.observed_weight",
    "score.reference",
    "score.value",
};

struct walk {
    ta_differs_fn differs;
    void *self;
    bool exact; /* our own build's */
    bool near;  /* something differs by no more than it may */
    bool unlike;
};

/* Where we are: "indicators[vegetation_loss].scoring.share", and "indicators[].scoring.share". */
struct place {
    char text[WORDS], form[WORDS];
};

static struct place member(const struct place *up, const char *key)
{
    struct place at;
    const char *dot = up->text[0] != '\0' ? "." : "";
    (void)snprintf(at.text, sizeof at.text, "%.200s%s%.50s", up->text, dot, key);
    (void)snprintf(at.form, sizeof at.form, "%.200s%s%.50s", up->form, dot, key);
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
    (void)snprintf(at.form, sizeof at.form, "%.200s[]", up->form);
    return at;
}

static bool may_differ(const struct walk *walk, const struct place *at)
{
    for (size_t i = 0; !walk->exact && i < sizeof computed / sizeof *computed; i++)
        if (strcmp(computed[i], at->form) == 0) return true;
    return false;
}

static void show(const json_t *value, char out[WORDS])
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
    (void)snprintf(out, WORDS, "%.*s", WORDS - 1, text.bytes != NULL ? text.bytes : "");
    ta_text_free(&text);
}

static void tell(struct walk *walk, const struct place *at, const json_t *expected,
                 const json_t *found)
{
    char is[WORDS], should[WORDS];
    walk->unlike = true;
    if (walk->differs == NULL) return;
    show(expected, should);
    show(found, is);
    walk->differs(walk->self, at->text, should, is);
}

static void compare_numbers(struct walk *walk, const struct place *at,
                            const json_t *expected, const json_t *found)
{
    double a = json_number_value(expected), b = json_number_value(found);
    if (a == b) return;
    if (may_differ(walk, at) && fabs(a - b) <= tolerance * fmax(fabs(a), fabs(b)))
        walk->near = true;
    else
        tell(walk, at, expected, found);
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
    else if (json_is_number(expected) && json_is_number(found))
        compare_numbers(walk, at, expected, found);
    else if (found == NULL || !json_equal(expected, found))
        tell(walk, at, expected, found);
}

/* --- who made it -------------------------------------------------------------------- */

bool ta_made_here(const char *build, const char *machine)
{
    char here[TA_NAME_SIZE];
    ta_machine(here);
    return strcmp(build, ta_build_id()) == 0 && strcmp(machine, here) == 0;
}

/* What another build, or ours elsewhere, says of itself is no difference of the record. */
static bool set_maker_aside(json_t *expected, json_t *found)
{
    json_t *program = json_object_get(found, "program");
    json_t *ours = json_object_get(expected, "program");
    const char *build = json_string_value(json_object_get(program, "build"));
    const char *machine = json_string_value(json_object_get(program, "machine"));
    bool same = build != NULL && strcmp(build, ta_build_id()) == 0;
    if (same && machine != NULL && ta_made_here(build, machine)) return true;
    const char *const aside[] = {"machine", "build", "version"};
    for (size_t i = 0; i < (same ? 1 : sizeof aside / sizeof *aside); i++) {
        if (json_object_get(program, aside[i]) != NULL &&
            !json_is_string(json_object_get(program, aside[i])))
            continue; /* no word: a difference */
        (void)json_object_del(program, aside[i]);
        (void)json_object_del(ours, aside[i]);
    }
    return false;
}

static enum ta_likeness walk_both(const struct ta_record_pair *pair, json_t *expected,
                                  json_t *found)
{
    struct walk walk = {.differs = pair->differs, .self = pair->self};
    const struct place top = {"", ""};
    walk.exact = set_maker_aside(expected, found);
    compare(&walk, &top, expected, found);
    if (walk.unlike) return TA_UNLIKE;
    return walk.near ? TA_NEAR : TA_SAME;
}

enum ta_status ta_record_alike(const struct ta_record_pair *pair, enum ta_likeness *out,
                               struct ta_error *err)
{
    json_t *expected = NULL, *found = NULL;
    *out = TA_SAME;
    if (pair->computed_size == pair->kept_size &&
        memcmp(pair->computed, pair->kept, pair->kept_size) == 0)
        return TA_OK;
    *out = TA_UNLIKE;
    enum ta_status rc = ta_json_parse("record", pair->computed, pair->computed_size,
                                      SIZE_MAX, &expected, err);
    if (rc == TA_OK)
        rc =
            ta_json_parse("record", pair->kept, pair->kept_size, SIZE_MAX, &found, err);
    if (rc == TA_OK) *out = walk_both(pair, expected, found);
    json_decref(expected);
    json_decref(found);
    return rc;
}
