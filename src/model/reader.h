/* SPDX-License-Identifier: Apache-2.0 */
/** @file reader.h  What the parts of the model reader share. */
#ifndef TA_MODEL_READER_H
#define TA_MODEL_READER_H

#include "base/yaml.h"
#include "terrassay/model.h"

struct ta_model_reader {
    const struct ta_yaml *yaml;
    struct ta_model *model;
    struct ta_error *err;
};

enum {
    TA_MODEL_PILLARS = 32,
    TA_MODEL_ITEMS = 256,
    TA_MODEL_ROWS = 64,
    TA_MODEL_SECTORS = 256 /**< of one indicator */
};

/** Member of a map as a name that fits, as owned text, as a number within [lo, hi], or
 * as the index of one of @p words. All are required. */
enum ta_status ta_model_name(const struct ta_model_reader *r,
                             const struct ta_yaml_node *map, const char *key,
                             char out[TA_NAME_SIZE]);
enum ta_status ta_model_text(const struct ta_model_reader *r,
                             const struct ta_yaml_node *map, const char *key,
                             char **out);
struct ta_model_range {
    double lo, hi;
};
/** How to mend a number out of range. */
extern const char ta_model_within[];
enum ta_status ta_model_number(const struct ta_model_reader *r,
                               const struct ta_yaml_node *map, const char *key,
                               struct ta_model_range range, double *out);
enum ta_status ta_model_choice(const struct ta_model_reader *r,
                               const struct ta_yaml_node *map, const char *key,
                               const char *const *words, size_t *out);

/** A list member with at least @p least elements, and memory for them (owned, zeroed).
 */
struct ta_model_list {
    const char *key;
    size_t least, most, size;
};
enum ta_status ta_model_list_read(const struct ta_model_reader *r,
                                  const struct ta_yaml_node *map,
                                  const struct ta_model_list *list,
                                  const struct ta_yaml_node **first, void **memory,
                                  size_t *n);

/** Pillars with their items; gates; reported indicators. */
enum ta_status ta_model_read_pillars(const struct ta_model_reader *r,
                                     const struct ta_yaml_node *root);
enum ta_status ta_model_read_gates(const struct ta_model_reader *r,
                                   const struct ta_yaml_node *root);
enum ta_status ta_model_read_reported(const struct ta_model_reader *r,
                                      const struct ta_yaml_node *root);
/** All that weigh gases do it by one set of GWP. */
enum ta_status ta_model_check_gwp(const struct ta_model_reader *r,
                                  const struct ta_yaml_node *root);
/** `not_for` of one indicator, where it has it. */
enum ta_status ta_model_read_sectors(const struct ta_model_reader *r,
                                     const struct ta_yaml_node *map,
                                     struct ta_model_item *item);
/** `owed_by`, where it stands. */
enum ta_status ta_model_read_owed(const struct ta_model_reader *r,
                                  const struct ta_yaml_node *map,
                                  const struct ta_indicator *indicator,
                                  struct ta_model_owed *out);
/** Levels, opinions, approvals. */
enum ta_status ta_model_read_levels(const struct ta_model_reader *r,
                                    const struct ta_yaml_node *root);
enum ta_status ta_model_read_opinions(const struct ta_model_reader *r,
                                      const struct ta_yaml_node *root);
enum ta_status ta_model_read_approvals(const struct ta_model_reader *r,
                                       const struct ta_yaml_node *root);

#endif
