/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/landsat_sensor.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Irradiances: Chander, Markham and Helder 2009, Remote Sensing of Environment 113,
 * 893-903, table 3 (TM) and table 4 (ETM+). OLI products state reflectance, so none is
 * published. */
/* clang-format off */
static const struct ta_landsat_band tm4[] = {
    {"1", "blue", 1983.0}, {"2", "green", 1795.0}, {"3", "red", 1539.0},
    {"4", "nir", 1028.0}, {"5", "swir16", 219.8}, {"7", "swir22", 83.49},
    {"6", "lwir", NAN}, {"ST_B6", "lwir", NAN},
};
static const struct ta_landsat_band tm5[] = {
    {"1", "blue", 1983.0}, {"2", "green", 1796.0}, {"3", "red", 1536.0},
    {"4", "nir", 1031.0}, {"5", "swir16", 220.0}, {"7", "swir22", 83.44},
    {"6", "lwir", NAN}, {"ST_B6", "lwir", NAN},
};
/* Band 6 comes twice: in low gain (VCID 1, wide range) and in high gain (VCID 2). */
static const struct ta_landsat_band etm7[] = {
    {"1", "blue", 1997.0}, {"2", "green", 1812.0}, {"3", "red", 1533.0},
    {"4", "nir", 1039.0}, {"5", "swir16", 230.8}, {"7", "swir22", 84.90},
    {"8", "pan", 1362.0},
    {"6_VCID_1", "lwir", NAN}, {"6_VCID_2", "lwir_high_gain", NAN}, {"ST_B6", "lwir", NAN},
};
static const struct ta_landsat_band oli[] = {
    {"1", "coastal", NAN}, {"2", "blue", NAN}, {"3", "green", NAN}, {"4", "red", NAN},
    {"5", "nir", NAN}, {"6", "swir16", NAN}, {"7", "swir22", NAN}, {"8", "pan", NAN},
    {"9", "cirrus", NAN}, {"10", "lwir11", NAN}, {"11", "lwir12", NAN},
    {"ST_B10", "lwir11", NAN},
};
#define BANDS(table) sizeof(table) / sizeof *(table), table
static const struct ta_landsat_sensor sensors[] = {
    {4, 'T', "TM", "landsat-4", BANDS(tm4)},
    {5, 'T', "TM", "landsat-5", BANDS(tm5)},
    {7, 'E', "ETM", "landsat-7", BANDS(etm7)},
    {8, 'C', "OLI_TIRS", "landsat-8", BANDS(oli)},
    {8, 'O', "OLI", "landsat-8", BANDS(oli)},
    {8, 'T', "TIRS", "landsat-8", BANDS(oli)},
    {9, 'C', "OLI_TIRS", "landsat-9", BANDS(oli)},
    {9, 'O', "OLI", "landsat-9", BANDS(oli)},
    {9, 'T', "TIRS", "landsat-9", BANDS(oli)},
};
/* clang-format on */
enum { N_SENSORS = sizeof sensors / sizeof *sensors };

const struct ta_landsat_sensor *ta_landsat_sensor(const char *spacecraft,
                                                  const char *sensor)
{
    static const char prefix[] = "LANDSAT_";
    enum { N = sizeof prefix - 1 };
    if (strncmp(spacecraft, prefix, N) != 0 || strlen(spacecraft) != N + 1) return NULL;
    for (size_t i = 0; i < N_SENSORS; i++)
        if (sensors[i].satellite == spacecraft[N] - '0' &&
            strcmp(sensors[i].id, sensor) == 0)
            return &sensors[i];
    return NULL;
}

const struct ta_landsat_sensor *ta_landsat_sensor_of_id(const char *product_id)
{
    if (strlen(product_id) < 4 || product_id[0] != 'L' || product_id[2] != '0')
        return NULL;
    for (size_t i = 0; i < N_SENSORS; i++)
        if (sensors[i].letter == product_id[1] &&
            sensors[i].satellite == product_id[3] - '0')
            return &sensors[i];
    return NULL;
}

enum ta_status ta_landsat_place(struct ta_scene *scene, const char *platform,
                                const char *path, const char *row, const char *day,
                                struct ta_error *err)
{
    int64_t p = 0, r = 0;
    bool number = ta_parse_i64(path, &p) == TA_OK && ta_parse_i64(row, &r) == TA_OK;
    if (!number || p < 1 || p > 233 || r < 1 || r > 248)
        return ta_fail(err, TA_E_DATA, "path %.20s, row %.20s: outside 1-233 and 1-248",
                       path, row);
    if (!ta_copy(scene->platform, sizeof scene->platform, platform))
        return ta_fail(err, TA_E_LIMIT, "platform %.80s: too long", platform);
    (void)snprintf(scene->tile, sizeof scene->tile, "%03d%03d", (int)p, (int)r);
    (void)snprintf(scene->datatake, sizeof scene->datatake, "%s/%03d/%.10s", platform,
                   (int)p, day);
    (void)snprintf(scene->orbit, sizeof scene->orbit, "%03d", (int)p);
    return TA_OK;
}
