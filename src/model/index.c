/* SPDX-License-Identifier: Apache-2.0 */
/** @file index.c  The YAML file of a model of use index. */
#include "model/index.h"

#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/yaml.h"
#include "model/reader.h"

enum { INDICATORS_MOST = 1000, GROUPS_MOST = 200 };

static const char *const mean_words[] = {"arithmetic", "geometric", "harmonic", NULL};
static const struct ta_model_range positive = {1e-9, 1e9};

/** What the readers of this file share with those of src/model/reader.h. */
struct index_reader {
    struct ta_model_reader base; /**< its model is not used */
    struct ta_index_model *model;
};

static enum ta_status read_optional_name(const struct index_reader *r,
                                         const struct ta_yaml_node *map,
                                         const char *key, char out[TA_NAME_SIZE])
{
    if (ta_yaml_member(map, key) == NULL) return TA_OK;
    return ta_model_name(&r->base, map, key, out);
}

static enum ta_status read_identity(const struct index_reader *r,
                                    const struct ta_yaml_node *root)
{
    static const char *const schemas[] = {"terrassay/model/1", NULL};
    static const char *const uses[] = {"index", NULL};
    struct ta_index_model *model = r->model;
    const struct ta_yaml_node *version = NULL;
    size_t word = 0;
    int64_t number = 0;
    enum ta_status rc = ta_model_choice(&r->base, root, "schema", schemas, &word);
    if (rc == TA_OK) rc = ta_model_choice(&r->base, root, "use", uses, &word);
    if (rc == TA_OK) rc = ta_model_name(&r->base, root, "id", model->id);
    if (rc == TA_OK)
        rc = ta_yaml_need(r->base.yaml, root, "version", TA_YAML_SCALAR, &version,
                          r->base.err);
    if (rc == TA_OK)
        rc = ta_yaml_int(r->base.yaml, version, 1, 1000000, &number, r->base.err);
    model->version = (int)number;
    if (rc == TA_OK) rc = ta_model_text(&r->base, root, "title", &model->title);
    if (rc == TA_OK) rc = ta_model_text(&r->base, root, "made_by", &model->made_by);
    return rc;
}

static enum ta_status read_table(const struct index_reader *r,
                                 const struct ta_yaml_node *root)
{
    static const char *const known[] = {"unit", "group", NULL};
    static const char *const imputes[] = {"none", "mean", "group_mean", NULL};
    struct ta_index_model *model = r->model;
    const struct ta_yaml_node *table = NULL;
    size_t impute = 0;
    enum ta_status rc =
        ta_yaml_need(r->base.yaml, root, "table", TA_YAML_MAP, &table, r->base.err);
    if (rc == TA_OK) rc = ta_yaml_known(r->base.yaml, table, known, r->base.err);
    if (rc == TA_OK) rc = ta_model_name(&r->base, table, "unit", model->unit_column);
    if (rc == TA_OK) rc = read_optional_name(r, table, "group", model->group_column);
    if (rc == TA_OK) rc = ta_model_choice(&r->base, root, "impute", imputes, &impute);
    model->impute = (enum ta_index_impute)impute;
    if (rc == TA_OK && model->impute == TA_IMPUTE_GROUP_MEAN &&
        model->group_column[0] == '\0')
        return ta_mended(ta_yaml_fail(r->base.yaml, table, r->base.err,
                                      "group_mean needs the group column of the table"),
                         r->base.err, "name it: table: {unit: ..., group: ...}");
    return rc;
}

static enum ta_status read_treat(const struct index_reader *r,
                                 const struct ta_yaml_node *root)
{
    static const char *const known[] = {"skewness", "kurtosis", "most", NULL};
    static const struct ta_model_range limit = {0.0, 1e6}, points = {1.0, 100.0};
    const struct ta_yaml_node *treat = ta_yaml_member(root, "treat");
    if (treat == NULL) return TA_OK;
    struct ta_index_treatment *t = &r->model->treatment;
    double most = 0.0;
    enum ta_status rc = ta_yaml_known(r->base.yaml, treat, known, r->base.err);
    if (rc == TA_OK)
        rc = ta_model_number(&r->base, treat, "skewness", limit, &t->skewness);
    if (rc == TA_OK)
        rc = ta_model_number(&r->base, treat, "kurtosis", limit, &t->kurtosis);
    if (rc == TA_OK) rc = ta_model_number(&r->base, treat, "most", points, &most);
    t->most = (size_t)most;
    r->model->treat = true;
    return rc;
}

