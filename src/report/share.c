/* SPDX-License-Identifier: Apache-2.0 */
#include "report/share.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void ta_share_pseudonym(const struct ta_dossier *dossier, char out[TA_PSEUDONYM_SIZE])
{
    (void)snprintf(out, TA_PSEUDONYM_SIZE, "%.*s", TA_PSEUDONYM_SIZE - 1, dossier->id);
}

/* --- names ------------------------------------------------------------------------------ */

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Do two letters or digits of ASCII stand side by side, as they do inside a word? */
static bool one_word(char a, char b)
{
    return isalnum((unsigned char)a) && isalnum((unsigned char)b);
}

/* As whole words: a site "at" is not named by "rate". One letter or digit names nobody, and stands in
 * every sentence. */
static bool holds(const char *words, const char *name)
{
    size_t n = name == NULL ? 0 : strlen(name);
    if (n < 2) return false;
    for (char before = ' '; *words != '\0'; before = *words++) {
        size_t i = 0;
        while (i < n && same_letter(words[i], name[i])) i++;
        if (i == n && !one_word(before, name[0]) && !one_word(name[n - 1], words[n]))
            return true;
    }
    return false;
}

/* Three decimals of a degree are about a hundred metres. */
bool ta_share_places(const char *words)
{
    enum { DECIMALS = 3 };
    for (; *words != '\0'; words++) {
        if (*words != '.') continue;
        if (strspn(words + 1, "0123456789") >= DECIMALS) return true;
    }
    return false;
}

/* Sites, loans and devices. */
static bool holds_a_thing(const struct ta_project *p, const char *words)
{
    bool found = false;
    for (size_t i = 0; i < p->n_sites; i++)
        found =
            found || holds(words, p->site[i].name) || holds(words, p->site[i].drawn_by);
    for (size_t i = 0; i < p->n_loans; i++)
        found = found || holds(words, p->loan[i].id);
    for (size_t i = 0; i < p->n_datastreams; i++)
        found = found || holds(words, p->datastream[i].device) ||
                holds(words, p->datastream[i].serial);
    return found;
}

/* Suppliers, permits, certificates, and what stands behind the loans. */
static bool holds_an_other(const struct ta_project *p, const char *words)
{
    bool found = false;
    for (size_t i = 0; i < p->n_suppliers; i++)
        found = found || holds(words, p->supplier[i].id) ||
                holds(words, p->supplier[i].name);
    for (size_t i = 0; i < p->n_permits; i++)
        found = found || holds(words, p->permit[i].number) ||
                holds(words, p->permit[i].authority);
    for (size_t i = 0; i < p->n_declared; i++)
        found = found || holds(words, p->declared[i].serials);
    for (size_t i = 0; i < p->n_backing; i++)
        found = found || holds(words, p->backing[i].name) ||
                holds(words, p->backing[i].by) || holds(words, p->backing[i].serials);
    return found;
}

bool ta_share_names(const struct ta_dossier *dossier, const char *words)
{
    const struct ta_facts *facts = &dossier->facts;
    const char *const name[] = {facts->project, facts->name, facts->client_id,
                                facts->client_name};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (holds(words, name[i])) return true;
    for (size_t i = 0; i < facts->n_sites; i++)
        if (holds(words, facts->site[i].name)) return true;
    return dossier->has_project && (holds_a_thing(&dossier->project, words) ||
                                    holds_an_other(&dossier->project, words));
}

static void add_number(const struct ta_speech *speech, const char *key, size_t at,
                       struct ta_text *out)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%zu", at + 1);
    ta_message_fill(speech->messages, speech->language, out, key, "n", number,
                    (char *)NULL);
}

bool ta_share_stand_in(const struct ta_speech *speech, const char *word,
                       struct ta_text *out)
{
    const struct ta_dossier *dossier = speech->whose;
    const struct ta_project *p = &dossier->project;
    size_t n = dossier->has_project ? p->n_datastreams : 0;
    for (size_t i = 0; i < n; i++) {
        char whole[TA_ID_SIZE + TA_NAME_SIZE];
        (void)snprintf(whole, sizeof whole, "%s/%s", p->datastream[i].device,
                       p->datastream[i].name);
        if (strcmp(whole, word) != 0) continue;
        add_number(speech, "report.signal_n", i, out);
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(p->datastream[i].device, word) != 0) continue;
        add_number(speech, "report.device_of_n", i, out);
        return true;
    }
    for (size_t i = 0; dossier->has_project && i < p->n_permits; i++) {
        if (p->permit[i].number == NULL || strcmp(p->permit[i].number, word) != 0)
            continue;
        add_number(speech, "report.permit_n", i, out);
        return true;
    }
    return false;
}

/* --- tiles ------------------------------------------------------------------------------ */

static double half_below(double degrees)
{
    return floor(2.0 * degrees) / 2.0;
}

size_t ta_share_tiles(const struct ta_facts *facts,
                      struct ta_tile_half out[TA_TILES_MOST])
{
    size_t n = 0;
    for (size_t i = 0; i < facts->n_sites; i++) {
        const double *box = facts->site[i].box;
        const struct ta_tile_half tile = {half_below((box[0] + box[2]) / 2.0),
                                          half_below((box[1] + box[3]) / 2.0)};
        bool there = false;
        for (size_t k = 0; k < n && k < TA_TILES_MOST; k++)
            there = there || (out[k].west == tile.west && out[k].south == tile.south);
        if (there) continue;
        if (n < TA_TILES_MOST) out[n] = tile;
        n++;
    }
    return n;
}
