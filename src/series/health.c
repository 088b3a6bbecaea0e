/* SPDX-License-Identifier: Apache-2.0 */
#include "series/health.h"

#include "series/h5.h"

void ta_series_health(const struct ta_health *health)
{
    unsigned major = 0, minor = 0, release = 0;
    ta_h5_lock();
    if (H5get_libversion(&major, &minor, &release) < 0)
        ta_health_tell(health, TA_HEALTH_FAULT, "HDF5", "install libhdf5",
                       "does not start");
    else if (H5Zfilter_avail(H5Z_FILTER_DEFLATE) <= 0 ||
             H5Zfilter_avail(H5Z_FILTER_SHUFFLE) <= 0)
        ta_health_tell(
            health, TA_HEALTH_FAULT, "HDF5", "install an HDF5 that was built with zlib",
            "%u.%u.%u without the deflate or shuffle filter", major, minor, release);
    else
        ta_health_tell(health, TA_HEALTH_OK, "HDF5", NULL, "%u.%u.%u", major, minor,
                       release);
    ta_h5_unlock();
}