static enum ta_status read_scale(const struct index_reader *r,
                                 const struct ta_yaml_node *root)
{
    static const char *const known[] = {"from", "to", NULL};
    static const struct ta_model_range any = {-1e6, 1e6};
    const struct ta_yaml_node *scale = NULL;
    enum ta_status rc =
        ta_yaml_need(r->base.yaml, root, "scale", TA_YAML_MAP, &scale, r->base.err);
    if (rc == TA_OK) rc = ta_yaml_known(r->base.yaml, scale, known, r->base.err);
    if (rc == TA_OK)
        rc = ta_model_number(&r->base, scale, "from", any, &r->model->from);
    if (rc == TA_OK) rc = ta_model_number(&r->base, scale, "to", any, &r->model->to);
    if (rc == TA_OK && !(r->model->to > r->model->from))
        return ta_mended(
            ta_yaml_fail(r->base.yaml, scale, r->base.err, "to must lie above from"),
            r->base.err, "exchange the two");
    return rc;
}

/** The group called by @p key of @p map. */
static enum ta_status find_parent(const struct index_reader *r,
                                  const struct ta_yaml_node *map, size_t *out)
{
    char id[TA_NAME_SIZE];
    enum ta_status rc = ta_model_name(&r->base, map, "parent", id);
    for (size_t g = 0; rc == TA_OK && g < r->model->n_groups; g++)
        if (strcmp(r->model->group[g].id, id) == 0) {
            *out = g;
            return TA_OK;
        }
    if (rc != TA_OK) return rc;
    return ta_mended(ta_yaml_fail(r->base.yaml, ta_yaml_member(map, "parent"),
                                  r->base.err, "no group \"%s\"", id),
                     r->base.err, "name one of the list groups");
}

static enum ta_status read_group(const struct index_reader *r,
                                 const struct ta_yaml_node *node,
                                 struct ta_index_group *group, size_t n)
{
    static const char *const known[] = {"id", "parent", "weight", "mean", NULL};
    size_t mean = 0;
    group->weight = 1.0;
    enum ta_status rc = ta_yaml_known(r->base.yaml, node, known, r->base.err);
    if (rc == TA_OK) rc = ta_model_name(&r->base, node, "id", group->id);
    if (rc == TA_OK) rc = ta_model_choice(&r->base, node, "mean", mean_words, &mean);
    if (rc == TA_OK && ta_yaml_member(node, "weight") != NULL)
        rc = ta_model_number(&r->base, node, "weight", positive, &group->weight);
    group->mean = (enum ta_mean)mean;
    for (size_t g = 0; rc == TA_OK && g < n; g++)
        if (strcmp(r->model->group[g].id, group->id) == 0)
            return ta_mended(ta_yaml_fail(r->base.yaml, node, r->base.err,
                                          "\"%s\" stands twice", group->id),
                             r->base.err, "give each its own id");
    return rc;
}

/** Steps from each group to the top. A ring of groups, or a second top, is refused. */
static enum ta_status check_tree(const struct index_reader *r,
                                 const struct ta_yaml_node *groups)
{
    struct ta_index_model *model = r->model;
    size_t tops = 0;
    for (size_t g = 0; g < model->n_groups; g++) {
        size_t at = g, depth = 0;
        while (model->group[at].parent != at && depth <= model->n_groups) {
            at = model->group[at].parent;
            depth++;
        }
        if (depth > model->n_groups)
            return ta_mended(ta_yaml_fail(r->base.yaml, groups, r->base.err,
                                          "\"%s\" is above itself", model->group[g].id),
                             r->base.err,
                             "give it another parent; the topmost group has none");
        model->group[g].depth = depth;
        if (depth == 0) tops++;
    }
    if (tops == 1) return TA_OK;
    return ta_mended(ta_yaml_fail(r->base.yaml, groups, r->base.err,
                                  "wanted one group without parent, found %zu", tops),
                     r->base.err, "leave parent out at the topmost group alone");
}

