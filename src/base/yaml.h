/* SPDX-License-Identifier: Apache-2.0 */
/** @file yaml.h  YAML 1.2 as a read-only tree that knows line and column of every node.
 *
 *  One document of plain maps, lists and scalars: aliases, anchors, tags, block keys
 * and a second document are refused, so that what a person reads is what the program
 * reads. */
#ifndef TA_BASE_YAML_H
#define TA_BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

enum ta_yaml_kind { TA_YAML_SCALAR, TA_YAML_LIST, TA_YAML_MAP };

struct ta_yaml_node {
    enum ta_yaml_kind kind;
    bool quoted;           /**< a scalar in quotes: always text */
    unsigned line, column; /**< 1-based, where the node starts */
    unsigned key_line, key_column;
    const char *key;  /**< name of a map's member, else NULL */
    const char *text; /**< of a scalar, else NULL; UTF-8 without NUL */
    size_t n;         /**< members or elements */
    const struct ta_yaml_node *child, *next;
};

/** A parsed document. Read-only once made; any number of threads may read it. */
struct ta_yaml;

/** Parse. @p name goes before line and column in errors. Duplicate keys are refused.
 *  @return TA_OK; TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM. *out is owned (ta_yaml_free). */
TA_NODISCARD enum ta_status ta_yaml_parse(const char *name, const char *bytes,
                                          size_t size, struct ta_yaml **out,
                                          struct ta_error *err);
void ta_yaml_free(struct ta_yaml *yaml);
const struct ta_yaml_node *ta_yaml_root(const struct ta_yaml *yaml);

/** Fail with "name:line:column: " of @p node in front. */
enum ta_status ta_yaml_fail(const struct ta_yaml *yaml, const struct ta_yaml_node *node,
                            struct ta_error *err, const char *format, ...)
    TA_PRINTF(4, 5);

/** Member @p key of a map, or NULL. */
const struct ta_yaml_node *ta_yaml_member(const struct ta_yaml_node *map,
                                          const char *key);

/** Refuse a node that is no map, and members not in @p known (NULL-ended). */
TA_NODISCARD enum ta_status ta_yaml_known(const struct ta_yaml *yaml,
                                          const struct ta_yaml_node *map,
                                          const char *const *known,
                                          struct ta_error *err);

/** Member that must be there, of this kind. */
TA_NODISCARD enum ta_status ta_yaml_need(const struct ta_yaml *yaml,
                                         const struct ta_yaml_node *map,
                                         const char *key, enum ta_yaml_kind kind,
                                         const struct ta_yaml_node **out,
                                         struct ta_error *err);

/* A scalar's value; @p node may be of any kind. null is text "null", never missing. */
TA_NODISCARD enum ta_status ta_yaml_text(const struct ta_yaml *yaml,
                                         const struct ta_yaml_node *node,
                                         const char **out, struct ta_error *err);
TA_NODISCARD enum ta_status ta_yaml_number(const struct ta_yaml *yaml,
                                           const struct ta_yaml_node *node, double *out,
                                           struct ta_error *err);
TA_NODISCARD enum ta_status ta_yaml_int(const struct ta_yaml *yaml,
                                        const struct ta_yaml_node *node, int64_t lo,
                                        int64_t hi, int64_t *out, struct ta_error *err);
TA_NODISCARD enum ta_status ta_yaml_day(const struct ta_yaml *yaml,
                                        const struct ta_yaml_node *node, ta_day *out,
                                        struct ta_error *err);
/** Index of the scalar in @p words (NULL-ended). */
TA_NODISCARD enum ta_status ta_yaml_choice(const struct ta_yaml *yaml,
                                           const struct ta_yaml_node *node,
                                           const char *const *words, size_t *out,
                                           struct ta_error *err);

#endif
