/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal_table.h  Rows of zonal statistics as CSV text, or as a file of shapes. */
#ifndef TA_ENGINE_ZONAL_TABLE_H
#define TA_ENGINE_ZONAL_TABLE_H

#include "engine/zonal.h"

/** "zone,raster,band,date,count,valid_fraction,mean,..." with its line end (RFC 4180: CRLF is not
 *  written, as in all our tables). What is absent is empty. */
void ta_zonal_csv_head(struct ta_text *out, const struct ta_zonal_stats *stats);
void ta_zonal_csv_row(struct ta_text *out, const struct ta_zonal_stats *stats,
                      const struct ta_zonal_row *row);

/** A file being written beside its place. Belongs to one thread. */
struct ta_zonal_table;

/** Does a file of that name carry shapes (.geojson, .json, .gpkg)? Else it is CSV. */
bool ta_zonal_table_has_shapes(const char *path);
/** @param now stands in a GeoPackage as its last change
 *  @return TA_OK; TA_E_USAGE for a name that is neither; TA_E_IO; TA_E_NOMEM. */
TA_NODISCARD enum ta_status
ta_zonal_table_open(const char *path, const struct ta_zonal_stats *stats,
                    ta_time_us now, struct ta_zonal_table **out, struct ta_error *err);
TA_NODISCARD enum ta_status ta_zonal_table_add(struct ta_zonal_table *table,
                                               const struct ta_zonal_row *row,
                                               struct ta_error *err);
/** Put it in place, durably. The table is ended either way. */
TA_NODISCARD enum ta_status ta_zonal_table_finish(struct ta_zonal_table *table,
                                                  struct ta_error *err);
/** End without a file; what stood there still does. NULL is allowed. */
void ta_zonal_table_abandon(struct ta_zonal_table *table);

#endif
