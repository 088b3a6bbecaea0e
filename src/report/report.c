/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include <math.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/model_use.h"
#include "model/model.h"
#include "report/page.h"
#include "report/share.h"

static enum ta_status write_head(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    char pseudonym[TA_PSEUDONYM_SIZE];
    ta_share_pseudonym(page->dossier, pseudonym);
    const char *name = facts->name != NULL ? facts->name : facts->project;
    const struct ta_page_frame frame = {
        page->dossier->workspace->datasets, page->speech.shared ? pseudonym : name,
        "report.title", page->dossier->id, facts->simulated};
    return ta_page_frame_begin(page, &frame);
}

static void write_body(struct ta_page *page)
{
    static const struct {
        void (*write)(struct ta_page *);
        bool tells_place; /* not on a page for others */
    } section[] = {{ta_section_opinion, false},   {ta_section_conditions, false},
                   {ta_section_questions, false}, {ta_section_gates, false},
                   {ta_section_reasons, false},   {ta_section_findings, false},
                   {ta_section_stated, false},    {ta_section_place, true},
                   {ta_section_pictures, true},   {ta_section_series, false},
                   {ta_section_readings, false},  {ta_section_rain, true},
                   {ta_section_score, false},     {ta_section_details, false},
                   {ta_section_emissions, false}, {ta_section_not_observed, false},
                   {ta_section_history, false},   {ta_section_evidence, true},
                   {ta_section_model, false}};
    ta_section_head(page);
    ta_page_tags(page, "<main>\n");
    for (size_t i = 0; i < sizeof section / sizeof *section && page->rc == TA_OK; i++)
        if (!page->speech.shared || !section[i].tells_place) section[i].write(page);
    ta_page_frame_end(page, "report.footer");
}

/* The model's file as it was kept; without it a chart has no levels. */
static bool read_model(const struct ta_dossier *d, struct ta_model *out)
{
    const struct ta_store *store = &d->workspace->store;
    void *bytes = NULL;
    size_t size = 0;
    if (store->ops->document_get(store->self, d->facts.model.sha256, &bytes, &size,
                                 NULL) != TA_OK)
        return false;
    bool ok = ta_model_parse("model", bytes, size, out, NULL) == TA_OK;
    ta_free(bytes);
    return ok;
}

/* Looks that are here and were not used: without the model nobody can say. */
static enum ta_status count_older(struct ta_page *page)
{
    if (page->model == NULL) return TA_OK;
    double days = ceil(ta_model_days_back(page->model));
    ta_time_us from =
        ta_time_of(page->facts->as_of + 1) - (ta_time_us)days * TA_US_PER_DAY;
    return ta_dossier_older(page->dossier, from, &page->older, page->err);
}

enum ta_status ta_page_write(const struct ta_dossier *dossier,
                             enum ta_language language,
                             const struct ta_messages *messages, struct ta_text *out,
                             struct ta_error *err)
{
    struct ta_model model;
    bool has_model = read_model(dossier, &model);
    struct ta_page page = {.dossier = dossier,
                           .facts = &dossier->facts,
                           .speech = {messages, language,
                                      ta_zone_of_country(dossier->facts.country),
                                      dossier->shared, ta_share_stand_in, dossier},
                           .model = has_model ? &model : NULL,
                           .out = out,
                           .err = err};
    enum ta_status rc = ta_hours_read(dossier, &page.hours);
    if (rc == TA_OK) rc = ta_dossier_gone(dossier, &page.gone, err);
    if (rc == TA_OK) rc = count_older(&page);
    if (rc == TA_OK) rc = write_head(&page);
    if (rc == TA_OK) {
        write_body(&page);
        rc = page.rc;
    }
    if (has_model) ta_model_free(&model);
    ta_hours_free(&page.hours);
    if (rc == TA_OK && out->failed) rc = TA_E_NOMEM;
    if (rc == TA_E_NOMEM) return ta_fail(err, rc, "report: out of memory");
    return rc;
}

enum ta_status ta_report_html(const struct ta_workspace *workspace,
                              const struct ta_report_request *request,
                              const struct ta_messages *messages, struct ta_text *out,
                              struct ta_error *err)
{
    struct ta_dossier dossier;
    enum ta_status rc = ta_dossier_open(workspace, request, &dossier, err);
    if (rc == TA_OK)
        rc = ta_page_write(&dossier, request->language, messages, out, err);
    ta_dossier_close(&dossier);
    return rc;
}
