/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/sentinel2_mtd.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "catalog/xml.h"

enum { MAX_IMAGES = 10000 };

/* The document while it is read. */
struct reading {
    struct ta_s2_mtd *mtd;
    int64_t offset_band; /* band_id of the BOA_ADD_OFFSET that is open */
};

void ta_s2_mtd_free(struct ta_s2_mtd *mtd)
{
    for (size_t i = 0; i < mtd->n_images; i++) ta_free(mtd->image[i]);
    ta_free(mtd->image);
    mtd->image = NULL;
    mtd->n_images = mtd->image_capacity = 0;
}

static enum ta_status put_text(char *field, const char *name, const char *text,
                               struct ta_error *err)
{
    if (field[0] != '\0') return ta_fail(err, TA_E_DATA, "%s stands twice", name);
    if (ta_copy(field, TA_S2_TEXT, text)) return TA_OK;
    return ta_fail(err, TA_E_LIMIT, "%s: too long", name);
}

static enum ta_status put_number(double *field, const char *name, const char *text,
                                 struct ta_error *err)
{
    if (!isnan(*field)) return ta_fail(err, TA_E_DATA, "%s stands twice", name);
    if (ta_parse_f64(text, field) == TA_OK) return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: wanted a number, found \"%.60s\"", name, text);
}

static enum ta_status put_image(struct ta_s2_mtd *mtd, const char *text,
                                struct ta_error *err)
{
    if (mtd->n_images == MAX_IMAGES)
        return ta_fail(err, TA_E_LIMIT, "more than %d images", MAX_IMAGES);
    void *grown = mtd->image;
    if (ta_grow(&grown, &mtd->image_capacity, mtd->n_images, sizeof *mtd->image) != 0)
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    mtd->image = grown;
    mtd->image[mtd->n_images] = ta_strdup(text);
    if (mtd->image[mtd->n_images] == NULL)
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    mtd->n_images++;
    return TA_OK;
}

static enum ta_status put_start(struct ta_s2_mtd *mtd, const char *text,
                                struct ta_error *err)
{
    if (ta_time_parse(text, &mtd->start) == TA_OK) return TA_OK;
    return ta_fail(err, TA_E_DATA, "PRODUCT_START_TIME: %.60s is no time", text);
}

static enum ta_status band_id(const char *name, const char *text, int64_t *out,
                              struct ta_error *err)
{
    if (text != NULL && ta_parse_i64(text, out) == TA_OK && *out >= 0 &&
        *out < TA_S2_BANDS)
        return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: band id is none of 0 to %d", name,
                   TA_S2_BANDS - 1);
}

static enum ta_status put_physical(struct ta_s2_mtd *mtd, const char *const *attribute,
                                   struct ta_error *err)
{
    int64_t id = 0;
    const char *band = ta_xml_attribute(attribute, "physicalBand");
    enum ta_status rc = band_id("Spectral_Information",
                                ta_xml_attribute(attribute, "bandId"), &id, err);
    if (rc != TA_OK) return rc;
    if (band != NULL && ta_copy(mtd->physical[id], sizeof mtd->physical[id], band))
        return TA_OK;
    return ta_fail(err, TA_E_DATA, "Spectral_Information: no physicalBand");
}

static enum ta_status on_open(void *self, const char *name,
                              const char *const *attribute, struct ta_error *err)
{
    struct reading *r = self;
    if (strcmp(name, "Spectral_Information") == 0)
        return put_physical(r->mtd, attribute, err);
    if (strcmp(name, "BOA_ADD_OFFSET") == 0) {
        r->mtd->has_offsets = true;
        return band_id(name, ta_xml_attribute(attribute, "band_id"), &r->offset_band,
                       err);
    }
    if (strcmp(name, "Datatake") != 0) return TA_OK;
    const char *id = ta_xml_attribute(attribute, "datatakeIdentifier");
    return id != NULL ? put_text(r->mtd->datatake, name, id, err) : TA_OK;
}

static bool is(const char *name, const char *one, const char *other)
{
    return strcmp(name, one) == 0 || strcmp(name, other) == 0;
}

