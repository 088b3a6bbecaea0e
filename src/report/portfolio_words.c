/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_words.c  A figure of a portfolio in words. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "engine/portfolio_figures.h"
#include "report/portfolio.h"

enum { FOUR_DIGITS = 4, KEY = 160 };

void ta_figure_words_free(struct ta_figure_words *words)
{
    ta_text_free(&words->name);
    ta_text_free(&words->key);
    ta_text_free(&words->value);
    ta_text_free(&words->records);
}

void ta_figure_records(const json_t *row, const char *between, struct ta_text *out)
{
    const json_t *list = json_object_get(row, "records");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *run = json_array_get(list, i);
        json_int_t first = json_integer_value(json_array_get(run, 0));
        json_int_t last = json_integer_value(json_array_get(run, 1));
        ta_text_addf(out, "%s%" JSON_INTEGER_FORMAT, i > 0 ? between : "", first);
        if (last != first) ta_text_addf(out, "-%" JSON_INTEGER_FORMAT, last);
    }
}

size_t ta_portfolio_models(const struct ta_speech *speech, const json_t *document,
                           struct ta_text *out)
{
    const json_t *figures = json_object_get(document, "figures");
    size_t n = 0;
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *row = json_array_get(figures, i);
        if (strcmp(ta_json_text(row, "figure"), "model") != 0) continue;
        ta_text_addf(out, "%s%s%s%" JSON_INTEGER_FORMAT,
                     n++ > 0 ? ta_say(speech, "report.list_comma") : "",
                     ta_json_text(row, "key"), ta_say(speech, "report.colon"),
                     json_integer_value(json_object_get(row, "n")));
    }
    return n;
}

size_t ta_portfolio_gwp(const struct ta_speech *speech, const json_t *document,
                        struct ta_text *out)
{
    static const char *const set[] = {"AR4", "AR5", "AR6", ""};
    const json_t *records = json_object_get(document, "records");
    size_t sets = 0;
    for (size_t k = 0; k < sizeof set / sizeof *set; k++) {
        size_t n = 0;
        for (size_t i = 0; i < json_array_size(records); i++) {
            const json_t *e = json_object_get(json_array_get(records, i), "emissions");
            if (json_is_number(json_object_get(e, "financed_emissions")) &&
                strcmp(ta_json_text(e, "gwp"), set[k]) == 0)
                n++;
        }
        if (n == 0) continue;
        ta_text_addf(out, "%s%s%s%zu",
                     sets++ > 0 ? ta_say(speech, "report.list_comma") : "",
                     set[k][0] != '\0' ? set[k] : ta_say(speech, "figure.not_stated"),
                     ta_say(speech, "report.colon"), n);
    }
    return sets;
}

void ta_portfolio_model_name(const json_t *record, char *out, size_t size)
{
    const json_t *model = json_object_get(record, "model");
    *out = '\0';
    if (json_is_object(model))
        (void)snprintf(out, size, "%s-%" JSON_INTEGER_FORMAT, ta_json_text(model, "id"),
                       json_integer_value(json_object_get(model, "version")));
}

/* --- keys --------------------------------------------------------------------------- */

static const char not_found[] = "cannot_say"; /* as ta_standing_code() */

static void add_level(const struct ta_speech *s, const char *code, size_t size,
                      struct ta_text *out)
{
    char level[KEY];
    (void)snprintf(level, sizeof level, "%.*s", (int)size, code);
    if (strcmp(level, not_found) == 0)
        ta_text_add(out, ta_say(s, "level.not_found"));
    else
        ta_text_add(out, ta_say_of(s, "level.", level, ""));
}

/* "elevated>low" */
static void add_move(const struct ta_speech *s, const char *key, struct ta_text *out)
{
    size_t n = strcspn(key, ">");
    add_level(s, key, n, out);
    ta_text_add(out, " \u2192 ");
    if (key[n] == '>') add_level(s, key + n + 1, strlen(key + n + 1), out);
}

/* "very_high/in_part"; "cannot_say/not_observed" */
static void add_basis(const struct ta_speech *s, const char *key, struct ta_text *out)
{
    size_t n = strcspn(key, "/");
    add_level(s, key, n, out);
    if (key[n] != '/' || strncmp(key, not_found, n) == 0) return;
    ta_text_add(out, ta_say(s, "report.colon"));
    ta_text_add(out, ta_say_of(s, "basis.", key + n + 1, ""));
}

