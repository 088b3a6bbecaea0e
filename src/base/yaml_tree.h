/* SPDX-License-Identifier: Apache-2.0 */
/** @file yaml_tree.h  What a struct ta_yaml owns; for yaml.c and yaml_read.c only. */
#ifndef TA_BASE_YAML_TREE_H
#define TA_BASE_YAML_TREE_H

#include "base/yaml.h"

/** Every node, so that freeing needs no walk down the tree. */
struct ta_yaml_link {
    struct ta_yaml_node node; /**< key and text are owned */
    struct ta_yaml_link *next;
};

struct ta_yaml {
    char *name;
    struct ta_yaml_node *root;
    struct ta_yaml_link *all;
    size_t nodes;
};

#endif
