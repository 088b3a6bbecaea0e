/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/landsat_calibrate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const double PI = 3.14159265358979323846;
/* Below it the division by the sine makes noise of the signal. */
static const double LOWEST_SUN = 1.0;

/* A straight line from counts to a physical value. */
struct line {
    double scale, offset;
};

double ta_sun_distance(ta_time_us time)
{
    static const ta_time_us j2000 = 946728000 * (ta_time_us)1000000;
    double days = (double)(time - j2000) / (double)TA_US_PER_DAY;
    double g = (357.528 + 0.9856003 * days) * PI / 180.0;
    return 1.00014 - 0.01671 * cos(g) - 0.00014 * cos(2.0 * g);
}

/* The number WHAT_BAND_key of a group. */
static enum ta_status number(const struct ta_landsat_frame *f, const char *group,
                             const char *what, const char *key, double *out,
                             struct ta_error *err)
{
    char name[80];
    (void)snprintf(name, sizeof name, "%s_BAND_%s", what, key);
    return ta_mtl_number(f->mtl, group, name, out, err);
}

/* WHAT_MULT and WHAT_ADD. TA_E_NOTFOUND when neither is stated; one alone is an error.
 */
static enum ta_status stated_line(const struct ta_landsat_frame *f, const char *group,
                                  const char *what, const char *key, struct line *out,
                                  struct ta_error *err)
{
    char mult[40], add[40];
    (void)snprintf(mult, sizeof mult, "%s_MULT", what);
    (void)snprintf(add, sizeof add, "%s_ADD", what);
    enum ta_status first = number(f, group, mult, key, &out->scale, err);
    enum ta_status second = number(f, group, add, key, &out->offset, err);
    if (first == TA_E_DATA || second == TA_E_DATA) return TA_E_DATA;
    if (first != second)
        return ta_fail(err, TA_E_DATA, "band %s: only one of %s and %s", key, mult,
                       add);
    if (first == TA_OK && !(out->scale > 0.0))
        return ta_fail(err, TA_E_DATA, "%s_BAND_%s: not above zero", mult, key);
    return first;
}

/* Chander et al. 2009, equation 1: through the least and the largest count. Old
 * products round RADIANCE_MULT to three decimals (0.7 % of band 7), these four figures
 * not. */
static enum ta_status radiance_by_range(const struct ta_landsat_frame *f,
                                        const char *key, struct line *out,
                                        struct ta_error *err)
{
    double lo = NAN, hi = NAN, dn_lo = NAN, dn_hi = NAN;
    enum ta_status rc[4] = {
        number(f, f->layout->radiance, "RADIANCE_MINIMUM", key, &lo, err),
        number(f, f->layout->radiance, "RADIANCE_MAXIMUM", key, &hi, err),
        number(f, f->layout->pixels, "QUANTIZE_CAL_MIN", key, &dn_lo, err),
        number(f, f->layout->pixels, "QUANTIZE_CAL_MAX", key, &dn_hi, err),
    };
    for (size_t i = 0; i < 4; i++)
        if (rc[i] != TA_OK) return rc[i];
    if (!(hi > lo) || !(dn_hi > dn_lo))
        return ta_fail(err, TA_E_DATA, "band %s: radiance or counts run backwards",
                       key);
    out->scale = (hi - lo) / (dn_hi - dn_lo);
    out->offset = lo - out->scale * dn_lo;
    return TA_OK;
}

static enum ta_status radiance(const struct ta_landsat_frame *f, const char *key,
                               struct line *out, struct ta_error *err)
{
    enum ta_status rc = radiance_by_range(f, key, out, err);
    if (rc != TA_E_NOTFOUND) return rc;
    return stated_line(f, f->layout->rescaling, "RADIANCE", key, out, err);
}

static void put(struct ta_band *out, enum ta_quantity quantity, struct line line,
                double factor, const char *unit)
{
    out->quantity = quantity;
    out->scale = line.scale * factor;
    out->offset = line.offset * factor;
    (void)snprintf(out->unit, sizeof out->unit, "%s", unit); /* literals that fit */
}

