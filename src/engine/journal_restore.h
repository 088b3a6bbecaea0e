/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_restore.h  A damaged file of what waits, whole again out of the archived segment of its name. */
#ifndef TA_ENGINE_JOURNAL_RESTORE_H
#define TA_ENGINE_JOURNAL_RESTORE_H

#include <stddef.h>

#include "engine/workspace.h"

/** Write journal/waiting/NAME anew, as it was written first: of the archived segment the messages that have readings
 *  of the days that wait, by the mappings and units of its pin (journal_pin.h).
 *  @param whole messages of the damaged file that can be read: it stays when there would be fewer, as with a datastream
 *               that is registered no more
 *  @param restored false: the file is as it was, since the archived segment or the pin is not there, or not whole
 *  @return TA_OK; TA_E_IO, TA_E_PERMISSION, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_waited_restore(struct ta_workspace *workspace,
                                              const char *name, size_t whole,
                                              bool *restored, struct ta_error *err);

#endif
