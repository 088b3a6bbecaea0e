/* SPDX-License-Identifier: Apache-2.0 */
/** @file gdal_words.h  What GDAL says while a call runs, kept instead of printed. */
#ifndef TA_RASTER_GDAL_WORDS_H
#define TA_RASTER_GDAL_WORDS_H

/** Listens on the calling thread between start and end; the first failure is kept,
 *  since later ones follow from it. */
struct ta_gdal_words {
    char text[400]; /**< empty when nothing failed */
};

void ta_gdal_words_start(struct ta_gdal_words *words);
void ta_gdal_words_end(void);
/** The words, or "no reason given". */
const char *ta_gdal_words_text(const struct ta_gdal_words *words);

#endif
