/* SPDX-License-Identifier: Apache-2.0 */
/** @file reader_sectors.c  To whom an indicator does not apply, and who owes a claim.
 *
 *      not_for:
 *        - {scheme: GB/T 4754-2017, codes: ["01", "4416"]}
 *        - {scheme: NACE-2.1, codes: ["35.12"], technologies: [photovoltaic, wind]}
 *
 *  Likewise `owed_by` of what judges a claim; an empty list: nobody owes it. */
#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "model/model.h"
#include "model/reader.h"

enum { DIGITS_LEAST = 2 };

/* The digits of a code: "H 52.10" is 5210. @return false when they do not fit. */
static bool digits_of(const char *code, char out[TA_SECTOR_CODE])
{
    size_t n = 0;
    for (const char *c = code; *c != '\0'; c++) {
        if (!isdigit((unsigned char)*c)) continue;
        if (n + 1 >= TA_SECTOR_CODE) return false;
        out[n++] = *c;
    }
    out[n] = '\0';
    return n >= DIGITS_LEAST;
}

static bool same_word(const char *a, const char *b)
{
    while (*a != '\0' && tolower((unsigned char)*a) == tolower((unsigned char)*b))
        a++, b++;
    return *a == *b;
}

bool ta_model_excepts(const struct ta_model_item *item,
                      const struct ta_project *project)
{
    char code[TA_SECTOR_CODE];
    if (project->sector_scheme == NULL || project->sector_code == NULL ||
        !digits_of(project->sector_code, code))
        return false;
    for (size_t i = 0; i < item->n_not_for; i++) {
        const struct ta_model_sector *sector = &item->not_for[i];
        bool technology = sector->technology[0] == '\0' ||
                          (project->technology != NULL &&
                           same_word(sector->technology, project->technology));
        if (technology && strcmp(sector->scheme, project->sector_scheme) == 0 &&
            strncmp(code, sector->code, strlen(sector->code)) == 0)
            return true;
    }
    return false;
}

/* What the list cannot tell, it does not excuse: no sector stated, none of its scheme listed, no
 * technology stated. */
bool ta_model_owes(const struct ta_model_owed *owed, const struct ta_project *project)
{
    char code[TA_SECTOR_CODE];
    bool known = false;
    if (!owed->asked) return true;
    if (project->sector_scheme == NULL || project->sector_code == NULL ||
        !digits_of(project->sector_code, code))
        return owed->n > 0;
    for (size_t i = 0; i < owed->n; i++) {
        const struct ta_model_sector *sector = &owed->sector[i];
        if (strcmp(sector->scheme, project->sector_scheme) != 0) continue;
        known = true;
        bool technology = sector->technology[0] == '\0' ||
                          project->technology == NULL ||
                          same_word(sector->technology, project->technology);
        if (technology && strncmp(code, sector->code, strlen(sector->code)) == 0)
            return true;
    }
    return !known && owed->n > 0;
}

enum ta_reason ta_model_silence(const struct ta_model_item *item,
                                const struct ta_project *project, enum ta_reason reason)
{
    bool owed = item->owed_by.asked && ta_model_owes(&item->owed_by, project);
    return owed && reason == TA_NOT_APPLICABLE ? TA_CLIENT_SILENT : reason;
}

bool ta_model_by_sector(const struct ta_model *model)
{
    for (size_t i = 0; i < model->n_items; i++)
        if (model->item[i].n_not_for > 0 || model->item[i].owed_by.n > 0) return true;
    for (size_t g = 0; g < model->n_gates; g++)
        if (model->gate[g].owed_by.n > 0) return true;
    return false;
}

/* --- reading ------------------------------------------------------------------------ */

static enum ta_status read_scheme(const struct ta_model_reader *r,
                                  const struct ta_yaml_node *node,
                                  struct ta_model_sector *out)
{
    const struct ta_yaml_node *scheme = NULL;
    const char *text = NULL;
    enum ta_status rc =
        ta_yaml_need(r->yaml, node, "scheme", TA_YAML_SCALAR, &scheme, r->err);
    if (rc == TA_OK) rc = ta_yaml_text(r->yaml, scheme, &text, r->err);
    if (rc == TA_OK &&
        (text[0] == '\0' || !ta_copy(out->scheme, sizeof out->scheme, text)))
        rc = ta_mended(ta_yaml_fail(r->yaml, scheme, r->err,
                                    "scheme: wanted 1 to %d letters",
                                    TA_SECTOR_SCHEME - 1),
                       r->err, "write it as in \"GB/T 4754-2017\"");
    return rc;
}

static enum ta_status read_code(const struct ta_model_reader *r,
                                const struct ta_yaml_node *node,
                                struct ta_model_sector *out)
{
    const char *text = NULL;
    enum ta_status rc = ta_yaml_text(r->yaml, node, &text, r->err);
    if (rc == TA_OK && !digits_of(text, out->code))
        rc = ta_mended(
            ta_yaml_fail(r->yaml, node, r->err,
                         "codes: \"%.40s\": wanted %d to %d digits", text, DIGITS_LEAST,
                         TA_SECTOR_CODE - 1),
            r->err,
            "write a division, group or class of the scheme, as \"44\" or \"4411\"");
    return rc;
}

