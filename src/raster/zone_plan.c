/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/zone_plan.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "raster/zone_order.h"
#include "raster/zone_reach.h"
#include "raster/zone_spread.h"

/* Edges are densified until they are nearer than this to the true edge (cells). */
static const double EDGE_TOLERANCE = 0.1;
enum {
    ZONES_A_SHARD = 200,   /* fewer are not worth a thread */
    BLOCK_CELLS = 1 << 18, /* stored blocks are joined up to about this */
    BLOCK_SIDE = 512,
    BLOCK_ROWS_MOST = 32768, /* the plan's limit is 2^16 */
};

enum ta_status ta_zone_way(const struct ta_zone_set *zones, const struct ta_grid *grid,
                           struct ta_transform *out, struct ta_error *err)
{
    *out = (struct ta_transform){.accuracy_m = NAN};
    if (grid->crs == NULL) {
        (void)ta_fail(err, TA_E_DATA, "the raster declares no place or no CRS");
        ta_error_mend(
            err,
            "if it was cut short, fetch it again; a netCDF file with 2-D longitudes "
            "and "
            "latitudes: gdalwarp -geoloc -t_srs EPSG:4326 NETCDF:FILE:ARRAY out.tif; "
            "else georeference it: gdal_translate -a_srs ... -a_ullr ...");
        return TA_E_DATA;
    }
    if (ta_crs_same(zones->crs, grid->crs)) return TA_OK;
    if (zones->port.open != NULL)
        return zones->port.open(zones->port.self, zones->crs, grid->crs, out, err);
    return ta_fail(err, TA_E_DATA, "zones and raster differ in CRS");
}

void ta_zone_way_close(struct ta_transform *way)
{
    if (way->self != NULL) way->free(way->self);
    way->self = NULL;
}

enum ta_status ta_zone_place(const struct ta_polygons *shape,
                             const struct ta_transform *way, const struct ta_grid *grid,
                             struct ta_polygons *out, struct ta_error *err)
{
    double tolerance = EDGE_TOLERANCE * ta_grid_cell_side(grid);
    enum ta_status rc = way->self != NULL
                            ? way->polygons(way->self, shape, tolerance, out, err)
                            : ta_polygons_copy(shape, out);
    if (rc == TA_OK) ta_grid_place(grid, out);
    return rc;
}

/* --- shards ----------------------------------------------------------------------- */

/* One thread's part of the compiling. */
struct shard {
    const struct ta_zone_set *zones;
    const struct ta_zone_plan *whole;
    const struct ta_zone_reach *reach;
    const uint32_t *order; /* zones by place */
    size_t from, to;       /* places */
    struct ta_zonal_plan *plan;
    struct ta_zone_miss *miss;
    size_t n_misses, miss_capacity;
    double *xy; /* points of the zone in hand, where they only have to be scaled */
    size_t xy_capacity;
    enum ta_status status;
    struct ta_error error;
};

/* A zone that is not on the grid keeps its number, with nothing in it. */
static enum ta_status add_nothing(struct shard *s)
{
    static const struct ta_polygons nothing;
    return ta_zonal_plan_add(s->plan, &nothing);
}

static enum ta_status note_miss(struct shard *s, size_t zone,
                                const struct ta_error *why)
{
    if (ta_grow((void **)&s->miss, &s->miss_capacity, s->n_misses, sizeof *s->miss) !=
        0)
        return TA_E_NOMEM;
    s->miss[s->n_misses++] = (struct ta_zone_miss){zone, *why};
    return add_nothing(s);
}

