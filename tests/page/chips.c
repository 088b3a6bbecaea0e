/* SPDX-License-Identifier: Apache-2.0 */
/** @file chips.c  Made-up scenes: forest, tracks, a stream, fields, a clearing, clouds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/time.h"
#include "case.h"

enum { SIDE = 112, BANDS = 5 };
static const char crs[] = "EPSG:32648";
static const double x0 = 240000.0, y0 = 2701000.0, cell = 20.0;

/* A number in [0, 1] for a place, the same every time. */
static double chance(int64_t x, int64_t y, uint64_t seed)
{
    uint64_t h = (uint64_t)x * 0x9E3779B97F4A7C15u ^ (uint64_t)y * 0xC2B2AE3D27D4EB4Fu ^
                 seed * 0x165667B19E3779F9u;
    h ^= h >> 29;
    h *= 0xBF58476D1CE4E5B9u;
    h ^= h >> 32;
    h *= 0x94D049BB133111EBu;
    h ^= h >> 29;
    return (double)(h >> 11) / 9007199254740992.0;
}

static double smooth(double x, double y, uint64_t seed)
{
    double cx = floor(x), cy = floor(y), fx = x - cx, fy = y - cy;
    fx = fx * fx * (3 - 2 * fx);
    fy = fy * fy * (3 - 2 * fy);
    int64_t i = (int64_t)cx, j = (int64_t)cy;
    double top = chance(i, j, seed) * (1 - fx) + chance(i + 1, j, seed) * fx;
    double low = chance(i, j + 1, seed) * (1 - fx) + chance(i + 1, j + 1, seed) * fx;
    return top * (1 - fy) + low * fy;
}

static double noise(double x, double y, uint64_t seed)
{
    return 0.5 * smooth(x / 24, y / 24, seed) + 0.3 * smooth(x / 9, y / 9, seed + 1) +
           0.2 * smooth(x / 3, y / 3, seed + 2);
}

/* How much of a place is green, [0, 1]. */
static double green(int x, int y, ta_day day)
{
    double season = 0.08 * cos(6.2832 * ((double)day - 200) / 365.2425);
    double g = 0.78 + 0.3 * (noise(x, y, 11) - 0.5) + season;
    double stream = fabs(y - 78 - 9 * sin(x / 17.0) - 3 * sin(x / 5.0));
    bool field = x > 76 && y < 40 && (x / 9 + y / 7) % 3 != 0;
    bool track = abs(x - y / 3 - 22) < 1 || (y == 52 && x > 30);
    bool clearing = day > 18950 && x >= 44 && x < 68 && y >= 30 && y < 47;
    if (field) g = 0.35 + 0.25 * chance(x / 9, y / 7, 5) + 2.2 * season;
    if (track) g = 0.3;
    if (clearing) g = 0.16 + 0.1 * chance(x, y, 3);
    if (stream < 1.4) g = 0.05;
    return fmin(fmax(g, 0.02), 1.0);
}

static bool is_water(int x, int y)
{
    return fabs(y - 78 - 9 * sin(x / 17.0) - 3 * sin(x / 5.0)) < 1.2;
}

static uint16_t number(double reflectance)
{
    return (uint16_t)lround(1e4 * fmin(fmax(reflectance, 0.0), 1.5));
}

static void paint(int x, int y, ta_day day, uint16_t out[BANDS])
{
    double g = green(x, y, day), grain = 0.008 * (chance(x, y, (uint64_t)day) - 0.5);
    double bare = 1.0 - g;
    double blue = 0.028 + 0.07 * bare, grn = 0.055 + 0.085 * bare;
    double red = 0.03 + 0.17 * bare, nir = 0.2 + 0.24 * g, swir = 0.09 + 0.24 * bare;
    if (is_water(x, y)) {
        blue = 0.07;
        grn = 0.06;
        red = 0.04;
        nir = 0.025;
        swir = 0.012;
    }
    out[0] = number(blue + grain);
    out[1] = number(grn + grain);
    out[2] = number(red + grain);
    out[3] = number(nir + 2 * grain);
    out[4] = number(swir + grain);
}

ta_day page_day(size_t i)
{
    return 18000 + (ta_day)(27 * i) + (ta_day)(chance((int64_t)i, 7, 1) * 9);
}

