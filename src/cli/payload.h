/* SPDX-License-Identifier: Apache-2.0 */
/** @file payload.h  Bytes that anybody may have sent, for a person's eyes: nothing of them reaches a terminal raw. */
#ifndef TA_CLI_PAYLOAD_H
#define TA_CLI_PAYLOAD_H

#include "base/text.h"
#include "ingest/scan.h"

/** May it be shown as text: whole UTF-8, of which few are characters that must not be shown? */
bool ta_payload_is_text(struct ta_view bytes);
/** As lines: text with line ends and tabs as they are and each character that would move a cursor or turn the writing
 *  as "<U+001B>"; else a dump of 16 bytes a line, "00000000  61 62 ...  ab..". Ends with a line end.
 *  @param most bytes that are shown; that there are more is said */
void ta_payload_show(struct ta_view bytes, size_t most, struct ta_text *out);
/** All of it for a program: is it text without any such character? Else it goes as hexadecimal digits. */
bool ta_payload_is_plain(struct ta_view bytes);
void ta_payload_hex(struct ta_view bytes, struct ta_text *out);

#endif