/* A zone that is in the grid's CRS keeps its rings; one copy of points serves all such zones. */
static enum ta_status add_here(struct shard *s, const struct ta_polygons *shape)
{
    struct ta_polygons placed = *shape;
    if (shape->n_points > s->xy_capacity) {
        double *larger = ta_alloc(2 * shape->n_points, 2 * sizeof *larger);
        if (larger == NULL) return TA_E_NOMEM;
        ta_free(s->xy);
        s->xy = larger;
        s->xy_capacity = 2 * shape->n_points;
    }
    placed.xy = s->xy;
    if (shape->n_points > 0)
        memcpy(placed.xy, shape->xy, 2 * shape->n_points * sizeof *placed.xy);
    ta_grid_place(&s->whole->grid, &placed);
    return ta_zonal_plan_add(s->plan, &placed);
}

static enum ta_status add_moved(struct shard *s, const struct ta_polygons *shape,
                                const struct ta_transform *way, struct ta_error *why)
{
    struct ta_polygons placed = {0};
    enum ta_status rc = ta_zone_place(shape, way, &s->whole->grid, &placed, why);
    if (rc == TA_OK) rc = ta_zonal_plan_add(s->plan, &placed);
    ta_polygons_free(&placed);
    return rc;
}

static enum ta_status add_zone(struct shard *s, const struct ta_transform *way,
                               size_t i)
{
    struct ta_error why = {0};
    const struct ta_pass_zone *zone = &s->zones->zone[i];
    struct ta_box box = ta_polygons_box(zone->shape);
    if (!ta_zone_reach_meets(s->reach, &box)) return add_nothing(s);
    enum ta_status rc = way->self == NULL ? add_here(s, zone->shape)
                                          : add_moved(s, zone->shape, way, &why);
    if (rc == TA_OK || rc == TA_E_NOMEM) return rc;
    if (why.text[0] == '\0')
        (void)ta_fail(&why, rc, "its shape cannot be put on the grid: %s",
                      ta_status_text(rc));
    if (zone->site >= 0)
        ta_error_context(&why, "%s/%d", zone->project, zone->site);
    else
        ta_error_context(&why, "%s", zone->project);
    return note_miss(s, i, &why);
}

static enum ta_status compile(struct shard *s)
{
    const struct ta_zone_plan *whole = s->whole;
    struct ta_zonal_grid grid = {whole->grid.cols, whole->grid.rows, whole->block_cols,
                                 whole->block_rows};
    struct ta_zonal_memory memory = {ta_alloc, ta_realloc, ta_free};
    struct ta_transform way;
    enum ta_status rc = ta_zone_way(s->zones, &whole->grid, &way, &s->error);
    if (rc != TA_OK) return rc;

    rc = ta_zonal_plan_new(&grid, &memory, &s->plan);
    for (size_t i = s->from; i < s->to && rc == TA_OK; i++)
        rc = add_zone(s, &way, s->order[i]);
    if (rc == TA_OK) rc = ta_zonal_plan_seal(s->plan);
    ta_zone_way_close(&way);
    ta_free(s->xy);
    if (rc != TA_OK) (void)ta_fail(&s->error, rc, "%s", ta_status_text(rc));
    return rc;
}

static void *compile_thread(void *self)
{
    struct shard *s = self;
    s->status = compile(s);
    return NULL;
}

static size_t count_shards(const struct ta_zone_set *zones, unsigned threads)
{
    size_t n = zones->n / ZONES_A_SHARD;
    if (n > threads) n = threads;
    if (n > TA_PASS_THREADS_MAX) n = TA_PASS_THREADS_MAX;
    return n > 0 ? n : 1;
}

/* Each shard in a thread of its own but the last, which is done here. */
static void run_shards(struct shard *shard, size_t n)
{
    pthread_t thread[TA_PASS_THREADS_MAX];
    bool started[TA_PASS_THREADS_MAX] = {false};
    for (size_t i = 0; i + 1 < n; i++)
        started[i] = pthread_create(&thread[i], NULL, compile_thread, &shard[i]) == 0;
    for (size_t i = 0; i < n; i++)
        if (!started[i]) (void)compile_thread(&shard[i]);
    for (size_t i = 0; i < n; i++)
        if (started[i]) (void)pthread_join(thread[i], NULL);
}

