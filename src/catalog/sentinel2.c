/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/sentinel2.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/scene.h"
#include "base/text.h"
#include "catalog/absent.h"
#include "catalog/href.h"
#include "catalog/sentinel2_mtd.h"

enum { MAX_XML = 16 << 20, TILE = 7 /* "T32TQM" */ };

/* Bands at their native resolution, by STAC common name. */
static const struct {
    const char *file; /* as in "..._B02_10m" */
    int metres;
    const char *name;
} bands[] = {
    {"B01", 60, "coastal"},    {"B02", 10, "blue"},       {"B03", 10, "green"},
    {"B04", 10, "red"},        {"B05", 20, "rededge071"}, {"B06", 20, "rededge075"},
    {"B07", 20, "rededge078"}, {"B08", 10, "nir"},        {"B8A", 20, "nir08"},
    {"B09", 60, "nir09"},      {"B11", 20, "swir16"},     {"B12", 20, "swir22"},
};
enum { N_BANDS = sizeof bands / sizeof *bands };

/* One product while it is read. */
struct product {
    const struct ta_place *place;
    const char *path; /* of MTD_MSIL2A.xml */
    struct ta_sink *sink;
    struct ta_s2_mtd mtd;
    struct ta_scene head; /* what all tiles share */
    bool several;         /* tiles */
};

bool ta_sentinel2_announces(const struct ta_place *place, const char *name)
{
    (void)place;
    return strcmp(name, "MTD_MSIL2A.xml") == 0;
}

/* The tile in an image's name, "T32TQM", between underscores or slashes. */
static bool tile_of(const char *image, char tile[TILE])
{
    static const char form[] = "TDDAAA";
    const char *file = strrchr(image, '/');
    for (const char *at = file != NULL ? file + 1 : image; *at != '\0'; at++) {
        size_t i = 0;
        while (i < TILE - 1 && (form[i] == 'T'   ? at[i] == 'T'
                                : form[i] == 'D' ? isdigit((unsigned char)at[i]) != 0
                                                 : isupper((unsigned char)at[i]) != 0))
            i++;
        if (i < TILE - 1 || at[i] != '_') continue;
        (void)snprintf(tile, TILE, "%.6s", at);
        return true;
    }
    return false;
}

/* The image of the tile whose name ends so, NULL when the product lists none. */
static const char *image_of(const struct product *p, const char *tile, const char *end)
{
    for (size_t i = 0; i < p->mtd.n_images; i++) {
        char its[TILE];
        if (ta_name_ends(p->mtd.image[i], end) && tile_of(p->mtd.image[i], its) &&
            strcmp(its, tile) == 0)
            return p->mtd.image[i];
    }
    return NULL;
}

/* The file of a listed image: JPEG 2000 as delivered, or a TIFF made of it. */
static enum ta_status find_image(const struct product *p, const char *image,
                                 char **path, struct ta_error *err)
{
    static const char *const ends[] = {".jp2", ".tif", ".TIF", ".tiff"};
    enum ta_status rc = TA_E_NOTFOUND;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && rc == TA_E_NOTFOUND; i++) {
        struct ta_text relative = {0};
        ta_text_addf(&relative, "%s%s", image, ends[i]);
        char *name = ta_text_take(&relative);
        if (name == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
        rc = ta_place_below(p->place, name, path, err);
        ta_free(name);
    }
    return rc;
}

/* From baseline 04.00 on products have an offset; one that lists none cannot be trusted. */
static bool is_silent(const struct ta_s2_mtd *m)
{
    double baseline = 0.0;
    if (ta_parse_f64(m->baseline, &baseline) != TA_OK) return true;
    return !m->has_offsets && baseline >= 4.0;
}

/* rho = (DN + BOA_ADD_OFFSET) / BOA_QUANTIFICATION_VALUE, product specification document of
 * Sentinel-2 (S2-PDGS-TAS-DI-PSD). */
static void calibrate(const struct product *p, const char *file_band,
                      struct ta_band *band)
{
    double offset = p->mtd.has_offsets ? ta_s2_offset(&p->mtd, file_band) : 0.0;
    *band = (struct ta_band){
        .quantity = TA_QUANTITY_DN,
        .number = 1,
        .scale = 1.0,
        .nodata = 0.0,
        .valid_lo = 1.0,
        .valid_hi = 65534.0, /* 65535 marks saturation */
        .unit = "1",
    };
    if (is_silent(&p->mtd) || isnan(offset)) return;
    band->quantity = TA_QUANTITY_REFLECTANCE_SURFACE;
    band->scale = 1.0 / p->mtd.quantification;
    band->offset = offset / p->mtd.quantification;
}

static void set_offset_by(const struct product *p, struct ta_scene *s)
{
    const char *words = "MTD_MSIL2A.xml BOA_ADD_OFFSET";
    if (!p->mtd.has_offsets) words = "MTD_MSIL2A.xml, a baseline without offset";
    if (is_silent(&p->mtd)) words = "none: MTD_MSIL2A.xml lists no BOA_ADD_OFFSET";
    (void)snprintf(s->offset_by, sizeof s->offset_by, "%s", words);
}

