/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/stack.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/stack_rim.h"
#include "raster/grid.h"

/* Grids are one lattice when their cells fall together to a millionth of a cell. */
static const double lattice_tolerance = 1e-6;

/* A slice and how its grid's cells count in the panel's: row + rows, col + cols. */
struct member {
    const struct ta_slice *slice;
    int64_t rows, cols;
};

/* A panel on the way: its members by time, the cells that any of them has. */
struct layer {
    size_t n, capacity;
    struct member *member;
    struct ta_footprint cells;
};

struct layers {
    size_t n, capacity;
    struct layer *layer;
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "looks: out of memory");
}

static void layers_free(struct layers *layers)
{
    for (size_t i = 0; i < layers->n; i++) {
        ta_free(layers->layer[i].member);
        ta_free(layers->layer[i].cells.cell);
    }
    ta_free(layers->layer);
}

/* --- lattices ----------------------------------------------------------------------- */

static bool near_whole(double value, int64_t *out)
{
    double whole = round(value);
    if (!(fabs(value - whole) <= lattice_tolerance) || fabs(whole) > 0x1p52)
        return false;
    *out = (int64_t)whole;
    return true;
}

/* Do the cells of @p a fall on those of @p b? Then by how many rows and columns. */
static bool same_lattice(const double a[6], const double b[6], int64_t *rows,
                         int64_t *cols)
{
    static const int linear[] = {1, 2, 4, 5};
    double det = b[1] * b[5] - b[2] * b[4];
    double side = sqrt(fabs(det));
    for (size_t k = 0; k < sizeof linear / sizeof *linear; k++)
        if (!(fabs(a[linear[k]] - b[linear[k]]) <= 1e-12 * side)) return false;
    double dx = a[0] - b[0], dy = a[3] - b[3];
    return near_whole((dx * b[5] - b[2] * dy) / det, cols) &&
           near_whole((b[1] * dy - b[4] * dx) / det, rows);
}

/* Rules of one kind of quality layer, "scl" and "scl+cloud150m", clear other cells: a series of both would
 * change where the rule does. Sensors with layers of their own kinds lie together. */
static bool same_rule(const char *a, const char *b)
{
    size_t kind = strcspn(a, "+");
    return kind != strcspn(b, "+") || strncmp(a, b, kind) != 0 || strcmp(a, b) == 0;
}

static bool same_rules(const struct layer *layer, const char *mask)
{
    for (size_t i = 0; i < layer->n; i++)
        if (!same_rule(layer->member[i].slice->mask, mask)) return false;
    return true;
}

static bool fits(const struct layer *layer, const struct ta_slice *slice,
                 struct member *out)
{
    const struct ta_slice *first = layer->member[0].slice;
    *out = (struct member){.slice = slice};
    return first->site == slice->site && first->quantity == slice->quantity &&
           same_lattice(slice->affine, first->affine, &out->rows, &out->cols) &&
           ta_crs_same(slice->crs, first->crs) && same_rules(layer, slice->mask);
}

static enum ta_status add_member(struct layer *layer, const struct member *member,
                                 struct ta_error *err)
{
    if (ta_grow((void **)&layer->member, &layer->capacity, layer->n,
                sizeof *layer->member) != 0)
        return out_of_memory(err);
    layer->member[layer->n++] = *member;
    return TA_OK;
}

static enum ta_status sort_in(struct layers *layers, const struct ta_slice *slice,
                              struct ta_error *err)
{
    struct member member = {.slice = slice};
    for (size_t i = 0; i < layers->n; i++)
        if (fits(&layers->layer[i], slice, &member))
            return add_member(&layers->layer[i], &member, err);
    if (ta_grow((void **)&layers->layer, &layers->capacity, layers->n,
                sizeof *layers->layer) != 0)
        return out_of_memory(err);
    layers->layer[layers->n] = (struct layer){.n = 0};
    member = (struct member){.slice = slice};
    return add_member(&layers->layer[layers->n++], &member, err);
}

/* --- cells -------------------------------------------------------------------------- */

static struct ta_site_cell moved(const struct member *member, size_t i)
{
    struct ta_site_cell cell = member->slice->footprint->cell[i];
    cell.row += member->rows;
    cell.col += member->cols;
    return cell;
}

static int order(const struct ta_site_cell *a, const struct ta_site_cell *b)
{
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return a->col == b->col ? 0 : a->col < b->col ? -1 : 1;
}

static bool covers(const struct ta_footprint *cells, const struct member *member)
{
    const struct ta_footprint *own = member->slice->footprint;
    size_t at = 0;
    for (size_t i = 0; i < own->n; i++, at++) {
        struct ta_site_cell cell = moved(member, i);
        while (at < cells->n && order(&cells->cell[at], &cell) < 0) at++;
        if (at == cells->n || order(&cells->cell[at], &cell) != 0) return false;
    }
    return true;
}

