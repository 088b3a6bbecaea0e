/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_zonal.h  Polygons from WKT, plans over them, fractions as a matrix. */
#ifndef TA_ZONAL_TEST_H
#define TA_ZONAL_TEST_H

#include "ta_test.h"

#include "zonal.h"

static inline void *ta_test_resize(void *memory, size_t count, size_t size)
{
    return realloc(memory, count * size);
}

static inline struct ta_zonal_memory ta_plain_memory(void)
{
    return (struct ta_zonal_memory){calloc, ta_test_resize, free};
}

static inline void ta_shape_free(struct ta_polygons *shape)
{
    free(shape->part_ring);
    free(shape->ring_point);
    free(shape->xy);
    *shape = (struct ta_polygons){0};
}

/** POLYGON or MULTIPOLYGON; each coordinate becomes (x - x0) * per_x, (y - y0) * per_y.
 */
struct ta_wkt_frame {
    double x0, y0, per_x, per_y;
};

/** Rings are told by the parentheses: depth 1 closes a polygon's ring, and so on. */
static inline struct ta_polygons ta_shape_in(const char *wkt, struct ta_wkt_frame frame)
{
    size_t room = strlen(wkt) + 2;
    struct ta_polygons s = {0};
    s.part_ring = calloc(room, sizeof *s.part_ring);
    s.ring_point = calloc(room, sizeof *s.ring_point);
    s.xy = calloc(room, 2 * sizeof *s.xy);
    int multi = strstr(wkt, "MULTI") != NULL, depth = 0;
    const char *at = strchr(wkt, '(');
    while (at != NULL && *at != '\0') {
        if (*at == '(') {
            depth++;
            at++;
        } else if (*at == ')') {
            if (depth == 2 + multi) s.ring_point[++s.n_rings] = s.n_points;
            if (depth == 1 + multi) s.part_ring[++s.n_parts] = s.n_rings;
            depth--;
            at++;
        } else if (*at == ',' || *at == ' ' || *at == '"' || *at == '\n') {
            at++;
        } else {
            char *end = NULL;
            s.xy[2 * s.n_points] = (strtod(at, &end) - frame.x0) * frame.per_x;
            s.xy[2 * s.n_points + 1] = (strtod(end, &end) - frame.y0) * frame.per_y;
            s.n_points++;
            at = end;
        }
    }
    return s;
}

static inline struct ta_polygons ta_shape(const char *wkt)
{
    return ta_shape_in(wkt, (struct ta_wkt_frame){0, 0, 1, 1});
}

/** Whole text of a file of the outside test data; the caller frees it. */
static inline char *ta_test_text(const char *folder, const char *name)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("%s cannot be read", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    (void)fclose(file);
    return text;
}

/** A sealed plan of @p n shapes. */
static inline struct ta_zonal_plan *ta_plan_of(struct ta_zonal_grid grid, size_t n,
                                               const struct ta_polygons *shape)
{
    struct ta_zonal_memory memory = ta_plain_memory();
    struct ta_zonal_plan *plan = NULL;
    assert_int_equal(ta_zonal_plan_new(&grid, &memory, &plan), TA_OK);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(ta_zonal_plan_add(plan, &shape[i]), TA_OK);
    assert_int_equal(ta_zonal_plan_seal(plan), TA_OK);
    return plan;
}

/** Fractions of zone @p zone over the whole grid, [rows][cols]; the caller frees them.
 */
static inline double *ta_fractions(const struct ta_zonal_plan *plan, size_t zone)
{
    const struct ta_zonal_grid *grid = ta_zonal_plan_grid(plan);
    double *share = calloc((size_t)(grid->rows * grid->cols), sizeof *share);
    struct ta_zonal_window window = {0, 0, grid->cols, grid->rows, share};
    for (size_t b = 0; b < ta_zonal_plan_blocks(plan); b++) {
        const struct ta_zonal_block *block = ta_zonal_plan_block(plan, b);
        for (size_t c = 0; c < block->n_cuts; c++) {
            const struct ta_zonal_cut *cut =
                ta_zonal_plan_cut(plan, block->first_cut + c);
            if (cut->zone == zone) ta_zonal_paint(plan, block, cut, &window);
        }
    }
    return share;
}

/** Add all blocks of a raster held in memory, row by row, to tally[zone]. */
static inline void ta_tally_raster(const struct ta_zonal_plan *plan,
                                   const struct ta_zonal_pixels *raster,
                                   struct ta_tally *tally)
{
    const struct ta_zonal_grid *grid = ta_zonal_plan_grid(plan);
    for (size_t b = 0; b < ta_zonal_plan_blocks(plan); b++) {
        const struct ta_zonal_block *block = ta_zonal_plan_block(plan, b);
        size_t first = (size_t)(block->row * grid->block_rows) * raster->stride +
                       (size_t)(block->col * grid->block_cols);
        struct ta_zonal_pixels pixels = *raster;
        pixels.value =
            (const char *)raster->value + first * ta_pixel_size(raster->type);
        if (raster->valid != NULL) pixels.valid = raster->valid + first;
        for (size_t c = 0; c < block->n_cuts; c++) {
            const struct ta_zonal_cut *cut =
                ta_zonal_plan_cut(plan, block->first_cut + c);
            ta_zonal_tally(plan, cut, &pixels, &tally[cut->zone]);
        }
    }
}

#endif