/* Cloud as a share; every third look is nearly shut, and a whole rainy summer. */
static double cloud_share(const struct page_case *which, size_t i)
{
    if (which->clouded) return 0.86 + 0.1 * chance((int64_t)i, 2, 2);
    if (i >= 30 && i < 38) return 0.9;
    return i % 3 == 1 ? 0.75 : 0.02 + 0.3 * chance((int64_t)i, 3, 4);
}

static void cover(double share, size_t i, int x, int y, struct ta_chip *chip, size_t at)
{
    double c = noise(x * 0.9, y * 0.9, 900 + i), rim = 0.28 + 0.44 * share;
    double s = noise((x - 6) * 0.9, (y + 5) * 0.9, 900 + i);
    chip->state[at] = TA_PIXEL_CLEAR;
    if (s < rim) chip->state[at] = TA_PIXEL_SHADOW;
    if (c < rim) chip->state[at] = TA_PIXEL_CLOUD;
    for (size_t b = 0; b < BANDS; b++) {
        uint16_t *value = (uint16_t *)chip->plane[b].value + at;
        if (chip->state[at] == TA_PIXEL_CLOUD) *value = number(0.45 + 0.9 * (rim - c));
        if (chip->state[at] == TA_PIXEL_SHADOW) *value = (uint16_t)(*value / 2);
    }
}

static void chip_room(struct ta_chip *chip)
{
    static const char *const name[BANDS] = {"blue", "green", "red", "nir", "swir16"};
    chip->n_bands = BANDS;
    chip->band = ta_alloc(BANDS, sizeof *chip->band);
    chip->plane = ta_alloc(BANDS, sizeof *chip->plane);
    chip->rule = ta_alloc(BANDS, sizeof *chip->rule);
    chip->state = ta_alloc((size_t)SIDE * SIDE, 1);
    for (size_t b = 0; b < BANDS; b++) {
        chip->band[b] = (struct ta_band){.quantity = TA_QUANTITY_REFLECTANCE_SURFACE,
                                         .number = (int)b + 1,
                                         .scale = 1e-4,
                                         .nodata = NAN,
                                         .valid_lo = NAN,
                                         .valid_hi = NAN,
                                         .unit = "1"};
        (void)snprintf(chip->band[b].name, TA_NAME_SIZE, "%s", name[b]);
        chip->plane[b] = (struct ta_plane){
            TA_PIXEL_UINT16, ta_alloc((size_t)SIDE * SIDE, sizeof(uint16_t)),
            ta_alloc((size_t)SIDE * SIDE, 1)};
        memset(chip->plane[b].valid, 1, (size_t)SIDE * SIDE);
    }
}

void page_chip(const struct page_case *which, size_t i, struct ta_chip *out)
{
    ta_day day = page_day(i);
    char date[TA_TIME_TEXT];
    ta_day_format(day, date);
    *out = (struct ta_chip){.time = ta_time_of(day) + INT64_C(13200000000),
                            .simulated = !which->real,
                            .affine = {x0, cell, 0, y0, 0, -cell}};
    out->crs = ta_strdup(crs);
    out->grid = (struct ta_grid){SIDE, SIDE, {x0, cell, 0, y0, 0, -cell}, out->crs};
    (void)snprintf(out->scene, sizeof out->scene, "made-up-2a/T48RTN_%s", date);
    (void)snprintf(out->processing, sizeof out->processing, "05.11");
    (void)snprintf(out->platform, sizeof out->platform, "sentinel-2a");
    (void)snprintf(out->tile, sizeof out->tile, "T48RTN");
    (void)snprintf(out->mask, sizeof out->mask, "scl");
    (void)snprintf(out->offset_by, sizeof out->offset_by, "MTD_MSIL2A.xml");
    chip_room(out);
    double share = cloud_share(which, i);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            uint16_t value[BANDS];
            size_t at = (size_t)y * SIDE + (size_t)x;
            paint(x, y, day, value);
            for (size_t b = 0; b < BANDS; b++)
                ((uint16_t *)out->plane[b].value)[at] = value[b];
            cover(share, i, x, y, out, at);
        }
}
