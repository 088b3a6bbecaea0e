/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/srs.h"

#include <stdbool.h>
#include <string.h>

#include <cpl_conv.h>

#include "base/memory.h"
#include "base/text.h"
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

static bool is_the_same(OGRSpatialReferenceH srs, const char *crs)
{
    static const char *const options[] = {
        "CRITERION=EQUIVALENT", "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", NULL};
    OGRSpatialReferenceH other = ta_srs_new(crs);
    if (other == NULL) return false;
    bool same = OSRIsSameEx(srs, other, options) == 1;
    OSRDestroySpatialReference(other);
    return same;
}

/* WKT of 2015 knows no ensembles. */
static char *wkt_of(OGRSpatialReferenceH srs, bool *failed)
{
    static const char *const options[] = {"FORMAT=WKT2_2015", "MULTILINE=NO", NULL};
    char *wkt = NULL, *copy = NULL;
    if (OSRExportToWktEx(srs, &wkt, options) == OGRERR_NONE && wkt != NULL) {
        copy = ta_strdup(wkt);
        *failed = copy == NULL;
    }
    CPLFree(wkt);
    return copy;
}

char *ta_srs_text(OGRSpatialReferenceH srs, bool *failed)
{
    const char *authority = OSRGetAuthorityName(srs, NULL);
    const char *code = OSRGetAuthorityCode(srs, NULL);
    *failed = false;
    if (authority != NULL && code != NULL) {
        struct ta_text text = {0};
        ta_text_addf(&text, "%s:%s", authority, code);
        *failed = text.failed;
        if (!text.failed && is_the_same(srs, text.bytes)) return ta_text_take(&text);
        ta_text_free(&text);
        if (*failed) return NULL;
    }
    return wkt_of(srs, failed);
}
