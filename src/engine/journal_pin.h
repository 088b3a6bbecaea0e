/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_pin.h  What a segment was first read by, beside it, so that it is read by that again.
 *
 *  Mappings and registered units say what a message's readings are, and may be mended at any time. A seal publishes
 *  file by file; one that a kill, a power cut or a full disk ends in between leaves some readings sealed, and the segment
 *  open. Read by another mapping the next time, these would stand at other times or with other values, too: twice. So
 *  before its first file is published, a seal puts on the disk, in journal/pins/SEGMENT, the mappings that the messages
 *  were read by and the units of the datastreams that had rows. A segment that has such a pin is sealed before all
 *  others, by itself and by its pin. What is pinned is what rows came of: a message that was set aside is read by the
 *  mapping of the day.
 *
 *  Of a segment some messages may come to wait (journal_wait.h) whose readings of other days are sealed. Its pin stays as
 *  long as they do, and names the days that wait, and says how much of
 *  these messages was set aside and told when they came, so that it is told once: by its mappings they are read, and readings of other days are not
 *  taken from them, since they stand. Its units are not pinned then, for the registered one may be what is at fault,
 *  and nothing of these days was sealed.
 *
 *  Where the pin cannot be read, its segment or what waits of it is passed over, told, and stays; all others are sealed.
 *
 *  A pin goes once its segment is neither open nor waits. */
#ifndef TA_ENGINE_JOURNAL_PIN_H
#define TA_ENGINE_JOURNAL_PIN_H

#include "engine/journal_wait.h"

/** Put it on the disk for the segment @p name, in place of the one before.
 *  @param journal what it was read by; its inlet's `seen` says which datastreams had rows
 *  @param wait    the days of which messages wait, and what was set aside of these; NULL: none
 *  @return TA_OK, TA_E_IO, TA_E_PERMISSION, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_pin_write(struct ta_workspace *workspace,
                                         const char *name,
                                         const struct ta_journal_inlet *journal,
                                         const struct ta_wait *wait,
                                         struct ta_error *err);
/** Its mappings to @p journal and, where those are not NULL, its units to @p intake and its days to @p days, whose
 *  `intake` is set. @param there false: there is none, or none that names the days asked for
 *  @return TA_OK; TA_E_DATA for one that is damaged; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_pin_read(struct ta_workspace *workspace,
                                        const char *name,
                                        struct ta_journal_inlet *journal,
                                        struct ta_intake *intake, struct ta_wait *days,
                                        bool *there, struct ta_error *err);
/** Has the segment one? */
bool ta_pin_there(const struct ta_workspace *workspace, const char *name);
/** Remove those of segments that are neither open nor wait; one that stays does no harm. */
void ta_pins_settle(const struct ta_workspace *workspace);

#endif
