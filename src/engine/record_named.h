/* SPDX-License-Identifier: Apache-2.0 */
/** @file record_named.h  Which record a person means. */
#ifndef TA_ENGINE_RECORD_NAMED_H
#define TA_ENGINE_RECORD_NAMED_H

#include "engine/workspace.h"

enum { TA_RECORD_PREFIX_LEAST = 8 }; /**< digits of an id that are enough when unique */

/** The record that @p name means: an id, or its first 8 digits or more. A project of that very name
 *  goes before a beginning.
 *  @return TA_OK; TA_E_NOTFOUND when @p name means no record; TA_E_DATA when it begins several. */
TA_NODISCARD enum ta_status ta_record_named(const struct ta_workspace *workspace,
                                            const char *name, char id[TA_HEX_SIZE],
                                            struct ta_error *err);

#endif
