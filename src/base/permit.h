/* SPDX-License-Identifier: Apache-2.0 */
/** @file permit.h  Which permits of a project have ended, and which of those were renewed.
 *
 *  A permit that has ended was renewed when another one of its kind, of the same authority where
 *  both name one, is in force on the day, and has its number, or begins after it and within a year
 *  of its end; or when what follows it so was renewed in its turn. The permit of another plant,
 *  which runs beside it for years, renews nothing. */
#ifndef TA_BASE_PERMIT_H
#define TA_BASE_PERMIT_H

#include <stdbool.h>

#include "terrassay/project.h"

/** Does its last day lie before @p date? */
bool ta_permit_ended(const struct ta_permit *permit, ta_day date);
/** Has the @p i-th permit ended, and does one that renews it hold on @p date? */
bool ta_permit_renewed(const struct ta_project *project, size_t i, ta_day date);

#endif
