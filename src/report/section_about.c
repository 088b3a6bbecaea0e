/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_about.c  Whom and what it is about; on a page for others neither who nor where. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "report/page.h"
#include "report/share.h"

static void term(struct ta_page *page, const char *key)
{
    ta_page_tags(page, "<div><dt>");
    ta_page_say(page, key);
    ta_page_tags(page, "</dt><dd>");
}

static void end_term(struct ta_page *page)
{
    ta_page_tags(page, "</dd></div>\n");
}

/* Who it is: not on a page for others. */
static void name_term(struct ta_page *page, const char *key, const char *words)
{
    if (page->speech.shared || words == NULL || words[0] == '\0') return;
    term(page, key);
    ta_page_outside(page, words);
    end_term(page);
}

static void code_term(struct ta_page *page, const char *key, const char *words)
{
    if (words == NULL || words[0] == '\0') return;
    term(page, key);
    ta_page_public(page, words);
    end_term(page);
}

static void day_term(struct ta_page *page, const char *key, ta_day day)
{
    char words[TA_SPOKEN];
    ta_say_day(&page->speech, day, words);
    term(page, key);
    ta_page_words(page, words);
    end_term(page);
}

static ta_day signed_on(const struct ta_page *page)
{
    return ta_day_of(page->dossier->envelope.created +
                     page->speech.zone_h * (TA_US_PER_DAY / 24));
}

bool ta_section_expired(const struct ta_page *page)
{
    ta_day last = page->facts->valid_to;
    return last != TA_DAY_NONE && signed_on(page) > last;
}

static void stands_term(struct ta_page *page)
{
    char words[TA_SPOKEN];
    ta_say_day(&page->speech, page->facts->valid_to, words);
    term(page, "report.valid_to");
    ta_page_words(page, words);
    if (ta_section_expired(page)) {
        ta_page_tags(page, " <strong class=\"expired\">");
        ta_page_say(page, "report.expired");
        ta_page_tags(page, "</strong>");
    }
    end_term(page);
}

/* A record's day ends at 24:00 UTC; times further down are by the page's clock. */
static void as_of_term(struct ta_page *page)
{
    char day[TA_SPOKEN], next[TA_SPOKEN];
    ta_say_day(&page->speech, page->facts->as_of, day);
    ta_say_day(&page->speech, page->facts->as_of + 1, next);
    term(page, "report.as_of");
    ta_page_fill(page,
                 page->speech.zone_h == 8 ? "report.as_of_china" : "report.as_of_utc",
                 "day", day, "next", next, (char *)NULL);
    end_term(page);
}

static void sector_term(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    if (facts->sector_code == NULL) return;
    term(page, "report.sector");
    if (facts->sector_scheme != NULL) {
        ta_page_say(page, "report.code");
        ta_page_tags(page, " ");
    }
    ta_page_public(page, facts->sector_code);
    if (facts->sector_scheme != NULL) {
        ta_page_tags(page, " (");
        ta_page_public(page, facts->sector_scheme);
        ta_page_tags(page, ")");
    }
    end_term(page);
}

static void sites_term(struct ta_page *page)
{
    char number[TA_SPOKEN];
    double area = 0.0;
    for (size_t i = 0; i < page->facts->n_sites; i++)
        area += page->facts->site[i].area_m2;
    (void)snprintf(number, sizeof number, "%zu", page->facts->n_sites);
    term(page, "report.sites");
    ta_page_words(page, number);
    ta_page_tags(page, "<br>");
    ta_page_value(page, area / 1e4, "ha");
    end_term(page);
}

static void loans_term(struct ta_page *page)
{
    char words[TA_SPOKEN];
    if (page->facts->n_loans == 0) return;
    term(page, "report.outstanding");
    for (size_t i = 0; i < page->facts->n_loans && i < 4; i++) {
        ta_say_money(&page->speech, &page->facts->loan[i].outstanding, words);
        if (i > 0) ta_page_tags(page, "<br>");
        ta_page_words(page, words);
    }
    end_term(page);
}

