/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_evidence.c  What it rests on, and what vouches for it: evidence, earlier
 *  records, model, tables, seal. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "report/looks.h"
#include "report/page.h"

/* --- evidence ----------------------------------------------------------------------- */

static void percent_cell(struct ta_page *page, double percent)
{
    char words[TA_SPOKEN] = "\u2013";
    if (isfinite(percent)) ta_say_fixed(&page->speech, percent, 0, words);
    ta_page_tags(page, "<td class=\"n\">");
    ta_page_words(page, words);
    ta_page_tags(page, "</td>");
}

/* Whole percents of clear, cloud and the rest, which is shadow, snow and no data: the rest takes
 * what rounding leaves, so that a line adds up to 100. */
static void share_cells(struct ta_page *page, const struct ta_fact_evidence *e)
{
    double whole_clear = round(100.0 * e->clear_fraction);
    double whole_cloud =
        ta_look_tells_cloud(e) ? round(100.0 * e->cloud_fraction) : (double)NAN;
    double rest = 100.0 - whole_clear - whole_cloud;
    if (rest < 0.0) { /* two halves rounded up */
        whole_cloud += rest;
        rest = 0.0;
    }
    percent_cell(page, whole_clear);
    percent_cell(page, whole_cloud);
    percent_cell(page, rest);
}

static void hash_cell(struct ta_page *page, const char *sha256)
{
    ta_page_tags(page, "<td class=\"hash\">");
    ta_page_words(page, sha256);
    ta_page_tags(page, "</td>");
}

/* "site 1, sentinel-2a, scl" */
static void write_how(struct ta_page *page, const struct ta_fact_evidence *e)
{
    const char *word[] = {e->platform, e->mask};
    char number[24];
    (void)snprintf(number, sizeof number, "%d", e->site);
    ta_page_tags(page, " <span class=\"soft\">");
    if (page->facts->n_sites > 1) {
        ta_page_fill(page, "report.site_n", "n", number, (char *)NULL);
        ta_page_tags(page, " ");
    }
    for (size_t i = 0; i < 2; i++) {
        if (word[i][0] == '\0') continue;
        ta_page_outside(page, word[i]);
        ta_page_tags(page, " ");
    }
    ta_page_tags(page, "</span>");
}

/* What a row is under its heading: a layer's description stands with the layer, by its name. */
static void write_name(struct ta_page *page, const struct ta_fact_evidence *e)
{
    const char *slash = strchr(e->id, '/');
    bool document = strcmp(e->kind, "document") == 0;
    char key[TA_NAME_SIZE] = "";
    if (document && slash != NULL)
        (void)snprintf(key, sizeof key, "%.*s", (int)(slash - e->id), e->id);
    const char *what = ta_say_of(&page->speech, "evidence_row.", key, "");
    if (!document || slash == NULL || what == key) {
        ta_page_outside(page, e->id);
        return;
    }
    if (strcmp(key, "approvals") != 0) {
        ta_page_outside(page, slash + 1);
        ta_page_say(page, "report.colon");
    }
    ta_page_words(page, what);
}

static void write_evidence(struct ta_page *page, const struct ta_fact_evidence *e,
                           bool tell_simulated)
{
    char day[TA_SPOKEN] = "\u2013";
    if (e->time != TA_TIME_NONE) ta_say_day(&page->speech, ta_day_of(e->time), day);
    ta_page_tags(page, "<tr><th scope=\"row\">");
    write_name(page, e);
    if (e->site > 0) write_how(page, e);
    if (tell_simulated && ta_fact_made_up(page->facts, e)) {
        ta_page_tags(page, " <strong class=\"simulated\">");
        ta_page_say(page, "report.simulated");
        ta_page_tags(page, "</strong>");
    } else if (tell_simulated) {
        ta_page_tags(page, " <span class=\"soft\">");
        ta_page_say(page, "report.real");
        ta_page_tags(page, "</span>");
    }
    ta_page_tags(page, "</th><td class=\"day\">");
    ta_page_words(page, day);
    ta_page_tags(page, "</td>");
    share_cells(page, e);
    hash_cell(page, e->sha256);
    ta_page_tags(page, "</tr>\n");
}

