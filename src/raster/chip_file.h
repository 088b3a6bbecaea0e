/* SPDX-License-Identifier: Apache-2.0 */
/** @file chip_file.h  The chip's file format, shared by writer and reader.
 *
 *  A GeoTIFF: one band for each of the chip's (all in one type), then flag bands, then the
 *  states. Metadata of domain TERRASSAY says the rest; numbers are written so that they
 *  read back the same. */
#ifndef TA_RASTER_CHIP_FILE_H
#define TA_RASTER_CHIP_FILE_H

#define TA_CHIP_DOMAIN "TERRASSAY"
#define TA_CHIP_FORMAT "chip 1"

enum { TA_CHIP_FLAGS = 7 /**< bands whose flags fit one flag band, also of int8 */ };

/* Of the file. */
#define TA_CHIP_SCENE "SCENE"
#define TA_CHIP_PROCESSING "PROCESSING"
#define TA_CHIP_PLATFORM "PLATFORM"
#define TA_CHIP_ORBIT "ORBIT" /**< absent: not stated */
#define TA_CHIP_TILE "TILE"
#define TA_CHIP_TIME "TIME" /**< RFC 3339 */
#define TA_CHIP_MASK "MASK"
#define TA_CHIP_OFFSET_BY "OFFSET_BY"
#define TA_CHIP_SIMULATED "SIMULATED" /**< "yes" or "no" */
#define TA_CHIP_AFFINE "AFFINE"       /**< six numbers of the scene's grid */
#define TA_CHIP_CELL "CELL"           /**< column and row of it where the chip begins */
#define TA_CHIP_CRS "CRS"             /**< as the scene's file gave it */
#define TA_CHIP_BANDS "BANDS"         /**< number of bands before flags and states */

/* Of a band. */
#define TA_CHIP_NAME "NAME"
#define TA_CHIP_QUANTITY "QUANTITY"
#define TA_CHIP_TYPE "TYPE" /**< in which it stood in the scene's file */
#define TA_CHIP_SCALE "DN_SCALE"
#define TA_CHIP_OFFSET "DN_OFFSET"
#define TA_CHIP_UNIT "UNIT"
#define TA_CHIP_NODATA "NODATA" /**< up to two values, with a blank between */
#define TA_CHIP_RANGE "RANGE"   /**< least and largest legal value; absent: any */
#define TA_CHIP_FLAG "FLAG" /**< its place among the flags; absent: the rule says all */

/** Texts of enum ta_quantity and enum ta_pixel_type, in their order. */
extern const char *const ta_chip_quantities[];
extern const char *const ta_chip_types[];

#endif
