/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_standing.c  What an earlier record says that this one does not lift, above its verdict. */
#include <stdio.h>
#include <string.h>

#include "record/codes.h"
#include "report/page.h"

static void name_lacks(struct ta_page *page, struct ta_text *out)
{
    const struct ta_lasting_why *why = &page->dossier->lasting.why;
    for (size_t i = 0; i < why->n; i++) {
        if (i > 0) ta_text_add(out, ta_say(&page->speech, "report.list_comma"));
        ta_text_add(out, ta_page_indicator(page, why->lacks[i]));
    }
    if (out->failed) ta_page_fail(page, TA_E_NOMEM);
}

static void write_standing(struct ta_page *page)
{
    const struct ta_lasting_answer *lasting = &page->dossier->lasting;
    const struct ta_lasting *stood = &lasting->stands;
    struct ta_text names = {0};
    char day[TA_SPOKEN], until[TA_SPOKEN], key[TA_NAME_SIZE];
    ta_say_day(&page->speech, stood->as_of, day);
    ta_say_day(&page->speech, stood->valid_to, until);
    (void)snprintf(key, sizeof key, "report.standing%s", lasting->why.key);
    name_lacks(page, &names);
    ta_page_tags(page, "<p><strong>");
    ta_page_fill(
        page, key, "day", day, "until", until, "class",
        ta_say(&page->speech, stood->decision ? "class.decision" : "class.indicative"),
        "model", stood->model, "opinion",
        ta_say_of(&page->speech, "opinion.", ta_opinion_code(stood->opinion), ""),
        "names", names.size > 0 && !names.failed ? names.bytes : "", (char *)NULL);
    ta_page_tags(page, "</strong> <span class=\"hash\">");
    ta_page_words(page, stood->id);
    ta_page_tags(page, "</span></p>\n");
    ta_text_free(&names);
}

static void write_unknown(struct ta_page *page)
{
    const struct ta_lasting_answer *lasting = &page->dossier->lasting;
    char n[TA_SPOKEN];
    ta_say_fixed(&page->speech, (double)lasting->n_unknown, 0, n);
    ta_page_tags(page, "<p><strong>");
    ta_page_fill(page,
                 lasting->n_unknown == 1 ? "report.standing_unknown_one"
                                         : "report.standing_unknown",
                 "n", n, "record", lasting->unknown, (char *)NULL);
    ta_page_tags(page, "</strong></p>\n");
}

void ta_page_standing(struct ta_page *page)
{
    const struct ta_dossier *d = page->dossier;
    bool stands =
        d->lasting.stands.id[0] != '\0' && strcmp(d->lasting.stands.id, d->id) != 0;
    if (!stands && d->lasting.n_unknown == 0) return;
    ta_page_tags(page, "<div class=\"notice standing\">\n");
    if (stands) write_standing(page);
    if (d->lasting.n_unknown > 0) write_unknown(page);
    ta_page_tags(page, "</div>\n");
}
