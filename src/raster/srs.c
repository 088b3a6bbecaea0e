/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/srs.h"

#include <stdbool.h>
#include <string.h>

#include "raster/gdal_words.h"

/* Either WKT, which has a bracket, or a short AUTHORITY:CODE. */
static bool is_plain(const char *crs)
{
    return strchr(crs, '[') != NULL || (strlen(crs) < 32 && strchr(crs, ':') != NULL &&
                                        strpbrk(crs, "/\\") == NULL);
}

OGRSpatialReferenceH ta_srs_new(const char *crs)
{
    if (crs == NULL || !is_plain(crs)) return NULL;

    struct ta_gdal_words words;
    ta_gdal_words_start(&words);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    char *text = (char *)crs; /* the importer moves a pointer, never the text */
    bool wkt = strchr(crs, '[') != NULL;
    OGRErr failed = OGRERR_FAILURE;
    if (srs != NULL)
        failed = wkt ? OSRImportFromWkt(srs, &text) : OSRSetFromUserInput(srs, crs);
    ta_gdal_words_end();
    if (failed != OGRERR_NONE) {
        if (srs != NULL) OSRDestroySpatialReference(srs);
        return NULL;
    }
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    return srs;
}