static enum ta_status read_groups(const struct index_reader *r,
                                  const struct ta_yaml_node *root)
{
    static const struct ta_model_list list = {"groups", 1, GROUPS_MOST,
                                              sizeof(struct ta_index_group)};
    struct ta_index_model *model = r->model;
    const struct ta_yaml_node *first = NULL, *node = NULL;
    void *memory = NULL;
    size_t g = 0;
    enum ta_status rc =
        ta_model_list_read(&r->base, root, &list, &first, &memory, &model->n_groups);
    if (rc != TA_OK) return rc;
    model->group = memory;
    for (node = first; rc == TA_OK && node != NULL; node = node->next, g++)
        rc = read_group(r, node, &model->group[g], g);
    g = 0;
    for (node = first; rc == TA_OK && node != NULL; node = node->next, g++) {
        model->group[g].parent = g;
        if (ta_yaml_member(node, "parent") != NULL)
            rc = find_parent(r, node, &model->group[g].parent);
        if (rc == TA_OK && ta_yaml_member(node, "parent") != NULL &&
            model->group[g].parent == g)
            rc = ta_mended(ta_yaml_fail(r->base.yaml, node, r->base.err,
                                        "\"%s\" is above itself", model->group[g].id),
                           r->base.err,
                           "give it another parent; the topmost group has none");
    }
    return rc == TA_OK ? check_tree(r, ta_yaml_member(root, "groups")) : rc;
}

static enum ta_status read_indicator(const struct index_reader *r,
                                     const struct ta_yaml_node *node,
                                     struct ta_index_indicator *out)
{
    static const char *const known[] = {"id",        "parent",      "weight",
                                        "direction", "denominator", NULL};
    static const struct ta_model_range direction = {-1.0, 1.0};
    enum ta_status rc = ta_yaml_known(r->base.yaml, node, known, r->base.err);
    if (rc == TA_OK) rc = ta_model_name(&r->base, node, "id", out->id);
    if (rc == TA_OK) rc = find_parent(r, node, &out->parent);
    if (rc == TA_OK)
        rc = ta_model_number(&r->base, node, "weight", positive, &out->weight);
    if (rc == TA_OK)
        rc = ta_model_number(&r->base, node, "direction", direction, &out->direction);
    if (rc == TA_OK && out->direction != 1.0 && out->direction != -1.0)
        return ta_mended(ta_yaml_fail(r->base.yaml, ta_yaml_member(node, "direction"),
                                      r->base.err, "direction: wanted 1 or -1"),
                         r->base.err, "write 1 where more is better, -1 where less is");
    if (rc == TA_OK) rc = read_optional_name(r, node, "denominator", out->denominator);
    return rc;
}

static enum ta_status read_indicators(const struct index_reader *r,
                                      const struct ta_yaml_node *root)
{
    static const struct ta_model_list list = {"indicators", 1, INDICATORS_MOST,
                                              sizeof(struct ta_index_indicator)};
    const struct ta_yaml_node *node = NULL;
    void *memory = NULL;
    enum ta_status rc = ta_model_list_read(&r->base, root, &list, &node, &memory,
                                           &r->model->n_indicators);
    r->model->indicator = memory;
    for (size_t i = 0; rc == TA_OK && node != NULL; node = node->next, i++)
        rc = read_indicator(r, node, &r->model->indicator[i]);
    return rc;
}

static enum ta_status read_model(const struct index_reader *r)
{
    static const char *const known[] = {
        "schema", "id",     "version", "use",   "title",  "purpose",    "made_by",
        "table",  "impute", "treat",   "scale", "groups", "indicators", NULL};
    const struct ta_yaml_node *root = ta_yaml_root(r->base.yaml);
    enum ta_status rc = ta_yaml_known(r->base.yaml, root, known, r->base.err);
    if (rc == TA_OK) rc = read_identity(r, root);
    if (rc == TA_OK) rc = read_table(r, root);
    if (rc == TA_OK) rc = read_treat(r, root);
    if (rc == TA_OK) rc = read_scale(r, root);
    if (rc == TA_OK) rc = read_groups(r, root);
    if (rc == TA_OK) rc = read_indicators(r, root);
    return rc;
}

enum ta_status ta_index_model_parse(const char *name, const char *bytes, size_t size,
                                    struct ta_index_model *out, struct ta_error *err)
{
    struct ta_yaml *yaml = NULL;
    enum ta_status rc = ta_yaml_parse(name, bytes, size, &yaml, err);
    if (rc != TA_OK) return rc;

    struct ta_index_model model = {.version = 0};
    const struct index_reader reader = {{.yaml = yaml, .err = err}, &model};
    rc = read_model(&reader);
    ta_yaml_free(yaml);
    if (rc != TA_OK) {
        ta_index_model_free(&model);
        return rc;
    }
    ta_sha256(bytes, size, model.sha256);
    *out = model;
    return TA_OK;
}

void ta_index_model_free(struct ta_index_model *model)
{
    ta_free(model->title);
    ta_free(model->made_by);
    ta_free(model->indicator);
    ta_free(model->group);
    *model = (struct ta_index_model){0};
}