static enum ta_status add_asset(const struct product *p, const char *image,
                                size_t n_bands, struct ta_scene *s,
                                struct ta_asset **out, struct ta_error *err)
{
    char *path = NULL;
    *out = NULL;
    struct ta_error why = {0};
    enum ta_status rc = find_image(p, image, &path, &why);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) {
        *err = why;
        return rc;
    }
    rc = ta_scene_add_asset(s, path, n_bands, out);
    ta_free(path);
    return rc == TA_OK ? TA_OK : ta_fail(err, rc, "out of memory");
}

static enum ta_status add_bands(const struct product *p, const char *tile,
                                struct ta_scene *s, struct ta_absent *absent,
                                struct ta_error *err)
{
    for (size_t i = 0; i < N_BANDS; i++) {
        char end[16];
        (void)snprintf(end, sizeof end, "_%s_%dm", bands[i].file, bands[i].metres);
        const char *image = image_of(p, tile, end);
        if (image == NULL) continue;
        struct ta_asset *asset;
        enum ta_status rc = add_asset(p, image, 1, s, &asset, err);
        if (rc != TA_OK) return rc;
        if (asset == NULL) ta_absent_add(absent, bands[i].name, image);
        if (asset == NULL) continue;
        calibrate(p, bands[i].file, &asset->band[0]);
        (void)snprintf(asset->band[0].name, TA_NAME_SIZE, "%s", bands[i].name);
    }
    if (s->n_assets > 0) return TA_OK;
    return ta_fail(err, TA_E_NOTFOUND, "tile %s: none of the images it lists is there",
                   tile);
}

/* The scene classification, native at 20 m. */
static enum ta_status add_mask(const struct product *p, const char *tile,
                               struct ta_scene *s, struct ta_error *err)
{
    const char *image = image_of(p, tile, "_SCL_20m");
    struct ta_asset *asset = NULL;
    enum ta_status rc = TA_OK;
    if (image != NULL) rc = add_asset(p, image, 0, s, &asset, err);
    if (rc != TA_OK) return rc;
    if (asset != NULL) {
        s->mask = TA_MASK_SCL;
        s->mask_asset = s->n_assets - 1;
        return TA_OK;
    }
    struct ta_error why = {0};
    (void)ta_fail(&why, TA_E_NOTFOUND, "tile %s: no scene classification (SCL_20m)",
                  tile);
    ta_error_mend(&why, "fetch it; without it no pixel is known to be clear");
    ta_sink_problem(p->sink, p->path, &why);
    return TA_OK;
}

