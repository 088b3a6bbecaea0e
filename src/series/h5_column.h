/* SPDX-License-Identifier: Apache-2.0 */
/** @file h5_column.h  HDF5's types for ours. */
#ifndef TA_SERIES_H5_COLUMN_H
#define TA_SERIES_H5_COLUMN_H

#include "series/h5.h"

enum { TA_H5_CHUNK_LIMIT = 1024 * 1024 }; /**< HDF5's default chunk cache (bytes) */

/** Type in the file (little-endian) and in memory; end both with ta_h5_drop_type(). */
hid_t ta_h5_file_type(enum ta_h5_type type);
hid_t ta_h5_memory_type(enum ta_h5_type type);
void ta_h5_drop_type(hid_t type);

/** A text attribute of an object of the file. */
bool ta_h5_say_of(hid_t object, const char *name, const char *text);

#endif
