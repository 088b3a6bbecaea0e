/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filing_compare.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "engine/portfolio_figures.h"

/* "financed_pcaf|CNY|key|": what a figure is found by, but for the last @p n_less of its parts. */
static char *name_but(const json_t *figure, size_t n_less)
{
    static const char *const part[] = {"figure", "currency", "key", "gwp"};
    struct ta_text name = {0};
    for (size_t i = 0; i + n_less < sizeof part / sizeof *part; i++) {
        const char *text = json_string_value(json_object_get(figure, part[i]));
        ta_text_addf(&name, "%s|", text != NULL ? text : "");
    }
    return ta_text_take(&name);
}

/* "financed_pcaf|CNY|key|AR5" */
static char *name_of(const json_t *figure)
{
    return name_but(figure, 0);
}

/* As documents named their figures before they told sets of GWP apart. */
static char *plain_name_of(const json_t *figure)
{
    return name_but(figure, 1);
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
    const json_t *either = restated != NULL ? restated : filed;
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
    static const struct comparing plain = {"figures", "value", plain_name_of,
                                           figure_row};
    bool told = json_object_get(filed, "gwp") != NULL;
    return compare(filed, restated, told ? &how : &plain, ok);
}

json_t *ta_filing_because(const json_t *filed, const json_t *restated, bool *ok)
{
    static const struct comparing how = {"records", "record", project_of, record_row};
    return compare(filed, restated, &how, ok);
}

/* --- a former form ------------------------------------------------------------------ */

static const double rounding = 1e-9; /* of what is added up in another order */

/* Of a document that was filed before forms had numbers: none. */
static json_int_t form_of(const json_t *document)
{
    return json_integer_value(json_object_get(document, "form"));
}

/* All that @p filed says stands in @p now, which may say more of each thing. */
static bool comes_again(const json_t *filed, const json_t *now)
{
    const char *key;
    json_t *member;
    if (json_is_object(filed)) {
        json_object_foreach(
            (json_t *)(uintptr_t)filed, key,
            member) if (!comes_again(member, json_object_get(now, key))) return false;
        return json_is_object(now);
    }
    if (!json_is_array(filed)) return json_equal(filed, now);
    if (!json_is_array(now) || json_array_size(filed) != json_array_size(now))
        return false;
    for (size_t i = 0; i < json_array_size(filed); i++)
        if (!comes_again(json_array_get(filed, i), json_array_get(now, i)))
            return false;
    return true;
}

/* Figures of a list by their plain names, each a list: of one set of GWP after another. */
static json_t *sets_of(const json_t *figures, bool *ok)
{
    json_t *index = json_object();
    for (size_t i = 0; i < json_array_size(figures); i++) {
        json_t *figure = json_array_get(figures, i), *sets;
        char *name = plain_name_of(figure);
        if (name == NULL) {
            *ok = false;
            break;
        }
        sets = json_object_get(index, name);
        if (sets == NULL && json_object_set_new(index, name, json_array()) == 0)
            sets = json_object_get(index, name);
        if (json_array_append(sets, figure) != 0) *ok = false;
        ta_free(name);
    }
    return index;
}

/* One sum over several sets, as it was filed: that much they come to. What else was made of several,
 * nobody makes any more, and nothing can be held against it. */
static bool sums_again(const json_t *figure, const json_t *sets)
{
    const struct ta_figure_spec *spec =
        ta_figure_spec_of(json_string_value(json_object_get(figure, "figure")));
    double sum = 0.0, was = json_number_value(json_object_get(figure, "value"));
    if (spec == NULL || spec->kind != TA_KIND_SUM) return spec != NULL;
    for (size_t i = 0; i < json_array_size(sets); i++)
        sum += json_number_value(json_object_get(json_array_get(sets, i), "value"));
    return fabs(sum - was) <= rounding * fabs(was);
}

/* Does the figure name the i-th record, in numbers from 1, among those it rests on? */
static bool rests_on(const json_t *figure, size_t i)
{
    const json_t *runs = json_object_get(figure, "records");
    for (size_t k = 0; k < json_array_size(runs); k++) {
        const json_t *run = json_array_get(runs, k);
        json_int_t n = (json_int_t)i + 1;
        if (json_integer_value(json_array_get(run, 0)) <= n &&
            n <= json_integer_value(json_array_get(run, 1)))
            return true;
    }
    return false;
}

/* Minor units of a record's loans that are outstanding in a currency; all of them count for one of none. */
static double outstanding(const json_t *record, const char *currency)
{
    static const struct ta_json_path at = {NULL, "loans", 0};
    const json_t *loans = json_object_get(record, "loans");
    double sum = 0.0;
    for (size_t i = 0; i < json_array_size(loans); i++) {
        struct ta_money money = {0, ""};
        if (ta_json_get_money(json_array_get(loans, i), &at, "outstanding", false,
                              &money, NULL) == TA_OK &&
            strcmp(money.currency, currency) == 0)
            sum += (double)money.minor;
    }
    return sum;
}

/* Is a key the record's level, or "<level>/<basis>"? */
static bool is_of_level(const json_t *record, const char *key)
{
    const char *level = ta_json_text(record, "level");
    size_t size = strlen(level);
    if (strncmp(level, key, size) != 0) return false;
    return key[size] == '\0' ||
           (key[size] == '/' &&
            strcmp(key + size + 1, ta_json_text(record, "basis")) == 0);
}

