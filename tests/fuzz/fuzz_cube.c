/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_cube.c  Any bytes as the header of a netCDF classic file, and, when they are one
 *  of the length that it states, as a weather grid over a site. */
#include "ta_fuzz.h"

#include <stdio.h>
#include <unistd.h>

#include "raster/cdf_size.h"
#include "raster/cube.h"

static void look(const char *path)
{
    double xy[] = {8.5, 48.6, 10.5, 48.6, 10.5, 49.4, 8.5, 49.4};
    size_t part_ring[] = {0, 1}, ring_point[] = {0, 4};
    struct ta_polygons site = {1, part_ring, 1, ring_point, 4, xy};
    struct ta_cube_request request = {NULL, NULL, 0.5};
    struct ta_cube_series series = {0};
    struct ta_cube *cube = NULL;
    struct ta_error err = {0};
    if (ta_cube_open(path, NULL, &cube, &err) != TA_OK) return;
    if (ta_cube_site(cube, &site, &request, &series, &err) == TA_OK)
        for (size_t i = 0; i < series.n; i++)
            assert(series.share[i] >= 0.0 && series.share[i] <= 1.0);
    ta_cube_series_free(&series);
    ta_cube_close(cube);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    uint64_t whole = 0;
    if (ta_cdf_size(data, size, &whole) != TA_OK || whole == 0 || whole > size)
        return 0;
    (void)snprintf(path, sizeof path, "/tmp/fuzz_cube.%ld.nc", (long)getpid());
    FILE *file = fopen(path, "wb");
    assert(file != NULL);
    assert(fwrite(data, 1, size, file) == size);
    assert(fclose(file) == 0);
    look(path);
    assert(remove(path) == 0);
    return 0;
}