/* By whose word it stands: of the documents, the client's own alone is the client's statement. */
static const char *const group[] = {"chip",       "partition", "layer",
                                    "statements", "document",  "approvals"};

static const char *group_of(const struct ta_fact_evidence *e)
{
    static const char *const of_layer[] = {"layers/", "extents/"};
    if (strcmp(e->kind, "document") != 0) return e->kind;
    for (size_t i = 0; i < 2; i++)
        if (strncmp(e->id, of_layer[i], strlen(of_layer[i])) == 0) return "layer";
    if (strncmp(e->id, "statements/", 11) == 0) return "statements";
    return strncmp(e->id, "approvals/", 10) == 0 ? "approvals" : "document";
}

/* A line over the rows of each group. */
static size_t write_group(struct ta_page *page, const char *name, bool first,
                          bool apart)
{
    const struct ta_facts *facts = page->facts;
    size_t n = 0;
    for (size_t i = 0; i < facts->n_evidence; i++) {
        if (strcmp(group_of(&facts->evidence[i]), name) != 0) continue;
        if (n++ == 0) {
            if (!first) ta_page_tags(page, "</tbody>\n<tbody>\n");
            ta_page_tags(
                page, "<tr><th scope=\"rowgroup\" colspan=\"6\" class=\"kind-row\">");
            ta_page_words(page, ta_say_of(&page->speech, "evidence.", name, ""));
            ta_page_tags(page, "</th></tr>\n");
        }
        write_evidence(page, &facts->evidence[i], apart);
    }
    return n;
}

void ta_section_evidence(struct ta_page *page)
{
    static const char *const headings[] = {"report.source",
                                           "report.date",
                                           "#report.clear_share",
                                           "#report.cloud_share",
                                           "#report.other_share",
                                           "report.sha256",
                                           NULL};
    const struct ta_facts *facts = page->facts;
    size_t made_up = 0, real = 0;
    for (size_t i = 0; i < facts->n_evidence; i++) {
        made_up += facts->evidence[i].simulated;
        real += !facts->evidence[i].simulated &&
                strcmp(facts->evidence[i].kind, "document") != 0;
    }
    bool apart = made_up > 0 && real > 0;
    ta_page_open(page, "evidence", "report.evidence", made_up > 0);
    ta_page_element(page, "p class=\"soft\"", "report.days_utc");
    if (facts->n_evidence == 0) {
        ta_page_element(page, "p", "report.no_evidence");
    } else {
        ta_page_table(page, "report.evidence_caption", headings);
        for (size_t i = 0, n = 0; i < sizeof group / sizeof *group; i++)
            n += write_group(page, group[i], n == 0, apart);
        ta_page_table_end(page);
    }
    ta_page_close(page);
}

/* --- history ---------------------------------------------------------------------- */

static void write_record(struct ta_page *page, const char *id,
                         const struct ta_facts *facts)
{
    char day[TA_SPOKEN], score[TA_SPOKEN], range[TA_SPOKEN];
    const double lo_value_hi[3] = {facts->score.lo, facts->score.value,
                                   facts->score.hi};
    ta_say_day(&page->speech, facts->as_of, day);
    ta_say_number(&page->speech, facts->score.value, 3, score);
    ta_say_range(&page->speech, lo_value_hi, "1", range);
    ta_page_tags(page, "<tr><th scope=\"row\" class=\"day\">");
    ta_page_words(page, day);
    ta_page_tags(page, "</th><td>");
    ta_page_words(page, ta_say_of(&page->speech, "opinion.", facts->opinion, ""));
    ta_page_tags(page, "</td><td>");
    ta_page_words(page, ta_say_of(&page->speech, "level.", ta_facts_level(facts), ""));
    ta_page_tags(page, "</td><td class=\"n\">");
    ta_page_words(page, score);
    ta_page_tags(page, "</td><td class=\"n\">");
    ta_page_words(page, range);
    ta_page_tags(page, "</td><td>");
    ta_page_public(page, facts->model.id);
    ta_text_addf(page->out, " %d</td>", facts->model.version);
    hash_cell(page, id);
    ta_page_tags(page, "</tr>\n");
}