/* "vegetation_loss/no_look" */
static void add_coverage(const struct ta_speech *s, const char *key,
                         struct ta_text *out)
{
    char indicator[KEY];
    size_t n = strcspn(key, "/");
    (void)snprintf(indicator, sizeof indicator, "%.*s", (int)n, key);
    ta_text_add(out, ta_say_of(s, "indicator.", indicator, ".title"));
    if (key[n] != '/') return;
    ta_text_add(out, ta_say(s, "report.colon"));
    ta_text_add(out, ta_say_reason(s, key + n + 1));
}

static bool is_coverage(const char *figure)
{
    const struct ta_figure_spec *spec = ta_figure_spec_of(figure);
    return spec != NULL && strcmp(spec->section, "coverage") == 0;
}

static void add_key(const struct ta_speech *s, const char *figure, const char *key,
                    struct ta_text *out)
{
    if (key[0] == '\0') return;
    if (strcmp(key, "not_stated") == 0)
        ta_text_add(out, ta_say(s, "figure.not_stated"));
    else if (strcmp(key, "left_out") == 0)
        ta_text_add(out, ta_say(s, "figure.left_out"));
    else if (strncmp(figure, "level_basis", 11) == 0)
        add_basis(s, key, out);
    else if (strncmp(figure, "level", 5) == 0)
        add_level(s, key, strlen(key), out);
    else if (strncmp(figure, "opinion", 7) == 0)
        ta_text_add(out, ta_say_of(s, "opinion.", key, ""));
    else if (strcmp(figure, "moved") == 0)
        add_move(s, key, out);
    else if (is_coverage(figure))
        add_coverage(s, key, out);
    else if (strcmp(figure, "emissions_not_observed") == 0 ||
             strcmp(figure, "expected_loss_uncovered") == 0 ||
             strcmp(figure, "capital_uncovered") == 0 ||
             strcmp(figure, "financed_unknown") == 0)
        ta_text_add(out, ta_say_reason(s, key));
    else if (strcmp(figure, "evidence_age_band") == 0)
        ta_text_addf(out, "%s %s", key, ta_say_unit(s, "day"));
    else
        ta_text_add(out, key);
}

/* "2025, GWP of AR5": by which set tonnes are weighed. */
static void add_set(const struct ta_speech *s, const json_t *row, struct ta_text *out)
{
    const char *gwp = ta_json_text(row, "gwp");
    if (gwp[0] == '\0') return;
    if (out->size > 0) ta_text_add(out, ta_say(s, "report.list_comma"));
    ta_message_fill(s->messages, s->language, out, "figure.gwp", "set", gwp,
                    (char *)NULL);
}

/* --- values ------------------------------------------------------------------------- */

/* Of the outstanding amount; as a bare number "1" nobody sees that it is all of it. */
static bool is_share(const json_t *row)
{
    const struct ta_figure_spec *spec = ta_figure_spec_of(ta_json_text(row, "figure"));
    return spec != NULL && (spec->kind == TA_KIND_SHARE ||
                            spec == ta_figure_spec(TA_FIGURE_largest_share));
}

static void add_value(const struct ta_speech *s, const json_t *row, struct ta_text *out)
{
    static const struct ta_json_path at = {NULL, "figures", 0};
    const json_t *value = json_object_get(row, "value");
    char words[TA_SPOKEN];
    struct ta_money money = {0, ""};
    if (json_is_object(value) &&
        ta_json_get_money(row, &at, "value", true, &money, NULL) == TA_OK)
        ta_say_money(s, &money, words);
    else if (!json_is_number(value))
        (void)snprintf(words, sizeof words, "%s", ta_say(s, "report.none"));
    else if (is_share(row))
        ta_say_value(s, 100.0 * json_number_value(value), "%", words);
    else if (strcmp(ta_json_text(row, "unit"), "1") == 0)
        ta_say_number(s, json_number_value(value), FOUR_DIGITS, words);
    else
        ta_say_value(s, json_number_value(value), ta_json_text(row, "unit"), words);
    ta_text_add(out, words);
}

void ta_figure_words(const struct ta_speech *speech, const json_t *row,
                     struct ta_figure_words *out)
{
    const char *figure = ta_json_text(row, "figure");
    *out = (struct ta_figure_words){.name = {0}};
    ta_text_add(&out->name, ta_say_of(speech, "figure.", figure, ""));
    ta_text_add(&out->key, "");
    add_key(speech, figure, ta_json_text(row, "key"), &out->key);
    add_set(speech, row, &out->key);
    add_value(speech, row, &out->value);
    ta_text_add(&out->records, "");
    ta_figure_records(row, ta_say(speech, "report.list_comma"), &out->records);
}