static int compare_misses(const void *one, const void *other)
{
    const struct ta_zone_miss *a = one, *b = other;
    return a->zone < b->zone ? -1 : a->zone > b->zone;
}

/* Take over what the shards made; the first failure counts. */
static enum ta_status collect(struct ta_zone_plan *plan, struct shard *shard,
                              struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    size_t misses = 0;
    for (size_t i = 0; i < plan->n_shards; i++) {
        plan->shard[i] = shard[i].plan;
        misses += shard[i].n_misses;
        if (rc == TA_OK && shard[i].status != TA_OK) {
            rc = shard[i].status;
            if (err != NULL) *err = shard[i].error;
        }
    }
    if (rc == TA_OK && misses > 0) {
        plan->miss = ta_alloc(misses, sizeof *plan->miss);
        if (plan->miss == NULL) rc = TA_E_NOMEM;
    }
    for (size_t i = 0; i < plan->n_shards; i++) {
        if (rc == TA_OK && shard[i].n_misses > 0) {
            memcpy(&plan->miss[plan->n_misses], shard[i].miss,
                   shard[i].n_misses * sizeof *plan->miss);
            plan->n_misses += shard[i].n_misses;
        }
        ta_free(shard[i].miss);
    }
    if (plan->n_misses > 1)
        qsort(plan->miss, plan->n_misses, sizeof *plan->miss, compare_misses);
    return rc;
}

static enum ta_status make_shards(struct ta_zone_plan *plan,
                                  const struct ta_zone_set *zones,
                                  const uint32_t *order, unsigned threads,
                                  struct ta_error *err)
{
    struct shard shard[TA_PASS_THREADS_MAX] = {{0}};
    struct ta_zone_reach reach = {0};
    if (plan->grid.crs != NULL) ta_zone_reach_find(zones, &plan->grid, &reach);
    plan->n_shards = count_shards(zones, threads);
    for (size_t i = 0; i <= plan->n_shards; i++)
        plan->shard_place[i] = zones->n * i / plan->n_shards;
    for (size_t i = 0; i < plan->n_shards; i++)
        shard[i] = (struct shard){.zones = zones,
                                  .whole = plan,
                                  .reach = &reach,
                                  .order = order,
                                  .from = plan->shard_place[i],
                                  .to = plan->shard_place[i + 1]};
    run_shards(shard, plan->n_shards);
    return collect(plan, shard, err);
}

/* Compile zones in an order of space, and keep the place of each. */
static enum ta_status place_zones(struct ta_zone_plan *plan,
                                  const struct ta_zone_set *zones, unsigned threads,
                                  struct ta_error *err)
{
    uint32_t *order = ta_alloc(zones->n, sizeof *order);
    plan->place_of = ta_alloc(zones->n, sizeof *plan->place_of);
    enum ta_status rc = order != NULL && plan->place_of != NULL
                            ? ta_zone_order(zones, order)
                            : TA_E_NOMEM;
    for (size_t i = 0; rc == TA_OK && i < zones->n; i++)
        plan->place_of[order[i]] = (uint32_t)i;
    if (rc == TA_OK) rc = make_shards(plan, zones, order, threads, err);
    ta_free(order);
    return rc;
}

/* --- slots ------------------------------------------------------------------------ */

static const struct ta_zonal_zone *zone_of(const struct ta_zone_plan *plan, size_t zone)
{
    size_t i = 0, place = plan->place_of[zone];
    while (place >= plan->shard_place[i + 1]) i++;
    return ta_zonal_plan_zone(plan->shard[i], place - plan->shard_place[i]);
}

struct ta_window ta_chip_window(const struct ta_grid *grid,
                                const struct ta_zonal_zone *zone, int rim)
{
    if (zone->cols == 0) return (struct ta_window){0};
    struct ta_window w = {zone->col - rim, zone->row - rim, zone->cols + 2 * rim,
                          zone->rows + 2 * rim};
    return ta_grid_clip(grid, w);
}

