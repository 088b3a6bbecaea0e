/* SPDX-License-Identifier: Apache-2.0 */
/** @file cdf_size.h  How long a netCDF classic file has to be, from its header.
 *
 *  The netCDF library reads zeros beyond the end of a file that was cut short. Format: NetCDF
 *  User's Guide, appendix B ("CDF" 1, 2 and 5). */
#ifndef TA_RASTER_CDF_SIZE_H
#define TA_RASTER_CDF_SIZE_H

#include <stddef.h>
#include <stdint.h>

#include "terrassay/status.h"

/** @param bytes [size] the beginning of the file
 *  @param out   bytes that header and data take; 0 when it is no classic file
 *  @return TA_OK; TA_E_DATA when the header is broken; TA_E_LIMIT when it is longer than @p size
 *          or names more than 2^16 things. */
TA_NODISCARD enum ta_status ta_cdf_size(const unsigned char *bytes, size_t size,
                                        uint64_t *out);

#endif
