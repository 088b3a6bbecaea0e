/* SPDX-License-Identifier: Apache-2.0 */
/** @file share.h  A page for others than the credit department: who and where are left out.
 *
 *  What others wrote does not stand on it unless it is known to name nobody: each word of others goes
 *  through ta_page_outside(), which leaves it out, or ta_page_public(), which is asked for by name.
 *  The place is told by country and by tiles of half a degree. Figures, opinion, reasons, questions
 *  and what was not observed stay. */
#ifndef TA_REPORT_SHARE_H
#define TA_REPORT_SHARE_H

#include "report/dossier.h"
#include "report/speech.h"

enum { TA_PSEUDONYM_SIZE = 13, TA_TILES_MOST = 12 };

/** What stands for the project: the first twelve digits of the record's id. */
void ta_share_pseudonym(const struct ta_dossier *dossier, char out[TA_PSEUDONYM_SIZE]);

/** Does @p words hold an id or a name of client, project, site, loan, device, supplier or what stands
 *  behind the loans? Letters of any size. */
bool ta_share_names(const struct ta_dossier *dossier, const char *words);

/** Does @p words hold a number with the decimals of a coordinate? */
bool ta_share_places(const char *words);

/** The stand-in of a page for others: "signal 2" for the project's second datastream as DEVICE/NAME, "the
 *  device of signal 1" for an instrument, "permit 1" for a permit's number. @p speech is of that page, its `whose` the dossier. */
bool ta_share_stand_in(const struct ta_speech *speech, const char *word,
                       struct ta_text *out);

/** South-west corner of a tile of half a degree (degrees). */
struct ta_tile_half {
    double west, south;
};
/** The tiles that the middles of the sites lie in, each once, in the sites' order.
 *  @return how many there are; at most TA_TILES_MOST of them stand in @p out */
size_t ta_share_tiles(const struct ta_facts *facts,
                      struct ta_tile_half out[TA_TILES_MOST]);

#endif