static enum ta_status make_slots(struct ta_zone_plan *plan, size_t n_zones, int rim)
{
    plan->slot_of = ta_alloc(n_zones, sizeof *plan->slot_of);
    plan->slot_at = ta_alloc(n_zones, sizeof *plan->slot_at);
    plan->slot = ta_alloc(n_zones, sizeof *plan->slot);
    if (plan->slot_of == NULL || plan->slot_at == NULL || plan->slot == NULL)
        return TA_E_NOMEM;
    for (size_t i = 0; i < n_zones; i++) {
        const struct ta_zonal_zone *zone = zone_of(plan, i);
        uint32_t *at = &plan->slot_at[plan->place_of[i]];
        plan->slot_of[i] = *at = UINT32_MAX;
        if (zone->weight == 0) continue;
        plan->slot_of[i] = *at = (uint32_t)plan->n_slots;
        plan->slot[plan->n_slots++] = (struct ta_zone_slot){
            .zone = i,
            .area = zone->area,
            .weight = zone->weight,
            .cells = zone->cells,
            .cell_area_m2 = NAN,
            .chip = rim >= 0 ? ta_chip_window(&plan->grid, zone, rim)
                             : (struct ta_window){0},
        };
    }
    return TA_OK;
}

/* Sites with parts on far meridians, few as they are, are put on the grid again. */
static void measure_spread(struct ta_zone_plan *plan, const struct ta_zone_set *zones)
{
    struct ta_transform way = {0};
    bool open = false, degrees = ta_crs_same(zones->crs, "OGC:CRS84");
    for (size_t i = 0; degrees && i < plan->n_slots; i++) {
        struct ta_zone_slot *slot = &plan->slot[i];
        const struct ta_polygons *shape = zones->zone[slot->zone].shape;
        const struct ta_zonal_zone *zone = zone_of(plan, slot->zone);
        if (!ta_zone_is_spread(shape, zone)) continue;
        if (!open && ta_zone_way(zones, &plan->grid, &way, NULL) != TA_OK) return;
        open = true;
        const struct ta_window window = {zone->col, zone->row, zone->cols, zone->rows};
        slot->area = ta_zone_spread_area(shape, &way, &plan->grid, &window, zone);
    }
    ta_zone_way_close(&way);
}

/* Areas of the cells: the zone's over their number, else of the cell at its middle; NaN where
 * no way leads to WGS 84. */
static void measure_cells(struct ta_zone_plan *plan, const struct ta_zone_set *zones)
{
    struct ta_transform way = {0};
    const struct ta_crs_port *port = &zones->port;
    bool tried = false;
    for (size_t i = 0; i < plan->n_slots; i++) {
        struct ta_zone_slot *slot = &plan->slot[i];
        double area_m2 = zones->zone[slot->zone].area_m2;
        if (area_m2 != 0.0) { /* NaN too: nobody asks */
            slot->cell_area_m2 = area_m2 / slot->area;
            continue;
        }
        if (!tried && port->open != NULL)
            (void)port->open(port->self, plan->grid.crs, "OGC:CRS84", &way, NULL);
        tried = true;
        if (way.self == NULL) continue;
        const struct ta_zonal_zone *zone = zone_of(plan, slot->zone);
        double col = (double)zone->col + ((double)zone->cols - 1.0) / 2.0;
        double row = (double)zone->row + ((double)zone->rows - 1.0) / 2.0;
        slot->cell_area_m2 = ta_grid_cell_area_m2(&plan->grid, col, row, &way);
    }
    ta_zone_way_close(&way);
}

/* --- blocks ----------------------------------------------------------------------- */

/* A reason to read a block. */
struct touch {
    int64_t row, col;
    int64_t rows; /* needed of it */
    size_t shard; /* SIZE_MAX: a chip */
    size_t which; /* the shard's block, or the chip's slot */
};

struct touches {
    struct touch *item;
    size_t n, capacity;
};

