/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/lacking.h"

#include <stdio.h>
#include <string.h>

static const char figure[] = "declared.";

/* Words that are added whole or not at all; room is kept for what closes the list. */
struct words {
    char *out;
    size_t n;
};

static bool add(struct words *to, const char *more, size_t kept)
{
    size_t size = strlen(more);
    if (to->n + size + kept >= TA_LACKING_WORDS) return false;
    memcpy(to->out + to->n, more, size + 1);
    to->n += size;
    return true;
}

static bool lacks(const struct ta_input_spec *spec, const struct ta_input *input)
{
    return spec->origin == TA_FROM_PROJECT && spec->required &&
           input->reason == TA_CLIENT_SILENT;
}

static bool is_figure(const struct ta_input_spec *spec)
{
    return strncmp(spec->key, figure, sizeof figure - 1) == 0;
}

/* Of rows of declared figures those that answer the indicator; NULL of other rows. */
static const char *rows_of(const struct ta_indicator *indicator,
                           const struct ta_input_spec *spec)
{
    static const struct {
        const char *id, *any_of;
    } rows[] = {{"scope1_claim", "emissions.scope1, generation.*, fuel.*"},
                {"generation_emissions", "generation.*"}};
    if (strcmp(spec->key, "declared") != 0) return NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].id, indicator->id) == 0) return rows[i].any_of;
    return "emissions.scope1, fuel.*, electricity.*";
}

/* "loans", "permits"; "declared" with the names of which any one would do; a limit stands with its datastream. */
static void add_member(struct words *to, const char *key, const char *any_of)
{
    char word[2 * TA_NAME_SIZE];
    bool stream = strncmp(key, "datastream.", 11) == 0;
    (void)snprintf(word, sizeof word, "%s\"%.60s\"%s%.60s%s", to->n > 0 ? ", " : "",
                   stream ? "datastreams" : key, any_of == NULL ? "" : " (any of ",
                   any_of == NULL ? "" : any_of, any_of == NULL ? "" : ")");
    (void)add(to, word, 0);
}

/* A figure is asked for by its name; with its day where the days since it are. */
static bool add_figure(struct words *to, const char *key, bool first)
{
    static const char days[] = ".days";
    char word[2 * TA_NAME_SIZE];
    const char *name = key + sizeof figure - 1;
    size_t n = strlen(name), e = sizeof days - 1;
    bool dated = n > e && strcmp(name + n - e, days) == 0;
    const char *before = !first      ? ", "
                         : to->n > 0 ? ", \"declared\" ("
                                     : "\"declared\" (";
    (void)snprintf(word, sizeof word, "%s%.*s%s", before, (int)(dated ? n - e : n),
                   name, dated ? " with \"from\"" : "");
    return add(to, word, 1);
}

bool ta_lacking_words(const struct ta_indicator *indicator,
                      const struct ta_input *input, char out[TA_LACKING_WORDS])
{
    struct words to = {out, 0};
    bool figures = false;
    out[0] = '\0';
    for (size_t k = 0; k < indicator->n_inputs; k++) {
        const struct ta_input_spec *spec = &indicator->input[k];
        if (!is_figure(spec) && lacks(spec, &input[k]))
            add_member(&to, spec->key, rows_of(indicator, spec));
    }
    for (size_t k = 0; k < indicator->n_inputs; k++) {
        const struct ta_input_spec *spec = &indicator->input[k];
        if (is_figure(spec) && lacks(spec, &input[k]))
            figures = add_figure(&to, spec->key, !figures) || figures;
    }
    if (figures) (void)add(&to, ")", 0);
    return to.n > 0;
}
