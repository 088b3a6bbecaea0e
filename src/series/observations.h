/* SPDX-License-Identifier: Apache-2.0 */
/** @file observations.h  Observations of one tile and month in one sealed HDF5 file.
 *
 *  The file is a table under CF conventions that xarray, h5py and netCDF tools open: columns on
 *  the dimension `row`, sorted by project, site, time, scene, processing, layer and mask; texts
 *  that repeat stand once and are named by index; the site table says where each site's rows
 *  begin and how many they are, so that one site's history costs the same however many others
 *  lie beside it. Equal rows give equal bytes. All calls may come from any thread; they wait
 *  for each other, since HDF5 is not thread-safe. */
#ifndef TA_SERIES_OBSERVATIONS_H
#define TA_SERIES_OBSERVATIONS_H

#include "terrassay/observation.h"
#include "terrassay/status.h"

/** Seal @p n > 0 rows, in any order: built beside, read back and compared, fsynced, renamed.
 *  A sealed file is never written again: when @p path holds the same rows nothing is done;
 *  when it holds others (a leftover of a killed run) the caller takes the next version.
 *  @return TA_OK; TA_E_DATA for a key that stands twice, an illegal id, site or time;
 *  TA_E_AGAIN when @p path holds other rows; TA_E_IO, TA_E_NOMEM, TA_E_LIMIT */
TA_NODISCARD enum ta_status ta_observations_write(const char *path,
                                                  const struct ta_observation *rows,
                                                  size_t n, struct ta_error *err);

/** The same, durable only once the caller settles it (base/file.h). */
TA_NODISCARD enum ta_status
ta_observations_write_loose(const char *path, const struct ta_observation *rows,
                            size_t n, struct ta_error *err);

/** Rows of one site by time; n 0 and rows NULL when the file has none of it. The rows are the
 *  caller's (ta_free). @return TA_OK; TA_E_NOTFOUND without the file; TA_E_DATA when it is
 *  damaged or something else; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_observations_read_site(const char *path,
                                                      const char *project, int site,
                                                      struct ta_observation **rows,
                                                      size_t *n, struct ta_error *err);

/** All rows in their order. */
TA_NODISCARD enum ta_status ta_observations_read(const char *path,
                                                 struct ta_observation **rows,
                                                 size_t *n, struct ta_error *err);

/** The rows of both, sorted; where a key stands in both, @p late has the word. The result is
 *  the caller's (ta_free). @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_observations_merge(const struct ta_observation *old, size_t n_old,
                      const struct ta_observation *late, size_t n_late,
                      struct ta_observation **out, size_t *n);

#endif