static enum ta_status add_touch(struct touches *all, struct touch touch)
{
    if (ta_grow((void **)&all->item, &all->capacity, all->n, sizeof *all->item) != 0)
        return TA_E_NOMEM;
    all->item[all->n++] = touch;
    return TA_OK;
}

static int compare_touches(const void *one, const void *other)
{
    const struct touch *a = one, *b = other;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    if (a->col != b->col) return a->col < b->col ? -1 : 1;
    if (a->shard != b->shard) return a->shard < b->shard ? -1 : 1;
    return a->which < b->which ? -1 : a->which > b->which;
}

static enum ta_status touch_by_plan(const struct ta_zone_plan *plan, size_t shard,
                                    struct touches *all)
{
    enum ta_status rc = TA_OK;
    size_t n = ta_zonal_plan_blocks(plan->shard[shard]);
    for (size_t i = 0; i < n && rc == TA_OK; i++) {
        const struct ta_zonal_block *b = ta_zonal_plan_block(plan->shard[shard], i);
        rc = add_touch(all, (struct touch){b->row, b->col, b->used_rows, shard, i});
    }
    return rc;
}

static enum ta_status touch_by_chip(struct ta_zone_plan *plan, size_t slot,
                                    struct touches *all)
{
    enum ta_status rc = TA_OK;
    const struct ta_window *w = &plan->slot[slot].chip;
    int64_t high = plan->block_rows, wide = plan->block_cols;
    int64_t lower = w->row + w->rows;
    for (int64_t row = w->row / high; row * high < lower; row++)
        for (int64_t col = w->col / wide; col * wide < w->col + w->cols; col++) {
            int64_t rows = lower - row * high < high ? lower - row * high : high;
            if (rc == TA_OK)
                rc = add_touch(all, (struct touch){row, col, rows, SIZE_MAX, slot});
            plan->slot[slot].chip_blocks++;
        }
    return rc;
}

/* Fold the sorted touches into blocks with their parts and chips. */
static void fold(struct ta_zone_plan *plan, const struct touches *all)
{
    size_t parts = 0, chips = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct touch *t = &all->item[i];
        struct ta_zone_block *last = plan->block + plan->n_blocks;
        bool same =
            plan->n_blocks > 0 && last[-1].row == t->row && last[-1].col == t->col;
        if (!same) {
            *last = (struct ta_zone_block){t->col, t->row, 0, parts, 0, chips, 0};
            plan->n_blocks++;
        }
        struct ta_zone_block *block = &plan->block[plan->n_blocks - 1];
        if (t->rows > block->rows) block->rows = t->rows;
        if (t->shard == SIZE_MAX) {
            plan->chip[chips++] = (uint32_t)t->which;
            block->n_chips++;
        } else {
            plan->part[parts++] = (struct ta_zone_part){
                t->shard, ta_zonal_plan_block(plan->shard[t->shard], t->which)};
            block->n_parts++;
        }
    }
}

static void count_cuts(struct ta_zone_plan *plan)
{
    for (size_t i = 0; i < plan->n_shards; i++) {
        const struct ta_zonal_plan *shard = plan->shard[i];
        for (size_t b = 0; b < ta_zonal_plan_blocks(shard); b++) {
            const struct ta_zonal_block *block = ta_zonal_plan_block(shard, b);
            for (size_t c = 0; c < block->n_cuts; c++) {
                size_t cut = block->first_cut + c;
                uint32_t slot = plan->slot_at[plan->shard_place[i] +
                                              ta_zonal_plan_cut(shard, cut)->zone];
                if (slot != UINT32_MAX) plan->slot[slot].cuts++;
            }
        }
    }
}

