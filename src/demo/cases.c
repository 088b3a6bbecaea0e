/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cases.h"

#include <math.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Real scenes are judged as of soon after the last of them, simulated ones as of the summer that
 * they end in. */
static const struct ta_demo_case cases[] = {
    {"A", "A-plantation", "2026-08-31", false, "demo.case.a"},
    {"B", "B-steel-works", "2026-08-31", false, "demo.case.b"},
    {"C", "C-solar-plant", "2026-08-31", false, "demo.case.c"},
    {"D", "D-warehouse", "2018-09-30", true, "demo.case.d"},
    {"E", "E1-bale-farm", "2010-12-31", true, "demo.case.e1"},
    {"E", "E2-marburg-wood", "2013-07-31", true, "demo.case.e2"},
    {"E", "E3-olinda-coast", "2026-08-31", true, "demo.case.e3"},
    {"F", "F1-mill-under-cloud", "2026-08-31", false, "demo.case.f1"},
    {"F", "F2-mill-gone-silent", "2026-08-31", false, "demo.case.f2"},
};

static const struct ta_demo_file files[] = {
    {"simulated.geojson", NULL, false},
    {"real-scenes.geojson", NULL, true},
    {"warehouse.csv", "EPSG:4326", true},
};

static const struct ta_demo_layer layers[] = {
    {"protected_zones", "zones", "protected-zones.geojson",
     "protected-zones-extent.geojson", NULL, NULL, "made up for the demo", 10.0, false},
    {"rain", "grid", "florence/test_stageiv_xyt.nc", NULL,
     "Total_precipitation_surface_1_Hour_Accumulation", "mm",
     "NCEP Stage IV, hourly, 2018-09-13 to 14", NAN, true},
};

const char *const ta_demo_samples[] = {"bale", "marburg", "olinda", "florence", NULL};

size_t ta_demo_case_count(void)
{
    return COUNT(cases);
}

const struct ta_demo_case *ta_demo_case_at(size_t i)
{
    return i < COUNT(cases) ? &cases[i] : NULL;
}

const struct ta_demo_case *ta_demo_case_find(const char *project)
{
    for (size_t i = 0; i < COUNT(cases); i++)
        if (strcmp(cases[i].project, project) == 0) return &cases[i];
    return NULL;
}

size_t ta_demo_file_count(void)
{
    return COUNT(files);
}

const struct ta_demo_file *ta_demo_file_at(size_t i)
{
    return i < COUNT(files) ? &files[i] : NULL;
}

size_t ta_demo_layer_count(void)
{
    return COUNT(layers);
}

const struct ta_demo_layer *ta_demo_layer_at(size_t i)
{
    return i < COUNT(layers) ? &layers[i] : NULL;
}
