/* SPDX-License-Identifier: Apache-2.0 */
/** @file figure_names.h  Names of declared figures that something here reads, and those nearest to another.
 *
 *  A figure of any name is taken in, for the bank may have its own; whoever meant one that is read has to
 *  hear that it is not. */
#ifndef TA_ENGINE_FIGURE_NAMES_H
#define TA_ENGINE_FIGURE_NAMES_H

#include <stdbool.h>

#include "terrassay/table.h"

enum { TA_FIGURES_NEAR = 256 };

/** Does an indicator, an account of emissions or a loan's sector read the figure of that name? Of a group (fuel.NAME)
 *  those are read whose NAME is in its table, on whatever day. @param tables NULL: any NAME of a group is */
bool ta_figure_is_read(const struct ta_table_set *tables, const char *name);

/** Up to three names that are read and nearest to @p name, with ", " between them: spelled alike, whole or
 *  behind the dot, else sharing a word with it. "" where none is near. */
void ta_figures_near(const struct ta_table_set *tables, const char *name,
                     char out[TA_FIGURES_NEAR]);

#endif