/* The cells of both; where both have one, the first keeps its share. */
static enum ta_status unite(struct ta_footprint *cells, const struct member *member,
                            struct ta_error *err)
{
    const struct ta_footprint *own = member->slice->footprint;
    struct ta_site_cell *both = ta_alloc(cells->n + own->n, sizeof *both);
    if (both == NULL) return out_of_memory(err);
    size_t a = 0, b = 0, n = 0;
    while (a < cells->n || b < own->n) {
        struct ta_site_cell cell = {0};
        if (b < own->n) cell = moved(member, b);
        int side = a == cells->n ? 1 : b == own->n ? -1 : order(&cells->cell[a], &cell);
        both[n++] = side <= 0 ? cells->cell[a] : cell;
        if (side <= 0) a++;
        if (side >= 0) b++;
    }
    ta_free(cells->cell);
    *cells = (struct ta_footprint){n, both};
    return TA_OK;
}

static enum ta_status gather_cells(struct layer *layer, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < layer->n; i++)
        if (!covers(&layer->cells, &layer->member[i]))
            rc = unite(&layer->cells, &layer->member[i], err);
    return rc;
}

/* --- panels ------------------------------------------------------------------------- */

static bool same_look(const struct ta_slice *a, const struct ta_slice *b)
{
    return ta_day_of(a->time) == ta_day_of(b->time) &&
           strcmp(a->platform, b->platform) == 0;
}

static size_t count_looks(const struct layer *layer)
{
    size_t n = 0;
    for (size_t i = 0; i < layer->n; i++)
        if (i == 0 || !same_look(layer->member[i - 1].slice, layer->member[i].slice))
            n++;
    return n;
}

/* Write the member's values where nothing stands yet. */
static void paste(const struct layer *layer, const struct member *member, double *value)
{
    const struct ta_footprint *own = member->slice->footprint;
    size_t at = 0;
    for (size_t i = 0; i < own->n; i++) {
        struct ta_site_cell cell = moved(member, i);
        while (order(&layer->cells.cell[at], &cell) < 0) at++;
        if (isnan(value[at])) value[at] = member->slice->value[i];
    }
}

static void fill_looks(const struct layer *layer, ta_day *day,
                       struct ta_look_source *source, double *value)
{
    size_t look = 0, n_cells = layer->cells.n;
    for (size_t i = 0; i < layer->n; i++) {
        const struct ta_slice *slice = layer->member[i].slice;
        if (i > 0 && !same_look(layer->member[i - 1].slice, slice)) look++;
        day[look] = ta_day_of(slice->time);
        source[look] = (struct ta_look_source){slice->platform, slice->orbit,
                                               slice->sensor, slice->unchecked};
        paste(layer, &layer->member[i], value + look * n_cells);
    }
}

static enum ta_status lay_panel(const struct ta_project *project,
                                const struct layer *layer, struct ta_room *room,
                                struct ta_panel *out, struct ta_error *err)
{
    size_t n_looks = count_looks(layer), n_cells = layer->cells.n;
    char *site = ta_room_take(room, TA_SCENE_SIZE, 1);
    ta_day *day = ta_room_take(room, n_looks, sizeof *day);
    struct ta_look_source *source = ta_room_take(room, n_looks, sizeof *source);
    double *value = n_cells > SIZE_MAX / sizeof *value
                        ? NULL
                        : ta_room_take(room, n_looks, n_cells * sizeof *value);
    double *fraction = ta_room_take(room, n_cells, sizeof *fraction);
    bool *rim = ta_room_take(room, n_cells, sizeof *rim);
    if (site == NULL || day == NULL || source == NULL || value == NULL ||
        fraction == NULL || rim == NULL)
        return out_of_memory(err);
    (void)snprintf(site, TA_SCENE_SIZE, "%s/%d", project->id,
                   layer->member[0].slice->site);
    for (size_t i = 0; i < n_looks * n_cells; i++) value[i] = NAN;
    for (size_t c = 0; c < n_cells; c++) fraction[c] = layer->cells.cell[c].share;
    fill_looks(layer, day, source, value);
    ta_stack_rim(&layer->cells, rim);
    *out = (struct ta_panel){.site = site,
                             .n_looks = n_looks,
                             .n_cells = n_cells,
                             .day = day,
                             .value = value,
                             .fraction = fraction,
                             .cell_area_m2 = layer->member[0].slice->cell_area_m2,
                             .source = source,
                             .rim = rim};
    return TA_OK;
}

static enum ta_status lay_panels(const struct ta_project *project,
                                 struct layers *layers, struct ta_room *room,
                                 struct ta_stack *out, struct ta_error *err)
{
    struct ta_panel *panel = ta_room_take(room, layers->n, sizeof *panel);
    if (panel == NULL) return out_of_memory(err);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < layers->n; i++) {
        rc = gather_cells(&layers->layer[i], err);
        if (rc == TA_OK)
            rc = lay_panel(project, &layers->layer[i], room, &panel[i], err);
    }
    *out = (struct ta_stack){.n_panels = layers->n, .panel = panel};
    for (size_t i = 0; i < project->n_sites; i++)
        out->site_area_m2 += project->site[i].area_m2;
    return rc;
}

enum ta_status ta_stack_lay(const struct ta_project *project, size_t n,
                            const struct ta_slice *const *slice, struct ta_room *room,
                            struct ta_stack *out, struct ta_error *err)
{
    struct layers layers = {0};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = sort_in(&layers, slice[i], err);
    if (rc == TA_OK) rc = lay_panels(project, &layers, room, out, err);
    layers_free(&layers);
    return rc;
}
