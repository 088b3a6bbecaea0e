/* SPDX-License-Identifier: Apache-2.0 */
/** @file yaml_read.c  Values out of the tree, with file, line and column in complaints.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "base/yaml.h"
#include "base/yaml_tree.h"

void ta_yaml_free(struct ta_yaml *yaml)
{
    if (yaml == NULL) return;
    for (struct ta_yaml_link *link = yaml->all; link != NULL;) {
        struct ta_yaml_link *next = link->next;
        ta_free((char *)(uintptr_t)link->node.key);
        ta_free((char *)(uintptr_t)link->node.text);
        ta_free(link);
        link = next;
    }
    ta_free(yaml->name);
    ta_free(yaml);
}

const struct ta_yaml_node *ta_yaml_root(const struct ta_yaml *yaml)
{
    return yaml->root;
}

enum ta_status ta_yaml_fail(const struct ta_yaml *yaml, const struct ta_yaml_node *node,
                            struct ta_error *err, const char *format, ...)
{
    char words[TA_ERROR_TEXT / 2];
    va_list args;
    va_start(args, format);
    ta_words_format(words, sizeof words, format, args);
    va_end(args);
    return ta_fail(err, TA_E_DATA, "%s:%u:%u: %s", yaml->name, node->line, node->column,
                   words);
}

const struct ta_yaml_node *ta_yaml_member(const struct ta_yaml_node *map,
                                          const char *key)
{
    if (map->kind != TA_YAML_MAP) return NULL;
    for (const struct ta_yaml_node *c = map->child; c != NULL; c = c->next)
        if (strcmp(c->key, key) == 0) return c;
    return NULL;
}

static const char *kind_words(enum ta_yaml_kind kind)
{
    switch (kind) {
    case TA_YAML_SCALAR: return "a value";
    case TA_YAML_LIST: return "a list";
    case TA_YAML_MAP: return "a map";
    }
    return "something";
}

static enum ta_status want_kind(const struct ta_yaml *yaml,
                                const struct ta_yaml_node *node, enum ta_yaml_kind kind,
                                struct ta_error *err)
{
    static const char *const as[] = {
        [TA_YAML_SCALAR] = "write one value behind the key",
        [TA_YAML_LIST] = "write it as [a, b], or rows behind dashes",
        [TA_YAML_MAP] = "write it as {key: value}",
    };
    if (node->kind == kind) return TA_OK;
    return ta_mended(ta_yaml_fail(yaml, node, err, "%s: wanted %s, found %s",
                                  node->key == NULL ? "here" : node->key,
                                  kind_words(kind), kind_words(node->kind)),
                     err, as[kind]);
}

enum ta_status ta_yaml_known(const struct ta_yaml *yaml, const struct ta_yaml_node *map,
                             const char *const *known, struct ta_error *err)
{
    enum ta_status rc = want_kind(yaml, map, TA_YAML_MAP, err);
    if (rc != TA_OK) return rc;
    for (const struct ta_yaml_node *c = map->child; c != NULL; c = c->next) {
        if (ta_word_known(c->key, known)) continue;
        (void)ta_fail(err, TA_E_DATA, "%s:%u:%u: unknown key \"%s\"", yaml->name,
                      c->key_line, c->key_column, c->key);
        ta_mend_unknown(err, c->key, known);
        return TA_E_DATA;
    }
    return TA_OK;
}

enum ta_status ta_yaml_need(const struct ta_yaml *yaml, const struct ta_yaml_node *map,
                            const char *key, enum ta_yaml_kind kind,
                            const struct ta_yaml_node **out, struct ta_error *err)
{
    const struct ta_yaml_node *node = ta_yaml_member(map, key);
    if (node == NULL) {
        (void)ta_yaml_fail(yaml, map, err, "\"%s\" is missing", key);
        ta_error_mend(err, "add the key \"%s\"", key);
        return TA_E_DATA;
    }
    enum ta_status rc = want_kind(yaml, node, kind, err);
    if (rc == TA_OK) *out = node;
    return rc;
}

enum ta_status ta_yaml_text(const struct ta_yaml *yaml, const struct ta_yaml_node *node,
                            const char **out, struct ta_error *err)
{
    enum ta_status rc = want_kind(yaml, node, TA_YAML_SCALAR, err);
    if (rc == TA_OK) *out = node->text;
    return rc;
}

static enum ta_status wanted(const struct ta_yaml *yaml,
                             const struct ta_yaml_node *node, const char *what,
                             struct ta_error *err)
{
    (void)ta_yaml_fail(yaml, node, err, "%s: wanted %s, found %s%.60s%s",
                       node->key == NULL ? "here" : node->key, what,
                       node->quoted ? "the text \"" : "", node->text,
                       node->quoted ? "\"" : "");
    ta_error_mend(err, "write %s%s", what, node->quoted ? ", without quotes" : "");
    return TA_E_DATA;
}

enum ta_status ta_yaml_number(const struct ta_yaml *yaml,
                              const struct ta_yaml_node *node, double *out,
                              struct ta_error *err)
{
    enum ta_status rc = want_kind(yaml, node, TA_YAML_SCALAR, err);
    if (rc != TA_OK) return rc;
    if (node->quoted || ta_parse_f64(node->text, out) != TA_OK)
        return ta_mended(wanted(yaml, node, "a number", err), err,
                         node->quoted ? "write it without quotes, as 12.5"
                                      : "write a number such as 12.5");
    return TA_OK;
}

enum ta_status ta_yaml_int(const struct ta_yaml *yaml, const struct ta_yaml_node *node,
                           int64_t lo, int64_t hi, int64_t *out, struct ta_error *err)
{
    enum ta_status rc = want_kind(yaml, node, TA_YAML_SCALAR, err);
    if (rc != TA_OK) return rc;
    int64_t value = 0;
    if (!node->quoted && ta_parse_i64(node->text, &value) == TA_OK && value >= lo &&
        value <= hi) {
        *out = value;
        return TA_OK;
    }
    char what[96];
    (void)snprintf(what, sizeof what, "a whole number from %" PRId64 " to %" PRId64, lo,
                   hi);
    return wanted(yaml, node, what, err);
}

enum ta_status ta_yaml_day(const struct ta_yaml *yaml, const struct ta_yaml_node *node,
                           ta_day *out, struct ta_error *err)
{
    enum ta_status rc = want_kind(yaml, node, TA_YAML_SCALAR, err);
    if (rc != TA_OK) return rc;
    if (ta_day_parse(node->text, out) != TA_OK)
        return wanted(yaml, node, "a date such as 2026-03-01", err);
    return TA_OK;
}

enum ta_status ta_yaml_choice(const struct ta_yaml *yaml,
                              const struct ta_yaml_node *node, const char *const *words,
                              size_t *out, struct ta_error *err)
{
    enum ta_status rc = want_kind(yaml, node, TA_YAML_SCALAR, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], node->text) == 0) {
            *out = i;
            return TA_OK;
        }
    (void)wanted(yaml, node, "one of the known words", err);
    ta_mend_unknown(err, node->text, words);
    return TA_E_DATA;
}