static enum ta_status make_blocks(struct ta_zone_plan *plan, int rim)
{
    struct touches all = {0};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < plan->n_shards && rc == TA_OK; i++)
        rc = touch_by_plan(plan, i, &all);
    for (size_t i = 0; i < plan->n_slots && rim >= 0 && rc == TA_OK; i++)
        rc = touch_by_chip(plan, i, &all);
    if (rc == TA_OK && all.n > 0) {
        qsort(all.item, all.n, sizeof *all.item, compare_touches);
        plan->block = ta_alloc(all.n, sizeof *plan->block);
        plan->part = ta_alloc(all.n, sizeof *plan->part);
        plan->chip = ta_alloc(all.n, sizeof *plan->chip);
        rc = plan->block != NULL && plan->part != NULL && plan->chip != NULL
                 ? TA_OK
                 : TA_E_NOMEM;
        if (rc == TA_OK) fold(plan, &all);
    }
    ta_free(all.item);
    return rc;
}

/* --- the whole -------------------------------------------------------------------- */

static enum ta_status fill(struct ta_zone_plan *plan, const struct ta_zone_set *zones,
                           const struct ta_zone_plan_options *options,
                           struct ta_error *err)
{
    const char *crs = plan->grid.crs;
    plan->grid.crs = ta_strdup(crs);
    if (crs != NULL && plan->grid.crs == NULL) return TA_E_NOMEM;
    enum ta_status rc = place_zones(plan, zones, options->threads, err);
    if (rc == TA_OK) rc = make_slots(plan, zones->n, options->rim);
    if (rc == TA_OK) rc = make_blocks(plan, options->rim);
    if (rc == TA_OK) count_cuts(plan);
    if (rc == TA_OK) measure_spread(plan, zones);
    if (rc == TA_OK) measure_cells(plan, zones);
    return rc;
}

enum ta_status ta_zone_plan_new(const struct ta_zone_set *zones,
                                const struct ta_grid *grid,
                                const struct ta_zone_plan_options *options,
                                struct ta_zone_plan **out, struct ta_error *err)
{
    struct ta_zone_plan *plan = ta_alloc(1, sizeof *plan);
    enum ta_status rc = plan != NULL ? TA_OK : TA_E_NOMEM;
    if (rc == TA_OK) {
        plan->grid = *grid;
        plan->block_cols = options->block_cols;
        plan->block_rows = options->block_rows;
        rc = fill(plan, zones, options, err);
    }
    if (rc == TA_OK) {
        *out = plan;
        return TA_OK;
    }
    ta_zone_plan_free(plan);
    if (rc == TA_E_NOMEM) (void)ta_fail(err, rc, "zones: out of memory");
    return rc;
}

void ta_zone_plan_free(struct ta_zone_plan *plan)
{
    if (plan == NULL) return;
    for (size_t i = 0; i < plan->n_shards; i++) ta_zonal_plan_free(plan->shard[i]);
    ta_free(plan->slot);
    ta_free(plan->slot_of);
    ta_free(plan->slot_at);
    ta_free(plan->place_of);
    ta_free(plan->block);
    ta_free(plan->part);
    ta_free(plan->chip);
    ta_free(plan->miss);
    ta_free((char *)plan->grid.crs); /* a copy */
    ta_free(plan);
}

static int64_t times(int64_t unit, int64_t wanted)
{
    int64_t n = (wanted + unit - 1) / unit;
    return unit * (n > 0 ? n : 1);
}

void ta_zone_block_size(const struct ta_grid *grid, const struct ta_raster_band *band,
                        int64_t *cols, int64_t *rows)
{
    *cols = band->block_cols;
    *rows = band->block_rows;
    if (*cols * *rows < BLOCK_CELLS / 4) {
        if (*cols < grid->cols) *cols = times(*cols, BLOCK_SIDE);
        *rows = times(*rows, BLOCK_CELLS / *cols);
    }
    int64_t most = times(band->block_rows, grid->rows);
    if (*rows > most) *rows = most;
    most = times(band->block_cols, grid->cols);
    if (*cols > most) *cols = most;
    if (*rows > BLOCK_ROWS_MOST) *rows = BLOCK_ROWS_MOST;
}
