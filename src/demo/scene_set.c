/* SPDX-License-Identifier: Apache-2.0 */
/* size: table */
#include "demo/scene_set.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* --- hills in the south, one whole scene --------------------------------------------------- */

static const double a_site[][2] = {
    {112000, 115200}, {113150, 114980}, {114020, 115430}, {114180, 116420},
    {113390, 117080}, {112240, 116890}, {111760, 116020},
};
/* 36.00 ha on the ground. */
static const double a_clearing[][2] = {
    {112616.0, 115610.3}, {113057.0, 115534.0}, {113319.9, 115780.0},
    {113252.1, 116136.2}, {112972.2, 116051.4}, {112734.7, 116204.0},
    {112548.1, 115924.1},
};
static const double f1_site[][2] = {
    {139400, 89550}, {140610, 89480}, {140680, 90390}, {139450, 90460}};
static const double f1_mill[][2] = {
    {139980, 89800}, {140430, 89780}, {140450, 90130}, {140000, 90150}};
static const double f2_site[][2] = {
    {94410, 149560}, {95600, 149500}, {95690, 150410}, {94440, 150470}};
static const double f2_mill[][2] = {
    {94980, 149810}, {95430, 149790}, {95450, 150140}, {95000, 150160}};

static const struct ta_plot hill_plots[] = {
    {"A", TA_COVER_PLANTATION, NULL, COUNT(a_site), a_site},
    {"A.clearing", TA_COVER_SOIL, "2026-04-12", COUNT(a_clearing), a_clearing},
    {"F1", TA_COVER_PLANTATION, NULL, COUNT(f1_site), f1_site},
    {"F1.mill", TA_COVER_BUILT, NULL, COUNT(f1_mill), f1_mill},
    {"F2", TA_COVER_PLANTATION, NULL, COUNT(f2_site), f2_site},
    {"F2.mill", TA_COVER_BUILT, NULL, COUNT(f2_mill), f2_mill},
};
static const struct ta_sim_window hill_windows[] = {{"A", 64}, {"F1", 64}, {"F2", 64}};
static const struct ta_cloud_bank hill_banks[] = {
    {140000, 90000, 6000, "2026-06-01", "2026-08-31"}};
static const struct ta_sim_look hill_looks[] = {
    {"2020-06-28", 0.10, 'a'}, {"2020-08-23", 0.10, 'b'}, {"2021-07-17", 0.10, 'a'},
    {"2021-07-25", 0.10, 'b'}, {"2022-07-12", 0.10, 'b'}, {"2022-08-21", 0.10, 'a'},
    {"2023-07-23", 0.10, 'a'}, {"2023-08-24", 0.10, 'a'}, {"2024-06-23", 0.10, 'a'},
    {"2024-08-10", 0.10, 'a'}, {"2025-06-10", 0.10, 'a'}, {"2025-08-21", 0.10, 'b'},
    {"2026-01-20", 0.05, 'a'}, {"2026-06-13", 0.35, 'a'}, {"2026-06-21", 0.35, 'b'},
    {"2026-06-29", 0.35, 'a'}, {"2026-07-07", 0.35, 'b'}, {"2026-07-15", 0.35, 'a'},
    {"2026-07-31", 0.35, 'a'}, {"2026-08-24", 0.35, 'b'},
};

/* --- steppe in the north, a cut of a scene ------------------------------------------------- */

static const double b_site[][2] = {
    {45300, 40600}, {46720, 40520}, {46790, 41540}, {45360, 41620}};
/* A rectangle of 2000 m by 1100 m, turned; built are its western 1200 m in three stages. */
static const double c_site[][2] = {
    {30000, 28000}, {31920, 28560}, {31612, 29616}, {29692, 29056}};
static const double c_stage1[][2] = {
    {30000, 28000}, {30384, 28112}, {30076, 29168}, {29692, 29056}};
static const double c_stage2[][2] = {
    {30384, 28112}, {30768, 28224}, {30460, 29280}, {30076, 29168}};
static const double c_stage3[][2] = {
    {30768, 28224}, {31152, 28336}, {30844, 29392}, {30460, 29280}};