static void value_cell(struct ta_page *page, const struct ta_fact_indicator *i)
{
    ta_page_tags(page, "<td>");
    if (i == NULL)
        ta_page_tags(page, "\u2013");
    else if (isfinite(i->value))
        ta_page_value(page, i->value, i->unit);
    else
        ta_page_words(page, ta_page_reason(page, i));
    if (i != NULL && i->gating) {
        ta_page_tags(page, " <span class=\"soft\">");
        ta_page_words(page, ta_say_of(&page->speech, "gate.", i->gate, ""));
        ta_page_tags(page, "</span>");
    }
    ta_page_tags(page, "</td>");
}

static void share_change_cell(struct ta_page *page,
                              const struct ta_fact_indicator *then,
                              const struct ta_fact_indicator *now)
{
    char words[TA_SPOKEN] = "\u2013";
    if (then != NULL && then->scored && now->scored)
        ta_say_fixed(&page->speech, now->scoring.share - then->scoring.share, 1, words);
    ta_page_tags(page, "<td class=\"n\">");
    ta_page_words(page, words);
    ta_page_tags(page, "</td>");
}

/* Each indicator then and now. */
static void write_comparison(struct ta_page *page, const struct ta_facts *before)
{
    static const char *const headings[] = {"report.indicator", "report.then",
                                           "report.now", "#report.share_change", NULL};
    char day[TA_SPOKEN];
    ta_say_day(&page->speech, before->as_of, day);
    ta_page_tags(page, "<h3>");
    ta_page_fill(page, "report.compare", "day", day, (char *)NULL);
    ta_page_tags(page, "</h3>\n");
    if (strcmp(before->model.sha256, page->facts->model.sha256) != 0)
        ta_page_element(page, "p class=\"notice\"", "report.compare_model");
    ta_page_table(page, "report.compare_caption", headings);
    for (size_t i = 0; i < page->facts->n_indicators; i++) {
        const struct ta_fact_indicator *now = &page->facts->indicator[i];
        const struct ta_fact_indicator *then = ta_facts_indicator(before, now->id);
        ta_page_tags(page, "<tr><th scope=\"row\">");
        ta_page_words(page, ta_page_indicator(page, now->id));
        ta_page_tags(page, "</th>");
        value_cell(page, then);
        value_cell(page, now);
        share_change_cell(page, then, now);
        ta_page_tags(page, "</tr>\n");
    }
    ta_page_table_end(page);
}

void ta_section_history(struct ta_page *page)
{
    static const char *const headings[] = {
        "report.as_of",   "report.opinion",  "report.level",  "#report.score_short",
        "#report.bounds", "report.model_id", "report.record", NULL};
    const struct ta_dossier *d = page->dossier;
    if (page->facts->previous_record == NULL) return;
    ta_page_open(page, "history", "report.history", page->facts->simulated);
    ta_page_table(page, "report.history_caption", headings);
    write_record(page, d->id, page->facts);
    for (size_t i = 0; i < d->n_earlier; i++)
        write_record(page, d->earlier[i].id, &d->earlier[i].facts);
    ta_page_table_end(page);
    if (d->earlier_cut) ta_page_element(page, "p class=\"soft\"", "report.history_cut");
    if (d->n_earlier > 0) write_comparison(page, &d->earlier[0].facts);
    ta_page_close(page);
}

/* --- model and seal ----------------------------------------------------------------- */

static void term(struct ta_page *page, const char *key, const char *words, bool hash)
{
    ta_page_tags(page, "<div><dt>");
    ta_page_say(page, key);
    ta_page_tags(page, hash ? "</dt><dd class=\"hash\">" : "</dt><dd>");
    if (hash && words[0] != '\0') /* names nobody, whatever letters stand in it */
        ta_html_outside(page->out, words);
    else
        ta_page_public(page, words);
    ta_page_tags(page, "</dd></div>\n");
}

