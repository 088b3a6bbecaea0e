/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_stated.c  What the client states, whether or not the model asks for it. */
#include <stdio.h>
#include <string.h>

#include "base/permit.h"
#include "report/page.h"
#include "terrassay/indicator.h"

/* Emissions and what they are computed from are read together, as "declared". */
static bool is_activity(const char *name)
{
    return strchr(name, '.') != NULL || strncmp(name, "electricity", 11) == 0 ||
           strncmp(name, "heat", 4) == 0;
}

/* Does an input ask for the permits (@p name NULL), or for a declared figure? */
static bool asks(const struct ta_input_spec *spec, const char *name)
{
    static const char figure[] = "declared.";
    size_t e = sizeof figure - 1;
    if (spec->origin != TA_FROM_PROJECT) return false;
    if (name == NULL) return strcmp(spec->key, "permits") == 0;
    if (strcmp(spec->key, "declared") == 0) return is_activity(name);
    if (strncmp(spec->key, figure, e) != 0) return false;
    size_t n =
        strlen(name); /* "production_stopped.days" asks for "production_stopped" */
    return strncmp(spec->key + e, name, n) == 0 &&
           (spec->key[e + n] == '\0' || spec->key[e + n] == '.');
}

static bool is_tested(const struct ta_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_indicator *known = ta_indicator_find(facts->indicator[i].id);
        if (known == NULL || strcmp(facts->indicator[i].reason, "not_applicable") == 0)
            continue;
        for (size_t k = 0; k < known->n_inputs; k++)
            if (asks(&known->input[k], name)) return true;
    }
    return false;
}

static void cell(struct ta_page *page, const char *words)
{
    ta_page_tags(page, "<td>");
    ta_page_words(page, words);
    ta_page_tags(page, "</td>");
}

static void day_cell(struct ta_page *page, ta_day day)
{
    char words[TA_SPOKEN] = "\u2013";
    if (day != TA_DAY_NONE && day != TA_DAY_OPEN) ta_say_day(&page->speech, day, words);
    cell(page, words);
}

enum state { STANDS, ENDED, RENEWED };

static void state_cell(struct ta_page *page, enum state state, bool tested)
{
    ta_page_tags(page, "<td>");
    if (state == ENDED) {
        ta_page_tags(page, "<strong>");
        ta_page_say(page, "report.stated_ended");
        ta_page_tags(page, "</strong>");
    }
    if (state == RENEWED) ta_page_say(page, "report.stated_renewed");
    if (state != STANDS && !tested) ta_page_say(page, "report.semicolon");
    if (!tested) ta_page_say(page, "report.stated_untested");
    if (state == STANDS && tested) ta_page_words(page, "\u2013");
    ta_page_tags(page, "</td></tr>\n");
}

static enum state state_of(const struct ta_page *page, size_t i)
{
    const struct ta_project *project = &page->dossier->project;
    ta_day date = page->facts->as_of;
    if (ta_permit_renewed(project, i, date)) return RENEWED;
    return ta_permit_ended(&project->permit[i], date) ? ENDED : STANDS;
}

static void write_permit(struct ta_page *page, size_t i, bool tested)
{
    const struct ta_permit *permit = &page->dossier->project.permit[i];
    char kind[TA_NAME_SIZE + 8];
    (void)snprintf(kind, sizeof kind, "%s_permit", permit->kind);
    ta_page_tags(page, "<tr><th scope=\"row\">");
    ta_page_words(page, ta_say_of(&page->speech, "input.", kind, ""));
    ta_page_tags(page, "</th><td>");
    ta_page_outside(page, permit->number);
    ta_page_tags(page, "</td>");
    day_cell(page, permit->from);
    day_cell(page, permit->to);
    state_cell(page, state_of(page, i), tested);
}

/* "fuel.coking_coal" -> "Fuel burnt: coking coal". @return false when nobody wrote words for it */
static bool say_activity(const struct ta_page *page, const char *name,
                         struct ta_text *out)
{
    static const char *const group[] = {"account.", "fuel.", "grid."};
    char key[2 * TA_NAME_SIZE];
    const char *dot = strchr(name, '.');
    if (dot == NULL) return false;
    (void)snprintf(key, sizeof key, "stated.%.*s", (int)(dot - name), name);
    if (!ta_message_has(page->speech.messages, page->speech.language, key))
        return false;
    for (size_t i = 0; i < sizeof group / sizeof *group; i++) {
        const char *words = ta_say_of(&page->speech, group[i], dot + 1, "");
        if (words == dot + 1) continue;
        ta_message_fill(page->speech.messages, page->speech.language, out, key, "name",
                        words, (char *)NULL);
        return !out->failed;
    }
    return false;
}

static void write_name(struct ta_page *page, const char *name)
{
    struct ta_text activity = {0};
    const char *words = ta_say_of(&page->speech, "input.", name, "");
    if (say_activity(page, name, &activity))
        ta_page_words(page, activity.bytes);
    else if (words != name || ta_say_may_leave(&page->speech, words))
        ta_page_words(page, words);
    else
        ta_page_outside(page, words);
    ta_text_free(&activity);
}

static void write_figure(struct ta_page *page, const struct ta_declared *figure)
{
    char value[TA_SPOKEN];
    ta_page_tags(page, "<tr><th scope=\"row\">");
    write_name(page, figure->name);
    ta_page_tags(page, "</th>");
    ta_say_value(&page->speech, figure->value, figure->unit, value);
    cell(page, value);
    day_cell(page, figure->from);
    day_cell(page, figure->to);
    state_cell(page, STANDS, is_tested(page->facts, figure->name));
}

void ta_section_stated(struct ta_page *page)
{
    static const char *const headings[] = {"report.stated_what", "report.stated_value",
                                           "report.stated_from", "report.stated_to",
                                           "report.stated_here", NULL};
    const struct ta_project *project = &page->dossier->project;
    if (!page->dossier->has_project || project->n_permits + project->n_declared == 0)
        return;
    bool tested = is_tested(page->facts, NULL);
    ta_page_open(page, "stated", "report.stated", page->facts->simulated);
    ta_page_table(page, "report.stated_caption", headings);
    for (size_t i = 0; i < project->n_permits; i++) write_permit(page, i, tested);
    for (size_t i = 0; i < project->n_declared; i++)
        write_figure(page, &project->declared[i]);
    ta_page_table_end(page);
    ta_page_close(page);
}