static enum ta_status read_technology(const struct ta_model_reader *r,
                                      const struct ta_yaml_node *node,
                                      struct ta_model_sector *out)
{
    const char *text = NULL;
    if (node == NULL) return TA_OK;
    enum ta_status rc = ta_yaml_text(r->yaml, node, &text, r->err);
    if (rc == TA_OK &&
        (text[0] == '\0' || !ta_copy(out->technology, sizeof out->technology, text)))
        rc = ta_mended(ta_yaml_fail(r->yaml, node, r->err,
                                    "technologies: wanted 1 to %d letters",
                                    TA_NAME_SIZE - 1),
                       r->err, "write it as the project does");
    return rc;
}

/* Where a list of sectors goes. */
struct sectors {
    size_t n;
    struct ta_model_sector *sector; /* [TA_MODEL_SECTORS] */
};

static enum ta_status add(const struct ta_model_reader *r,
                          const struct ta_yaml_node *node, struct sectors *out,
                          const struct ta_model_sector *sector)
{
    if (out->n == TA_MODEL_SECTORS)
        return ta_mended(ta_yaml_fail(r->yaml, node, r->err, "more than %d sectors",
                                      TA_MODEL_SECTORS),
                         r->err,
                         "name a division in the place of its groups and classes");
    out->sector[out->n++] = *sector;
    return TA_OK;
}

/* Each code with each technology. */
static enum ta_status read_sector(const struct ta_model_reader *r,
                                  const struct ta_yaml_node *node, struct sectors *out)
{
    static const char *const known[] = {"scheme", "codes", "technologies", NULL};
    const struct ta_yaml_node *codes = NULL, *technologies = NULL;
    struct ta_model_sector sector = {.code = ""};
    enum ta_status rc = ta_yaml_known(r->yaml, node, known, r->err);
    if (rc == TA_OK) rc = read_scheme(r, node, &sector);
    if (rc == TA_OK)
        rc = ta_yaml_need(r->yaml, node, "codes", TA_YAML_LIST, &codes, r->err);
    if (rc == TA_OK && ta_yaml_member(node, "technologies") != NULL)
        rc = ta_yaml_need(r->yaml, node, "technologies", TA_YAML_LIST, &technologies,
                          r->err);
    if (rc != TA_OK) return rc;
    for (const struct ta_yaml_node *c = codes->child; rc == TA_OK && c != NULL;
         c = c->next) {
        const struct ta_yaml_node *t =
            technologies == NULL ? NULL : technologies->child;
        do {
            rc = read_code(r, c, &sector);
            if (rc == TA_OK) rc = read_technology(r, t, &sector);
            if (rc == TA_OK) rc = add(r, node, out, &sector);
            t = t == NULL ? NULL : t->next;
        } while (rc == TA_OK && t != NULL);
    }
    return rc;
}

static enum ta_status read_list(const struct ta_model_reader *r,
                                const struct ta_yaml_node *map, const char *key,
                                struct sectors *out)
{
    const struct ta_yaml_node *list = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_LIST, &list, r->err);
    if (rc != TA_OK) return rc;
    out->sector = ta_alloc(TA_MODEL_SECTORS, sizeof *out->sector);
    if (out->sector == NULL) return ta_fail(r->err, TA_E_NOMEM, "model: out of memory");
    for (const struct ta_yaml_node *c = list->child; rc == TA_OK && c != NULL;
         c = c->next)
        rc = read_sector(r, c, out);
    return rc;
}

enum ta_status ta_model_read_sectors(const struct ta_model_reader *r,
                                     const struct ta_yaml_node *map,
                                     struct ta_model_item *item)
{
    struct sectors sectors = {.n = 0};
    if (ta_yaml_member(map, "not_for") == NULL) return TA_OK;
    enum ta_status rc = read_list(r, map, "not_for", &sectors);
    item->not_for = sectors.sector; /* also after a failure: the model frees it */
    item->n_not_for = sectors.n;
    return rc;
}

enum ta_status ta_model_read_owed(const struct ta_model_reader *r,
                                  const struct ta_yaml_node *map,
                                  const struct ta_indicator *indicator,
                                  struct ta_model_owed *out)
{
    struct sectors sectors = {.n = 0};
    const struct ta_yaml_node *list = ta_yaml_member(map, "owed_by");
    if (list == NULL) return TA_OK;
    if (indicator->claim == NULL)
        return ta_mended(
            ta_yaml_fail(r->yaml, list, r->err,
                         "owed_by: \"%s\" judges no claim, and is asked of all",
                         indicator->id),
            r->err, "leave owed_by out");
    enum ta_status rc = read_list(r, map, "owed_by", &sectors);
    *out = (struct ta_model_owed){true, sectors.n, sectors.sector};
    return rc;
}