/* Ours in the reader's language, a bank's own as it wrote it. */
static void title_term(struct ta_page *page, const char *title)
{
    struct ta_text words = {0};
    bool known = false;
    ta_say_why(&page->speech, title, &words, &known);
    if (words.failed) ta_page_fail(page, TA_E_NOMEM);
    term(page, "report.model_title", known && !words.failed ? words.bytes : title,
         false);
    ta_text_free(&words);
}

/* A person: left out on a page for others. */
static const char *approver(const struct ta_page *page)
{
    const char *by = page->facts->model.approved_by;
    if (by == NULL) return ta_say(&page->speech, "report.nobody");
    return page->speech.shared ? ta_say(&page->speech, "report.left_out") : by;
}

/* "yunnan average from 2022-01-01" as the reader has it; anything else as it stands. */
static void say_row(struct ta_page *page, const char *row, struct ta_text *out)
{
    static const char from[] = " from ";
    enum { BEFORE = sizeof from - 1, DAY = sizeof "2022-01-01" - 1 };
    size_t n = strlen(row);
    const char *at = n > BEFORE + DAY ? row + n - BEFORE - DAY : row;
    char said[TA_SPOKEN];
    ta_day day = TA_DAY_NONE;
    struct ta_text keys = {0};
    if (strncmp(at, from, BEFORE) != 0 || ta_day_parse(at + BEFORE, &day) != TA_OK) {
        ta_text_add(out, row);
        return;
    }
    ta_say_day(&page->speech, day, said);
    ta_text_addf(&keys, "%.*s", (int)(at - row), row);
    if (!keys.failed)
        ta_message_fill(page->speech.messages, page->speech.language, out,
                        "report.table_lacks_row", "row", keys.bytes, "day", said,
                        (char *)NULL);
    out->failed = out->failed || keys.failed;
    ta_text_free(&keys);
}

static void say_rows(struct ta_page *page, const char *rows, struct ta_text *out)
{
    static const char between[] = "; ";
    for (;;) {
        struct ta_text row = {0};
        const char *end = strstr(rows, between);
        size_t n = end != NULL ? (size_t)(end - rows) : strlen(rows);
        ta_text_addf(&row, "%.*s", (int)n, rows);
        if (!row.failed) say_row(page, row.bytes, out);
        out->failed = out->failed || row.failed;
        ta_text_free(&row);
        if (end == NULL) return;
        ta_text_add(out, ta_say(&page->speech, "report.semicolon"));
        rows = end + sizeof between - 1;
    }
}

/* A house's table: which of ours it stands for, and what of that it lacks. */
static void instead_term(struct ta_page *page, const struct ta_fact_table *table)
{
    char n[TA_SPOKEN];
    if (table->shipped_sha256 == NULL) return;
    ta_page_tags(page, "<div><dt>");
    ta_page_fill(page, "report.table_own", "table", table->id, (char *)NULL);
    ta_page_tags(page, "</dt><dd>");
    ta_say_fixed(&page->speech, table->lacks, 0, n);
    if (table->lacks > 0 && table->lacks_first != NULL) {
        struct ta_text rows = {0};
        say_rows(page, table->lacks_first, &rows);
        if (rows.failed) ta_page_fail(page, TA_E_NOMEM);
        ta_page_fill(
            page, table->lacks > 3 ? "report.table_lacks_more" : "report.table_lacks",
            "n", n, "rows", rows.failed ? "" : rows.bytes, (char *)NULL);
        ta_text_free(&rows);
    } else {
        ta_page_say(page, "report.table_lacks_none");
    }
    ta_page_tags(page, "</dd></div>\n");
}