/* Levels were told of records whose opinion is that nobody can say, too: by number, or by amount. */
static bool level_again(const json_t *figure, const json_t *records)
{
    const char *key = ta_json_text(figure, "key");
    const char *currency = ta_json_text(figure, "currency");
    double part = 0.0, whole = 0.0, n = 0.0;
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *record = json_array_get(records, i);
        double amount = currency[0] == '\0' ? 1.0 : outstanding(record, currency);
        bool is = is_of_level(record, key);
        if (rests_on(figure, i) != (is && amount > 0.0)) return false;
        whole += amount;
        part += is ? amount : 0.0;
        n += is && amount > 0.0 ? 1.0 : 0.0;
    }
    double value = json_number_value(json_object_get(figure, "value"));
    double wanted = currency[0] == '\0' ? part : part / whole;
    return n == json_number_value(json_object_get(figure, "n")) &&
           fabs(value - wanted) <= rounding * wanted;
}

/* To what a figure is held that another rule made. */
enum hold {
    BY_LEVELS, /* the levels of the records' rows */
    BY_SUM, /* what it comes to with the others of its currency and the start of its key */
    BY_NOTHING
};

/* Figures whose rule changed in a form. */
static const struct rule {
    const char *figure, *with;
    json_int_t since; /* the first form by today's rule */
    enum hold hold;
} rules[] = {
    {"level", NULL, 2, BY_LEVELS},
    {"level_amount", NULL, 2, BY_LEVELS},
    {"level_basis", NULL, 2, BY_LEVELS},
    {"level_basis_amount", NULL, 2, BY_LEVELS},
    {"not_observed", NULL, 2, BY_SUM},
    {"stated", "estimated", 2, BY_SUM},
    {"estimated", "stated", 2, BY_SUM},
    {"evidence_age", NULL, 2, BY_NOTHING},
    {"evidence_age_band", NULL, 2, BY_NOTHING},
    {"financed_estimated", NULL, 2, BY_NOTHING},
    {"emissions_estimated", NULL, 2, BY_NOTHING},
};

static bool is_with(const json_t *figure, const json_t *other, const struct rule *rule)
{
    const char *id = ta_json_text(other, "figure");
    const char *key = ta_json_text(figure, "key");
    const char *key_of_other = ta_json_text(other, "key");
    size_t size = strcspn(key, "/");
    return (strcmp(id, rule->figure) == 0 ||
            (rule->with != NULL && strcmp(id, rule->with) == 0)) &&
           strcmp(ta_json_text(figure, "currency"), ta_json_text(other, "currency")) ==
               0 &&
           size == strcspn(key_of_other, "/") && strncmp(key, key_of_other, size) == 0;
}

static double sum_with(const json_t *figure, const json_t *document,
                       const struct rule *rule)
{
    const json_t *figures = json_object_get(document, "figures");
    double sum = 0.0;
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *other = json_array_get(figures, i);
        if (is_with(figure, other, rule))
            sum += json_number_value(json_object_get(other, "value"));
    }
    return sum;
}

/* As far as a rule that is no more can be held to anything. */
static bool by_former_rule(const json_t *figure, const json_t *filed,
                           const json_t *again)
{
    const char *id = ta_json_text(figure, "figure");
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rules[i].figure, id) != 0 || form_of(filed) >= rules[i].since)
            continue;
        if (rules[i].hold == BY_LEVELS)
            return level_again(figure, json_object_get(again, "records"));
        if (rules[i].hold == BY_NOTHING) return true;
        double was = sum_with(figure, filed, &rules[i]);
        double is = sum_with(figure, again, &rules[i]);
        return fabs(is - was) <= rounding * fabs(was);
    }
    return false;
}

/* Rows as they come again, but for what has another rule: which evidence is the newest since form 2, which
 * earlier record still stands since form 3. */
static bool rows_again(const json_t *filed, const json_t *again, bool *ok)
{
    json_t *rows = json_deep_copy(json_object_get(filed, "records"));
    if (rows == NULL) *ok = false;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        if (form_of(filed) < 2) (void)json_object_del(row, "evidence_to");
        if (form_of(filed) < 3) (void)json_object_del(row, "standing");
    }
    bool same = comes_again(rows, json_object_get(again, "records"));
    json_decref(rows);
    return same;
}

static bool figure_again(const json_t *figure, const json_t *index, bool *ok)
{
    char *name = plain_name_of(figure);
    const json_t *sets = name == NULL ? NULL : json_object_get(index, name);
    if (name == NULL) *ok = false;
    ta_free(name);
    return json_array_size(sets) == 1 ? comes_again(figure, json_array_get(sets, 0))
                                      : sets != NULL && sums_again(figure, sets);
}

bool ta_filing_former(const json_t *filed, const json_t *again, bool *ok)
{
    const json_t *figures = json_object_get(filed, "figures");
    bool same = form_of(filed) < form_of(again) && rows_again(filed, again, ok) &&
                comes_again(json_object_get(filed, "changes"),
                            json_object_get(again, "changes"));
    if (!same) return false;
    json_t *index = sets_of(json_object_get(again, "figures"), ok);
    for (size_t i = 0; same && i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        same = figure_again(figure, index, ok) || by_former_rule(figure, filed, again);
    }
    json_decref(index);
    return same;
}