static enum ta_status level_1(const struct ta_landsat_frame *f,
                              const struct ta_landsat_band *band, struct ta_band *out,
                              struct ta_error *err)
{
    struct line line = {1.0, 0.0};
    bool sunlit = f->sun_elevation >= LOWEST_SUN;
    double sine = sin(f->sun_elevation * PI / 180.0);

    enum ta_status rc =
        stated_line(f, f->layout->rescaling, "REFLECTANCE", band->key, &line, err);
    if (rc == TA_OK && sunlit)
        put(out, TA_QUANTITY_REFLECTANCE_TOA, line, 1.0 / sine, "1");
    if (rc == TA_E_DATA || (rc == TA_OK && sunlit)) return rc;

    rc = radiance(f, band->key, &line, err);
    if (rc == TA_E_NOTFOUND) return TA_OK; /* counts they stay */
    if (rc != TA_OK) return rc;
    if (isnan(band->esun) || !sunlit) {
        put(out, TA_QUANTITY_RADIANCE, line, 1.0, "W m-2 sr-1 um-1");
        return TA_OK;
    }
    /* Chander et al. 2009, equation 2. */
    double factor = PI * f->distance * f->distance / (band->esun * sine);
    put(out, TA_QUANTITY_REFLECTANCE_TOA, line, factor, "1");
    return TA_OK;
}

static enum ta_status level_2(const struct ta_landsat_frame *f,
                              const struct ta_landsat_band *band, struct ta_band *out,
                              struct ta_error *err)
{
    bool surface_temperature = strncmp(band->key, "ST_", 3) == 0;
    const char *group =
        surface_temperature ? f->layout->temperature : f->layout->rescaling;
    const char *what = surface_temperature ? "TEMPERATURE" : "REFLECTANCE";
    struct line line;
    enum ta_status rc = stated_line(f, group, what, band->key, &line, err);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return rc;
    if (surface_temperature) put(out, TA_QUANTITY_TEMPERATURE, line, 1.0, "K");
    if (!surface_temperature) put(out, TA_QUANTITY_REFLECTANCE_SURFACE, line, 1.0, "1");
    return TA_OK;
}

/* The legal counts; level 2 spells them out for temperature. Count 0 is fill in every
 * Landsat product, and stands below the least legal count. */
static enum ta_status legal_range(const struct ta_landsat_frame *f,
                                  const struct ta_landsat_band *band,
                                  struct ta_band *out, struct ta_error *err)
{
    bool st = strncmp(band->key, "ST_", 3) == 0;
    const char *group = st ? f->layout->temperature : f->layout->pixels;
    const char *lo = st ? "QUANTIZE_CAL_MINIMUM" : "QUANTIZE_CAL_MIN";
    const char *hi = st ? "QUANTIZE_CAL_MAXIMUM" : "QUANTIZE_CAL_MAX";
    if (number(f, group, lo, band->key, &out->valid_lo, err) == TA_E_DATA)
        return TA_E_DATA;
    if (number(f, group, hi, band->key, &out->valid_hi, err) == TA_E_DATA)
        return TA_E_DATA;
    if (out->valid_hi < out->valid_lo)
        return ta_fail(err, TA_E_DATA, "band %s: legal counts run backwards",
                       band->key);
    return TA_OK;
}

enum ta_status ta_landsat_calibrate(const struct ta_landsat_frame *frame,
                                    const struct ta_landsat_band *band,
                                    struct ta_band *out, struct ta_error *err)
{
    put(out, TA_QUANTITY_DN, (struct line){1.0, 0.0}, 1.0, "1");
    out->nodata = 0.0;
    out->valid_lo = out->valid_hi = NAN;
    enum ta_status rc = frame->layout->temperature != NULL
                            ? level_2(frame, band, out, err)
                            : level_1(frame, band, out, err);
    return rc != TA_OK ? rc : legal_range(frame, band, out, err);
}
