/* SPDX-License-Identifier: Apache-2.0 */
/* Time of a zonal plan over random parcels of 0.5 to 50 ha on a scene of 10 m, and of the sums
 * under it: zonal_plan [PARCELS]. One thread; pixels come from a cache-sized block. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "series_random.h"
#include "zonal.h"

enum { SCENE = 10980, BLOCK = 512, CORNERS = 60, HARMONICS = 5 };

/* CPU time: one thread, and the machine may be busy. */
static double seconds(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) return 0;
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double draw(double lo, double hi)
{
    static uint64_t i;
    const struct ta_philox random = {.seed = 7};
    return lo + (hi - lo) * ta_philox_uniform(&random, i++);
}

/* A round shape of log-uniform area, dented by five harmonics, at a random place: the shapes that
 * peers were measured on. */
static size_t make_parcel(double *xy)
{
    double cells = 100 * exp(draw(log(0.5), log(50))), size[HARMONICS],
           phase[HARMONICS];
    double radius = sqrt(cells / 3.14159265358979), reach = 2 * radius;
    double x = draw(reach, SCENE - reach), y = draw(reach, SCENE - reach);
    for (int k = 0; k < HARMONICS; k++) {
        size[k] = draw(0, 0.18) / (k + 1);
        phase[k] = draw(0, 6.28318530717959);
    }
    size_t n = (size_t)draw(8, CORNERS);
    for (size_t i = 0; i < n; i++) {
        double turn = 6.28318530717959 * ((double)i + draw(0, 0.9)) / (double)n,
               length = 1;
        for (int k = 0; k < HARMONICS; k++)
            length += size[k] * cos((k + 1) * turn + phase[k]);
        xy[2 * i] = x + radius * length * cos(turn);
        xy[2 * i + 1] = y + radius * length * sin(turn);
    }
    return n;
}

struct parcel {
    size_t ring_point[2];
    double xy[2 * CORNERS];
};

static struct ta_zonal_plan *build(size_t parcels, struct parcel *parcel)
{
    const struct ta_zonal_grid grid = {SCENE, SCENE, BLOCK, BLOCK};
    const struct ta_zonal_memory memory = {ta_alloc, ta_realloc, ta_free};
    struct ta_zonal_plan *plan = NULL;
    size_t part_ring[2] = {0, 1};
    if (ta_zonal_plan_new(&grid, &memory, &plan) != TA_OK) exit(1);
    for (size_t i = 0; i < parcels; i++) {
        struct ta_polygons zone = {
            1,           part_ring, 1, parcel[i].ring_point, parcel[i].ring_point[1],
            parcel[i].xy};
        if (ta_zonal_plan_add(plan, &zone) != TA_OK) exit(1);
    }
    if (ta_zonal_plan_seal(plan) != TA_OK) exit(1);
    return plan;
}

static double time_of(const struct ta_zonal_plan *plan,
                      const struct ta_zonal_pixels *pixels)
{
    size_t zones = ta_zonal_plan_zones(plan);
    struct ta_tally *tally = ta_alloc(zones, sizeof *tally);
    if (tally == NULL) exit(1);
    for (size_t i = 0; i < zones; i++) tally[i] = ta_tally_new(pixels->type);
    double begin = seconds();
    for (size_t b = 0; b < ta_zonal_plan_blocks(plan); b++) {
        const struct ta_zonal_block *block = ta_zonal_plan_block(plan, b);
        for (size_t c = 0; c < block->n_cuts; c++) {
            const struct ta_zonal_cut *cut =
                ta_zonal_plan_cut(plan, block->first_cut + c);
            ta_zonal_tally(plan, cut, pixels, &tally[cut->zone]);
        }
    }
    double taken = seconds() - begin;
    ta_free(tally);
    return taken;
}

int main(int argc, char **argv)
{
    static uint16_t counts[BLOCK * BLOCK];
    static double reals[BLOCK * BLOCK];
    static uint8_t valid[BLOCK * BLOCK];
    size_t parcels = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 10000;
    for (size_t i = 0; i < BLOCK * BLOCK; i++) {
        counts[i] = (uint16_t)draw(0, 10000);
        reals[i] = draw(-1, 1);
        valid[i] = draw(0, 1) < 0.95;
    }
    struct parcel *parcel = ta_alloc(parcels, sizeof *parcel);
    if (parcel == NULL) return 1;
    for (size_t i = 0; i < parcels; i++)
        parcel[i].ring_point[1] = make_parcel(parcel[i].xy);
    double begin = seconds();
    struct ta_zonal_plan *plan = build(parcels, parcel);
    double built = seconds() - begin, cells = 0;
    for (size_t i = 0; i < parcels; i++)
        cells += (double)ta_zonal_plan_zone(plan, i)->cells;
    const struct ta_zonal_pixels u16 = {TA_PIXEL_UINT16, BLOCK, counts, NULL, 0, 0};
    const struct ta_zonal_pixels masked = {TA_PIXEL_UINT16, BLOCK, counts, valid, 0, 0};
    const struct ta_zonal_pixels f64 = {TA_PIXEL_FLOAT64, BLOCK, reals, valid, 0, 0};
    printf("zonal_plan parcels=%zu cells=%.0f plan_s=%.4f megabytes=%.1f uint16_s=%.4f "
           "masked_s=%.4f float64_s=%.4f\n",
           parcels, cells, built, (double)ta_zonal_plan_bytes(plan) / 1e6,
           time_of(plan, &u16), time_of(plan, &masked), time_of(plan, &f64));
    ta_zonal_plan_free(plan);
    ta_free(parcel);
    return 0;
}