static void write_model(struct ta_page *page)
{
    const struct ta_fact_model *model = &page->facts->model;
    char version[TA_NAME_SIZE + 24], until[TA_SPOKEN];
    (void)snprintf(version, sizeof version, "%.63s %d", model->id, model->version);
    ta_say_day(&page->speech, model->approved_until, until);
    term(page, "report.model_id", version, false);
    title_term(page, model->title);
    term(page, "report.approved_by", approver(page), false);
    term(page, "report.approved_until", until, false);
    term(page, "report.model_sha256", model->sha256, true);
    for (size_t i = 0; i < page->facts->n_tables; i++) {
        const struct ta_fact_table *table = &page->facts->table[i];
        ta_page_tags(page, "<div><dt>");
        ta_page_fill(page, "report.table_n", "title",
                     ta_page_table_title(page, table->id), (char *)NULL);
        ta_page_tags(page, " <span class=\"soft\">");
        ta_page_public(page, table->id);
        ta_page_tags(page, "</span></dt><dd class=\"hash\">");
        ta_page_words(page, table->sha256);
        ta_page_tags(page, "</dd></div>\n");
        instead_term(page, table);
    }
}

static void write_seal(struct ta_page *page)
{
    const struct ta_envelope *e = &page->dossier->envelope;
    char program[TA_NAME_SIZE + 16];
    char created[TA_TIME_TEXT], seq[32]; /* the seal's own words: UTC, "Z" */
    ta_time_format(e->created, created);
    (void)snprintf(seq, sizeof seq, "%lld", (long long)e->seq);
    term(page, "report.record", page->dossier->id, true);
    if (page->facts->previous_record != NULL)
        term(page, "report.previous", page->facts->previous_record, true);
    term(page, "report.document", page->facts->document_sha256, true);
    term(page, "report.chain_place", seq, false);
    term(page, "report.chain", e->chain, true);
    term(page, "report.signed_on", created, false);
    term(page, "report.key", e->key_id, true);
    term(page, "report.signature", e->signature, true);
    /* as Semantic Versioning writes a build */
    const char *build = page->facts->program_build;
    (void)snprintf(program, sizeof program, "%.60s%s%.12s",
                   page->facts->program_version, build != NULL ? "+" : "",
                   build != NULL ? build : "");
    term(page, "report.program", program, false);
}

static bool has_value(const struct ta_page *page, const char *id)
{
    const struct ta_fact_indicator *i = ta_facts_indicator(page->facts, id);
    return i != NULL && isfinite(i->value);
}

/* Terms of art that this page uses, and no others. */
static void write_terms(struct ta_page *page)
{
    enum { MOST = 24 };
    const struct ta_facts *facts = page->facts;
    const struct {
        const char *term;
        bool used;
    } known[] = {{"reference", true},
                 {"pillar", facts->n_pillars > 0},
                 {"grade", true},
                 {"class", facts->environmental_class != NULL},
                 {"indices", facts->n_looks > 0},
                 {"threshold", has_value(page, "vegetation_loss")},
                 {"kendall", has_value(page, "ndvi_trend")},
                 {"manski", has_value(page, "limit_exceedance")},
                 {"cems", page->hours.n > 0},
                 {"qartod", page->hours.n > 0},
                 {"pcaf", has_value(page, "financed_emissions")},
                 {"co2e", has_value(page, "financed_emissions")},
                 {"p50", has_value(page, "avoided_emissions")},
                 {"sigma", facts->n_sites > 0},
                 {"sha256", true},
                 {"source_file", true},
                 {"rounding", true}};
    const char *terms[MOST + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known && n < MOST; i++)
        if (known[i].used) terms[n++] = known[i].term;
    ta_page_element(page, "h3", "report.glossary");
    ta_page_terms(page, terms);
}

void ta_section_model(struct ta_page *page)
{
    ta_page_open(page, "model", "report.model", false);
    ta_page_tags(page, "<dl class=\"seal\">\n");
    write_model(page);
    write_seal(page);
    ta_page_tags(page, "</dl>\n");
    write_terms(page);
    ta_page_close(page);
}
