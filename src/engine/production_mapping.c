/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/production_mapping.h"

#include <string.h>

static const char *const keys[TA_PRODUCTION_COLUMNS + 1] = {
    [TA_PRODUCTION_COMPANY] = "company",
    [TA_PRODUCTION_SECTOR] = "sector",
    [TA_PRODUCTION_YEAR] = "year",
    [TA_PRODUCTION_AMOUNT] = "production",
    [TA_PRODUCTION_TECHNOLOGY] = "technology",
    [TA_PRODUCTION_UNIT] = "unit",
    [TA_PRODUCTION_FACTOR] = "emission_factor",
    [TA_PRODUCTION_ID] = "company_id",
    [TA_PRODUCTION_PLANT] = "plant"};

void ta_production_mapping_pacta(struct ta_production_mapping *out)
{
    *out = (struct ta_production_mapping){.may_lack = true};
    memcpy(out->column, keys, sizeof out->column);
    out->column[TA_PRODUCTION_COMPANY] = "name_company";
    out->column[TA_PRODUCTION_UNIT] = "production_unit";
}

void ta_production_mapping_free(struct ta_production_mapping *mapping)
{
    ta_yaml_free(mapping->yaml);
    mapping->yaml = NULL;
}

static enum ta_status read_text(const struct ta_yaml *yaml,
                                const struct ta_yaml_node *node, const char **out,
                                struct ta_error *err)
{
    enum { TEXT_MOST = 255 };
    enum ta_status rc = ta_yaml_text(yaml, node, out, err);
    if (rc != TA_OK) return rc;
    if ((*out)[0] == '\0' || strlen(*out) > TEXT_MOST)
        return ta_yaml_fail(yaml, node, err, "%s: wanted 1 to %d bytes", node->key,
                            TEXT_MOST);
    return TA_OK;
}

static enum ta_status read_columns(struct ta_production_mapping *m,
                                   const struct ta_yaml_node *root,
                                   struct ta_error *err)
{
    const struct ta_yaml_node *map = NULL, *node = NULL;
    enum ta_status rc = ta_yaml_need(m->yaml, root, "columns", TA_YAML_MAP, &map, err);
    if (rc == TA_OK) rc = ta_yaml_known(m->yaml, map, keys, err);
    for (size_t c = 0; rc == TA_OK && c < TA_PRODUCTION_COLUMNS; c++) {
        node = ta_yaml_member(map, keys[c]);
        if (node == NULL && c < TA_PRODUCTION_NEEDED)
            rc = ta_yaml_need(m->yaml, map, keys[c], TA_YAML_SCALAR, &node, err);
        if (rc == TA_OK && node != NULL)
            rc = read_text(m->yaml, node, &m->column[c], err);
    }
    return rc;
}

static enum ta_status read_words(struct ta_production_mapping *m,
                                 const struct ta_yaml_node *root, const char *key,
                                 const struct ta_yaml_node **out, struct ta_error *err)
{
    enum { WORDS_MOST = 4096 };
    const char *word = NULL;
    *out = ta_yaml_member(root, key);
    if (*out == NULL) return TA_OK;
    enum ta_status rc = ta_yaml_need(m->yaml, root, key, TA_YAML_MAP, out, err);
    if (rc == TA_OK && ((*out)->n == 0 || (*out)->n > WORDS_MOST))
        rc = ta_yaml_fail(m->yaml, *out, err, "%s: wanted 1 to %d", key, WORDS_MOST);
    if (rc != TA_OK) return rc;
    for (const struct ta_yaml_node *n = (*out)->child; rc == TA_OK && n != NULL;
         n = n->next)
        rc = read_text(m->yaml, n, &word, err);
    return rc;
}

enum ta_status ta_production_mapping_read(const char *name, const char *bytes,
                                          size_t size,
                                          struct ta_production_mapping *out,
                                          struct ta_error *err)
{
    static const char *const known[] = {"schema", "columns", "sectors", "technologies",
                                        NULL};
    static const char *const schemas[] = {"terrassay/production/1", NULL};
    const struct ta_yaml_node *node = NULL;
    size_t choice = 0;
    *out = (struct ta_production_mapping){.may_lack = false};
    enum ta_status rc = ta_yaml_parse(name, bytes, size, &out->yaml, err);
    if (rc != TA_OK) return rc;
    const struct ta_yaml_node *root = ta_yaml_root(out->yaml);
    rc = ta_yaml_known(out->yaml, root, known, err);
    if (rc == TA_OK)
        rc = ta_yaml_need(out->yaml, root, "schema", TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_choice(out->yaml, node, schemas, &choice, err);
    if (rc == TA_OK) rc = read_columns(out, root, err);
    if (rc == TA_OK) rc = read_words(out, root, "sectors", &out->sectors, err);
    if (rc == TA_OK)
        rc = read_words(out, root, "technologies", &out->technologies, err);
    return rc;
}

const char *ta_production_word(const struct ta_yaml_node *list, const char *word)
{
    if (list == NULL) return word;
    const struct ta_yaml_node *node = ta_yaml_member(list, word);
    return node != NULL ? node->text : NULL;
}