static const struct ta_plot steppe_plots[] = {
    {"B", TA_COVER_BUILT, NULL, COUNT(b_site), b_site},
    {"C", TA_COVER_STEPPE, NULL, COUNT(c_site), c_site},
    {"C.stage1", TA_COVER_ARRAY, "2025-10-20", COUNT(c_stage1), c_stage1},
    {"C.stage2", TA_COVER_ARRAY, "2026-03-10", COUNT(c_stage2), c_stage2},
    {"C.stage3", TA_COVER_ARRAY, "2026-05-05", COUNT(c_stage3), c_stage3},
};
static const struct ta_sim_window steppe_windows[] = {{"B", 48}, {"C", 64}};
static const struct ta_sim_look steppe_looks[] = {
    {"2020-06-13", 0.10, 'a'}, {"2020-07-23", 0.10, 'b'}, {"2020-08-16", 0.10, 'a'},
    {"2021-06-16", 0.10, 'a'}, {"2021-07-10", 0.10, 'b'}, {"2021-08-11", 0.10, 'b'},
    {"2022-06-19", 0.10, 'a'}, {"2022-07-05", 0.10, 'a'}, {"2022-08-14", 0.10, 'b'},
    {"2023-04-19", 0.05, 'a'}, {"2023-07-24", 0.10, 'a'}, {"2023-08-01", 0.10, 'b'},
    {"2023-08-17", 0.10, 'b'}, {"2024-07-02", 0.10, 'b'}, {"2024-07-18", 0.10, 'b'},
    {"2024-08-19", 0.10, 'b'}, {"2024-10-30", 0.05, 'a'}, {"2025-07-13", 0.10, 'a'},
    {"2025-08-14", 0.10, 'a'}, {"2025-08-22", 0.10, 'b'}, {"2025-11-02", 0.10, 'a'},
    {"2026-03-26", 0.05, 'a'}, {"2026-06-06", 0.15, 'b'}, {"2026-06-22", 0.15, 'b'},
    {"2026-07-08", 0.15, 'b'}, {"2026-07-24", 0.15, 'b'}, {"2026-08-01", 0.15, 'a'},
    {"2026-08-17", 0.15, 'a'},
};

static const struct ta_sim_set sets[] = {
    {
        .name = "hills",
        .collection = "simulated-hills-l2sp",
        .crs = "EPSG:32648",
        .path = "126",
        .row = "044",
        .x = 651300,
        .y = 2729400,
        .cols = 7611,
        .rows = 7761,
        .coarse = 32,
        .swath = true,
        .seed = 20260831,
        .cloud_size = 60,
        .wild = TA_COVER_FOREST,
        .tilled = TA_COVER_CROPS,
        .n_bands = TA_SIM_NIR + 1,
        .n_plots = COUNT(hill_plots),
        .n_windows = COUNT(hill_windows),
        .n_looks = COUNT(hill_looks),
        .n_banks = COUNT(hill_banks),
        .plot = hill_plots,
        .window = hill_windows,
        .look = hill_looks,
        .bank = hill_banks,
    },
    {
        .name = "steppe",
        .collection = "simulated-steppe-l2sp",
        .crs = "EPSG:32650",
        .path = "124",
        .row = "031",
        .x = 330000,
        .y = 4605000,
        .cols = 2000,
        .rows = 2000,
        .coarse = 16,
        .seed = 20260832,
        .cloud_size = 90,
        .wild = TA_COVER_STEPPE,
        .tilled = TA_COVER_CROPS,
        .n_bands = TA_SIM_BANDS,
        .n_plots = COUNT(steppe_plots),
        .n_windows = COUNT(steppe_windows),
        .n_looks = COUNT(steppe_looks),
        .plot = steppe_plots,
        .window = steppe_windows,
        .look = steppe_looks,
    },
};

size_t ta_sim_set_count(void)
{
    return COUNT(sets);
}

const struct ta_sim_set *ta_sim_set_at(size_t i)
{
    return i < COUNT(sets) ? &sets[i] : NULL;
}

const struct ta_plot *ta_sim_plot(const struct ta_sim_set *set, const char *name)
{
    for (size_t i = 0; i < set->n_plots; i++)
        if (strcmp(set->plot[i].name, name) == 0) return &set->plot[i];
    return NULL;
}

struct ta_grid ta_sim_grid(const struct ta_sim_set *set)
{
    return (struct ta_grid){
        .cols = set->cols,
        .rows = set->rows,
        .affine = {set->x, TA_SIM_CELL_M, 0.0, set->y, 0.0, -TA_SIM_CELL_M},
        .crs = set->crs,
    };
}