/* Where a page for others says that it lies: half a degree is about a district. */
static void tile_term(struct ta_page *page)
{
    struct ta_tile_half tile[TA_TILES_MOST];
    char west[TA_SPOKEN], east[TA_SPOKEN], south[TA_SPOKEN], north[TA_SPOKEN];
    size_t n = ta_share_tiles(page->facts, tile);
    if (!page->speech.shared || n == 0) return;
    term(page, "report.tile");
    for (size_t i = 0; i < n && i < TA_TILES_MOST; i++) {
        ta_say_fixed(&page->speech, tile[i].west, 1, west);
        ta_say_fixed(&page->speech, tile[i].west + 0.5, 1, east);
        ta_say_fixed(&page->speech, tile[i].south, 1, south);
        ta_say_fixed(&page->speech, tile[i].south + 0.5, 1, north);
        if (i > 0) ta_page_tags(page, "<br>");
        ta_page_fill(page, "report.tile_words", "west", west, "east", east, "south",
                     south, "north", north, (char *)NULL);
    }
    if (n > TA_TILES_MOST) {
        char more[TA_SPOKEN];
        ta_say_fixed(&page->speech, (double)(n - TA_TILES_MOST), 0, more);
        ta_page_tags(page, "<br>");
        ta_page_fill(page, "report.tiles_more", "n", more, (char *)NULL);
    }
    end_term(page);
}

static void data_day(struct ta_page *page, const char *key, ta_day day)
{
    char words[TA_SPOKEN];
    if (day == TA_DAY_NONE) return;
    ta_say_day(&page->speech, day, words);
    ta_page_say(page, "report.semicolon");
    ta_page_fill(page, key, "day", words, (char *)NULL);
}

/* Class, purpose and ground of personal data, as the project's document stated them. */
static void data_term(struct ta_page *page)
{
    const struct ta_project *project = &page->dossier->project;
    if (!page->dossier->has_project || project->data_class[0] == '\0') return;
    bool none = strcmp(project->data_class, "none") == 0;
    const char *ground = project->data_ground;
    if (ground[0] == '\0' && project->consent_on != TA_DAY_NONE) ground = "consent";
    term(page, "report.personal_data");
    ta_page_words(page, ta_say_of(&page->speech, "class.", project->data_class, ""));
    if (project->data_purpose != NULL) {
        ta_page_say(page, "report.colon");
        if (ta_share_places(project->data_purpose))
            ta_page_outside(page, project->data_purpose);
        else
            ta_page_public(page, project->data_purpose);
    }
    if (!none && ground[0] != '\0') {
        ta_page_say(page, "report.semicolon");
        ta_page_fill(page, "report.data_ground", "ground",
                     ta_say_of(&page->speech, "ground.", ground, ""), (char *)NULL);
    }
    if (!none) data_day(page, "report.data_consent_on", project->consent_on);
    data_day(page, "report.data_consent_until", project->consent_until);
    data_day(page, "report.data_keep_until", project->keep_until);
    end_term(page);
}

/* A made-up project on real ground: some look or value that an indicator took is real. */
static bool rests_on_real(const struct ta_facts *facts)
{
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        for (size_t k = 0; k < indicator->n_evidence; k++) {
            const struct ta_fact_evidence *e = &facts->evidence[indicator->evidence[k]];
            bool seen = strcmp(e->kind, "chip") == 0 ||
                        (strcmp(e->kind, "layer") == 0 && isfinite(indicator->value));
            if (seen && !e->simulated) return true;
        }
    }
    return false;
}

/* On a page for others a pseudonym, and what such a page leaves out. */
static void write_title(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    char pseudonym[TA_PSEUDONYM_SIZE];
    ta_share_pseudonym(page->dossier, pseudonym);
    ta_page_tags(page, "<h1>");
    if (page->speech.shared)
        ta_page_fill(page, "report.shared_name", "id", pseudonym, (char *)NULL);
    else
        ta_page_outside(page, facts->name != NULL ? facts->name : facts->project);
    ta_page_tags(page, "</h1>\n");
    if (page->speech.shared)
        ta_page_element(page, "p class=\"notice\"", "report.shared");
}

void ta_section_head(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    ta_page_tags(page, "<header class=\"masthead\">\n");
    ta_page_element(page, "p class=\"kind\"", "report.title");
    write_title(page);
    if (facts->simulated)
        ta_page_element(page, "p class=\"notice made-up\"",
                        rests_on_real(facts) ? "report.simulated_project"
                                             : "report.simulated_flag");
    ta_page_tags(page, "<dl class=\"about\">\n");
    name_term(page, "report.client", facts->client_name);
    name_term(page, "report.client_id", facts->client_id);
    name_term(page, "report.project", facts->project);
    sector_term(page);
    code_term(page, "report.country", facts->country);
    tile_term(page);
    code_term(page, "report.class", facts->environmental_class);
    sites_term(page);
    loans_term(page);
    data_term(page);
    as_of_term(page);
    day_term(page, "report.signed_on", signed_on(page));
    stands_term(page);
    ta_page_tags(page, "</dl>\n</header>\n\n");
}
