/* SPDX-License-Identifier: Apache-2.0 */
/** @file case.h  Workspaces with one record each, as rich as reports can be: made-up scenes of a
 *  plantation with a clearing, made-up stack readings, and texts that try to break out. */
#ifndef TA_PAGE_CASE_H
#define TA_PAGE_CASE_H

#include "engine/workspace.h"
#include "raster/chip.h"
#include "terrassay/assessment.h"

enum { CASE_LOOKS = 60, CASE_EVIDENCE = 200, CASE_ASSESSED = 12 };

struct page_case {
    const char *name; /**< of the workspace's folder and the report */
    bool en, zh;      /**< languages it is written in */
    bool hostile;     /**< names and ids that try to be markup */
    bool clouded;     /**< no clear look: nothing can be said */
    bool silent;      /**< the device fell silent after an exceedance */
    bool shared;      /**< a page for others */
    bool real; /**< not labelled as made up, though it is: for the look without marks */
};

/** Make the workspace of a case in @p folder and its record. @return the record's id in
 *  @p id. Ends the program with words on stderr when something fails. */
void page_case_make(const struct page_case *which, const char *folder,
                    char id[TA_HEX_SIZE]);

/** The chip of look @p i: NDVI and natural colours of a plantation with a clearing. */
void page_chip(const struct page_case *which, size_t i, struct ta_chip *out);
/** Day of look @p i. */
ta_day page_day(size_t i);
/** Outline of the site in WGS 84; ended by ta_polygons_free(). */
void page_site(struct ta_polygons *out);

#endif
