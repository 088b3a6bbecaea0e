/* SPDX-License-Identifier: Apache-2.0 */
/** @file letters_once.h  Each dead letter in one file, once. */
#ifndef TA_ENGINE_LETTERS_ONCE_H
#define TA_ENGINE_LETTERS_ONCE_H

#include "terrassay/status.h"

/** A replay that was killed leaves letters in two files, and a message that a broker sent again is a letter in
 *  each segment that has it: a file goes whose letters all stand in others, and one of which some do is
 *  written anew without them. A letter is the same by where it came from, when, and its bytes; from a file also by
 *  the mapping it is read with. Why it was set aside is not asked: that changes with every mend. A file that
 *  cannot be read whole stays as it is, and nobody relies on it.
 *  @return TA_OK, also without a folder; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_letters_once(const char *folder, struct ta_error *err);

#endif
