/* SPDX-License-Identifier: Apache-2.0 */
#include "model/reader.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum ta_status ta_model_text(const struct ta_model_reader *r,
                             const struct ta_yaml_node *map, const char *key,
                             char **out)
{
    const struct ta_yaml_node *node = NULL;
    const char *text = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_SCALAR, &node, r->err);
    if (rc == TA_OK) rc = ta_yaml_text(r->yaml, node, &text, r->err);
    if (rc != TA_OK) return rc;
    if (text[0] == '\0')
        return ta_mended(ta_yaml_fail(r->yaml, node, r->err, "%s: is empty", key),
                         r->err, "say something there");

    char *copy = ta_strdup(text);
    if (copy == NULL) return ta_fail(r->err, TA_E_NOMEM, "model: out of memory");
    *out = copy;
    return TA_OK;
}

enum ta_status ta_model_name(const struct ta_model_reader *r,
                             const struct ta_yaml_node *map, const char *key,
                             char out[TA_NAME_SIZE])
{
    const struct ta_yaml_node *node = NULL;
    const char *text = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_SCALAR, &node, r->err);
    if (rc == TA_OK) rc = ta_yaml_text(r->yaml, node, &text, r->err);
    if (rc != TA_OK) return rc;
    if (!ta_id_ok(text) || !ta_copy(out, TA_NAME_SIZE, text)) {
        rc = ta_yaml_fail(r->yaml, node, r->err, "%s: \"%.80s\" is no name", key, text);
        ta_error_mend(r->err, "use 1 to %d of A-Z a-z 0-9 . _ : -", TA_NAME_SIZE - 1);
    }
    return rc;
}

const char ta_model_within[] = "give a value within these bounds";

enum ta_status ta_model_number(const struct ta_model_reader *r,
                               const struct ta_yaml_node *map, const char *key,
                               struct ta_model_range range, double *out)
{
    const struct ta_yaml_node *node = NULL;
    double value = 0.0;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_SCALAR, &node, r->err);
    if (rc == TA_OK) rc = ta_yaml_number(r->yaml, node, &value, r->err);
    if (rc != TA_OK) return rc;
    if (!(value >= range.lo && value <= range.hi))
        return ta_mended(ta_yaml_fail(r->yaml, node, r->err,
                                      "%s: %s lies outside %g to %g", key, node->text,
                                      range.lo, range.hi),
                         r->err, ta_model_within);
    *out = value;
    return TA_OK;
}

enum ta_status ta_model_choice(const struct ta_model_reader *r,
                               const struct ta_yaml_node *map, const char *key,
                               const char *const *words, size_t *out)
{
    const struct ta_yaml_node *node = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_SCALAR, &node, r->err);
    if (rc == TA_OK) rc = ta_yaml_choice(r->yaml, node, words, out, r->err);
    return rc;
}

enum ta_status ta_model_list_read(const struct ta_model_reader *r,
                                  const struct ta_yaml_node *map,
                                  const struct ta_model_list *list,
                                  const struct ta_yaml_node **first, void **memory,
                                  size_t *n)
{
    const struct ta_yaml_node *node = NULL;
    enum ta_status rc =
        ta_yaml_need(r->yaml, map, list->key, TA_YAML_LIST, &node, r->err);
    if (rc != TA_OK) return rc;
    if (node->n < list->least || node->n > list->most)
        return ta_mended(ta_yaml_fail(r->yaml, node, r->err,
                                      "%s: %zu rows, wanted %zu to %zu", list->key,
                                      node->n, list->least, list->most),
                         r->err, "add rows or leave some out");

    *memory = ta_alloc(node->n, list->size);
    if (*memory == NULL) return ta_fail(r->err, TA_E_NOMEM, "model: out of memory");
    *first = node->child;
    *n = node->n;
    return TA_OK;
}