/* Until baseline 02.06 some names carried the level: PRODUCT_URI_2A, IMAGE_FILE_2A. */
static enum ta_status on_text(void *self, const char *name, const char *text,
                              struct ta_error *err)
{
    struct reading *r = self;
    struct ta_s2_mtd *m = r->mtd;
    if (is(name, "IMAGE_FILE", "IMAGE_FILE_2A")) return put_image(m, text, err);
    if (strcmp(name, "BOA_ADD_OFFSET") == 0)
        return put_number(&m->offset[r->offset_band], name, text, err);
    if (is(name, "BOA_QUANTIFICATION_VALUE", "L2A_BOA_QUANTIFICATION_VALUE"))
        return put_number(&m->quantification, name, text, err);
    if (is(name, "PRODUCT_URI", "PRODUCT_URI_2A"))
        return put_text(m->uri, name, text, err);
    if (strcmp(name, "PROCESSING_LEVEL") == 0)
        return put_text(m->level, name, text, err);
    if (strcmp(name, "PROCESSING_BASELINE") == 0)
        return put_text(m->baseline, name, text, err);
    if (strcmp(name, "GENERATION_TIME") == 0)
        return put_text(m->generated, name, text, err);
    if (strcmp(name, "SPACECRAFT_NAME") == 0)
        return put_text(m->spacecraft, name, text, err);
    if (strcmp(name, "PRODUCT_START_TIME") == 0) return put_start(m, text, err);
    if (is(name, "Cloud_Coverage_Assessment", "CLOUD_COVERAGE_ASSESSMENT"))
        return put_number(&m->cloud_cover, name, text, err);
    return TA_OK;
}

enum ta_status ta_s2_mtd_parse(const char *name, const char *bytes, size_t size,
                               struct ta_s2_mtd *out, struct ta_error *err)
{
    struct ta_s2_mtd mtd = {
        .start = TA_TIME_NONE, .cloud_cover = NAN, .quantification = NAN};
    for (size_t i = 0; i < TA_S2_BANDS; i++) mtd.offset[i] = NAN;
    struct reading reading = {.mtd = &mtd};
    struct ta_xml_hooks hooks = {.self = &reading, .open = on_open, .text = on_text};
    enum ta_status rc = ta_xml_read(name, bytes, size, &hooks, err);
    if (rc != TA_OK) {
        ta_s2_mtd_free(&mtd);
        return rc;
    }
    *out = mtd;
    return TA_OK;
}

double ta_s2_offset(const struct ta_s2_mtd *mtd, const char *file_band)
{
    char physical[8]; /* files say B02, the list says B2 */
    bool zero = file_band[1] == '0';
    (void)snprintf(physical, sizeof physical, "B%.3s", file_band + (zero ? 2 : 1));
    for (size_t i = 0; i < TA_S2_BANDS; i++)
        if (strcmp(mtd->physical[i], physical) == 0) return mtd->offset[i];
    return NAN;
}

/* Mean_Sun_Angle holds ZENITH_ANGLE; so do the viewing angles behind it. */
struct sun {
    bool inside;
    double zenith;
};

static enum ta_status sun_open(void *self, const char *name,
                               const char *const *attribute, struct ta_error *err)
{
    (void)attribute;
    (void)err;
    struct sun *sun = self;
    if (strcmp(name, "Mean_Sun_Angle") == 0) sun->inside = true;
    if (strncmp(name, "Mean_Viewing", 12) == 0) sun->inside = false;
    return TA_OK;
}

static enum ta_status sun_text(void *self, const char *name, const char *text,
                               struct ta_error *err)
{
    struct sun *sun = self;
    if (!sun->inside || strcmp(name, "ZENITH_ANGLE") != 0) return TA_OK;
    sun->inside = false;
    return put_number(&sun->zenith, name, text, err);
}

enum ta_status ta_s2_sun_zenith(const char *name, const char *bytes, size_t size,
                                double *out, struct ta_error *err)
{
    struct sun sun = {.zenith = NAN};
    struct ta_xml_hooks hooks = {.self = &sun, .open = sun_open, .text = sun_text};
    enum ta_status rc = ta_xml_read(name, bytes, size, &hooks, err);
    if (rc == TA_OK) *out = sun.zenith;
    return rc;
}