/* Read MTD_TL.xml of the image's granule: "GRANULE/<granule>/MTD_TL.xml". It may be missing. */
static enum ta_status sun_elevation(const struct product *p, const char *image,
                                    double *out, struct ta_error *err)
{
    const char *slash = strchr(image, '/');
    if (slash != NULL) slash = strchr(slash + 1, '/');
    if (slash == NULL || slash - image > 300) return TA_OK;
    char relative[400], *path = NULL, *bytes = NULL;
    size_t size = 0;
    double zenith = NAN;
    (void)snprintf(relative, sizeof relative, "%.*s/MTD_TL.xml", (int)(slash - image),
                   image);
    enum ta_status rc = ta_place_below(p->place, relative, &path, NULL);
    if (rc == TA_E_NOMEM) return ta_fail(err, rc, "out of memory");
    if (rc != TA_OK) return TA_OK;
    rc = ta_file_read(path, MAX_XML, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_s2_sun_zenith(path, bytes, size, &zenith, err);
    if (zenith >= 0.0 && zenith <= 180.0) *out = 90.0 - zenith;
    ta_free(bytes);
    ta_free(path);
    return rc;
}

static enum ta_status fill_tile(const struct product *p, const char *image,
                                const char *tile, struct ta_scene *s,
                                struct ta_error *err)
{
    (void)snprintf(s->tile, sizeof s->tile, "%s", tile);
    size_t n = strlen(s->id);
    if (p->several) (void)snprintf(s->id + n, sizeof s->id - n, "#%s", tile);
    set_offset_by(p, s);
    struct ta_absent absent = {.n = 0};
    enum ta_status rc = add_bands(p, tile, s, &absent, err);
    enum ta_status told = ta_absent_tell(&absent, p->sink, p->path, rc == TA_OK, err);
    if (rc == TA_OK) rc = told;
    if (rc == TA_OK) rc = sun_elevation(p, image, &s->sun_elevation, err);
    if (rc == TA_OK) rc = add_mask(p, tile, s, err);
    return rc;
}

/* Is @p i the first image of its tile? */
static bool begins_tile(const struct product *p, size_t i, char tile[TILE])
{
    char other[TILE];
    if (!tile_of(p->mtd.image[i], tile)) return false;
    for (size_t k = 0; k < i; k++)
        if (tile_of(p->mtd.image[k], other) && strcmp(other, tile) == 0) return false;
    return true;
}

/* One tile's scene. What is wrong with a tile is told, and the other tiles go on. */
static enum ta_status read_tile(struct product *p, const char *image, const char *tile,
                                struct ta_error *err)
{
    struct ta_scene scene = p->head;
    enum ta_status rc = fill_tile(p, image, tile, &scene, err);
    if (rc == TA_OK) return ta_sink_scene(p->sink, p->path, &scene, err);
    ta_scene_free(&scene);
    if (rc == TA_E_NOMEM || !p->several) return rc;
    ta_sink_problem(p->sink, p->path, err);
    *err = (struct ta_error){0};
    return TA_OK;
}

static enum ta_status read_tiles(struct product *p, struct ta_error *err)
{
    size_t tiles = 0;
    char tile[TILE];
    for (size_t i = 0; i < p->mtd.n_images; i++)
        if (begins_tile(p, i, tile)) tiles++;
    if (tiles == 0)
        return ta_fail(err, TA_E_DATA, "no IMAGE_FILE with a tile in its name");
    p->several = tiles > 1;
    for (size_t i = 0; i < p->mtd.n_images; i++) {
        if (!begins_tile(p, i, tile)) continue;
        enum ta_status rc = read_tile(p, p->mtd.image[i], tile, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

static enum ta_status check(const struct ta_s2_mtd *m, struct ta_error *err)
{
    if (strncmp(m->level, "Level-2A", 8) != 0)
        return ta_fail(err, TA_E_DATA, "PROCESSING_LEVEL is \"%.40s\", not Level-2A",
                       m->level);
    if (!(m->quantification > 0.0))
        return ta_fail(err, TA_E_DATA, "no BOA_QUANTIFICATION_VALUE above zero");
    if (m->start == TA_TIME_NONE)
        return ta_fail(err, TA_E_DATA, "no PRODUCT_START_TIME");
    double baseline;
    if (ta_parse_f64(m->baseline, &baseline) != TA_OK)
        return ta_fail(err, TA_E_DATA, "PROCESSING_BASELINE is \"%.40s\"", m->baseline);
    return TA_OK;
}

/* Datatakes end in the baseline, which is not part of the look: "GS2A_..._N05.09". */
/* "..._N0509_R122_T32TQM_...": the relative orbit stands in the product's name. */
static void set_orbit(struct ta_scene *s)
{
    for (const char *at = strstr(s->id, "_R"); at != NULL; at = strstr(at + 1, "_R"))
        if (strspn(at + 2, "0123456789") == 3 && at[5] == '_')
            (void)snprintf(s->orbit, sizeof s->orbit, "%.3s", at + 2);
}

static void set_datatake(struct ta_scene *s, const struct ta_s2_mtd *m)
{
    const char *baseline = strstr(m->datatake, "_N");
    size_t n =
        baseline != NULL ? (size_t)(baseline - m->datatake) : strlen(m->datatake);
    (void)snprintf(s->datatake, sizeof s->datatake, "%.*s", (int)n, m->datatake);
    if (n == 0) (void)snprintf(s->datatake, sizeof s->datatake, "%s", s->id);
}

static enum ta_status set_head(struct product *p, struct ta_error *err)
{
    const struct ta_s2_mtd *m = &p->mtd;
    struct ta_scene *s = &p->head;
    *s = (struct ta_scene){
        .collection = "sentinel-2-l2a",
        .time = m->start,
        .cloud_cover = NAN,
        .sun_elevation = NAN,
        .position_error_m = NAN, /* the product only says whether a test was passed */
        .mask_asset = SIZE_MAX,
        .saturation_asset = SIZE_MAX,
    };
    enum ta_status rc = check(m, err);
    if (rc != TA_OK) return rc;
    char id[TA_SCENE_SIZE - 40];
    if (!ta_id_escape(m->uri, id, sizeof id))
        return ta_fail(err, TA_E_DATA, "PRODUCT_URI is empty or too long");
    if (ta_name_ends(id, ".SAFE")) id[strlen(id) - strlen(".SAFE")] = '\0';
    (void)snprintf(s->id, sizeof s->id, "%s/%s", s->collection, id);
    (void)snprintf(s->processing, sizeof s->processing, "%.20s %.40s", m->baseline,
                   m->generated);
    for (size_t i = 0; i + 1 < sizeof s->platform && m->spacecraft[i] != '\0'; i++)
        s->platform[i] = (char)tolower((unsigned char)m->spacecraft[i]);
    if (m->cloud_cover >= 0.0 && m->cloud_cover <= 100.0)
        s->cloud_cover = m->cloud_cover;
    set_datatake(s, m);
    set_orbit(s);
    return TA_OK;
}

enum ta_status ta_sentinel2_read(const struct ta_place *place, const char *name,
                                 struct ta_sink *sink, struct ta_error *err)
{
    char *path = NULL, *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_place_find(place, name, &path, err);
    if (rc != TA_OK) return rc;
    struct product p = {.place = place, .path = path, .sink = sink};
    rc = ta_file_read(path, MAX_XML, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_s2_mtd_parse(path, bytes, size, &p.mtd, err);
    if (rc == TA_OK) rc = set_head(&p, err);
    if (rc == TA_OK) rc = read_tiles(&p, err);
    ta_s2_mtd_free(&p.mtd);
    ta_free(bytes);
    ta_free(path);
    return rc;
}
