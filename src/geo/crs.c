/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/crs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <proj.h>

#include "base/memory.h"
#include "base/text.h"
#include "geo/crs_text.h"
#include "geo/densify.h"

enum { WAYS_MAX = 256, CHUNK = 256 };

/** One published operation between the two CRSs. */
struct way {
    PJ *operation;                   /* x, y order on both sides */
    double accuracy_m;               /* NaN when not known */
    bool anywhere;                   /* no area of use bounds it */
    double west, south, east, north; /* degrees; west > east across the antimeridian */
};

struct crs_transform {
    PJ_CONTEXT *context;
    PJ *place; /* rough way to longitude, latitude: only to see in which area points lie
                */
    struct way *way;
    size_t n_ways, last;
    bool from_degrees, to_degrees;
    char from[TA_CRS_NAME], to[TA_CRS_NAME];
};

/** Ways that no registry lists but that are right by the definition of the two systems:
 * the coordinates are taken over as they stand. */
static const struct {
    const char *one, *other;
    double accuracy_m;
} null_way[] = {
    /* CGCS2000 is ITRF97 at epoch 2000.0 on GRS 80 (GB 22021); against WGS 84 stand the
       accuracy of the WGS 84 ensemble (EPSG datum 6326: 2 m) and plate motion since
       2000. */
    {"EPSG:4490", "EPSG:4326", 2.0},
    /* The MODIS sinusoidal grid puts WGS 84 latitudes unchanged on a sphere (MODIS Land
       Tile Grid, R = 6371007.181 m). */
    {"+proj=longlat +R=6371007.181 +no_defs +type=crs", "EPSG:4326", 0.0},
};

static void free_transform(void *self)
{
    struct crs_transform *t = self;
    if (t == NULL) return;

    for (size_t i = 0; i < t->n_ways; i++) proj_destroy(t->way[i].operation);
    ta_free(t->way);
    proj_destroy(t->place);
    proj_context_destroy(t->context);
    ta_free(t);
}

static enum ta_status move_points(void *self, size_t n, double *xy,
                                  struct ta_error *err)
{
    struct crs_transform *t = self;
    PJ *operation = t->way[t->last].operation;
    size_t stride = 2 * sizeof *xy;
    (void)proj_trans_generic(operation, PJ_FWD, xy, stride, n, xy + 1, stride, n, NULL,
                             0, 0, NULL, 0,
                             0); /* what failed is infinite and found below */
    for (size_t i = 0; i < n; i++)
        if (!isfinite(xy[2 * i]) || !isfinite(xy[2 * i + 1])) {
            (void)proj_errno_reset(operation);
            return ta_fail(err, TA_E_DATA,
                           "point %zu has no image in %s: is it really in %s?", i + 1,
                           t->to, t->from);
        }
    return TA_OK;
}

static bool holds(const struct way *way, const double *place)
{
    if (way->anywhere) return true;
    double x = remainder(place[0], 360.0), y = place[1];
    bool between = way->west <= way->east ? x >= way->west && x <= way->east
                                          : x >= way->west || x <= way->east;
    return between && y >= way->south && y <= way->north;
}

/** Clear outside[w] for no way, set it for those whose area lacks one of the points. */
static void mark_outside(const struct crs_transform *t, size_t n, const double *xy,
                         bool outside[WAYS_MAX])
{
    double place[2 * CHUNK];
    size_t stride = 2 * sizeof *place;
    for (size_t from = 0; from < n; from += CHUNK) {
        size_t size = n - from < CHUNK ? n - from : CHUNK;
        memcpy(place, xy + 2 * from, size * stride);
        (void)proj_trans_generic(t->place, PJ_FWD, place, stride, size, place + 1,
                                 stride, size, NULL, 0, 0, NULL, 0,
                                 0); /* infinite lies in no area */
        for (size_t w = 0; w < t->n_ways; w++)
            for (size_t i = 0; i < size && !outside[w]; i++)
                outside[w] = !holds(&t->way[w], place + 2 * i);
    }
}

static bool is_better(const struct way *way, const struct way *than)
{
    return isnan(than->accuracy_m) ? !isnan(way->accuracy_m)
                                   : way->accuracy_m < than->accuracy_m;
}

/** The most accurate way whose area of use holds all points; the first of equals in
 * PROJ's order. One way for a whole shape: two would tear it. */
static enum ta_status choose_way(struct crs_transform *t, size_t n, const double *xy,
                                 struct ta_error *err)
{
    if (t->n_ways == 1 && t->way[0].anywhere) return TA_OK;

    bool outside[WAYS_MAX] = {false};
    mark_outside(t, n, xy, outside);
    size_t best = t->n_ways;
    for (size_t w = 0; w < t->n_ways; w++)
        if (!outside[w] && (best == t->n_ways || is_better(&t->way[w], &t->way[best])))
            best = w;
    if (best < t->n_ways) {
        t->last = best;
        return TA_OK;
    }
    (void)ta_fail(err, TA_E_DATA,
                  "the points lie outside the area in which %s can be moved to %s",
                  t->from, t->to);
    ta_error_mend(err, "check the CRS (--crs) and the order of the coordinates");
    return TA_E_DATA;
}

static enum ta_status apply(void *self, size_t n, double *xy, struct ta_error *err)
{
    enum ta_status status = choose_way(self, n, xy, err);
    return status == TA_OK ? move_points(self, n, xy, err) : status;
}

static enum ta_status move_polygons(void *self, const struct ta_polygons *in,
                                    double tolerance, struct ta_polygons *out,
                                    struct ta_error *err)
{
    struct crs_transform *t = self;
    enum ta_status status = choose_way(t, in->n_points, in->xy, err);
    if (status != TA_OK) return status;

    struct ta_mover mover = {t, move_points, t->to_degrees, tolerance};
    return ta_densify(&mover, in, out, err);
}

/** Are all steps of @p operation arithmetic of a projection, with no change of datum?
 */
static bool is_conversion(PJ_CONTEXT *context, const PJ *operation)
{
    PJ_TYPE type = proj_get_type(operation);
    if (type != PJ_TYPE_CONCATENATED_OPERATION) return type == PJ_TYPE_CONVERSION;

    bool all = true;
    int steps = proj_concatoperation_get_step_count(context, operation);
    for (int i = 0; i < steps && all; i++) {
        PJ *step = proj_concatoperation_get_step(context, operation, i);
        all = step != NULL && proj_get_type(step) == PJ_TYPE_CONVERSION;
        proj_destroy(step);
    }
    return all;
}

static void describe_way(PJ_CONTEXT *context, const PJ *operation, struct way *way)
{
    bool conversion = is_conversion(context, operation);
    double accuracy = proj_coordoperation_get_accuracy(context, operation);
    way->accuracy_m = accuracy >= 0.0 ? accuracy : conversion ? 0.0 : (double)NAN;
    way->anywhere = conversion ||
                    proj_get_area_of_use(context, operation, &way->west, &way->south,
                                         &way->east, &way->north, NULL) == 0 ||
                    way->west < -180.0; /* PROJ's mark for "not known" */
}

static PJ_OBJ_LIST *list_operations(PJ_CONTEXT *context, const PJ *from, const PJ *to,
                                    bool ballpark)
{
    PJ_OPERATION_FACTORY_CONTEXT *wish =
        proj_create_operation_factory_context(context, NULL);
    if (wish == NULL) return NULL;

    proj_operation_factory_context_set_spatial_criterion(
        context, wish, PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_grid_availability_use(
        context, wish, PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
    proj_operation_factory_context_set_allow_ballpark_transformations(context, wish,
                                                                      ballpark);
    PJ_OBJ_LIST *list = proj_create_operations(context, from, to, wish);
    proj_operation_factory_context_destroy(wish);
    return list;
}

static void take_ways(struct crs_transform *t, const PJ_OBJ_LIST *list)
{
    int n = list == NULL ? 0 : proj_list_get_count(list);
    for (int i = 0; i < n && t->n_ways < WAYS_MAX; i++) {
        PJ *operation = proj_list_get(t->context, list, i);
        struct way way = {.accuracy_m = NAN};
        if (operation != NULL &&
            proj_coordoperation_is_instantiable(t->context, operation)) {
            describe_way(t->context, operation, &way);
            way.operation = proj_normalize_for_visualization(t->context, operation);
        }
        if (way.operation != NULL) t->way[t->n_ways++] = way;
        proj_destroy(operation);
    }
}

/** Accuracy of the declared null way between the two datums; NaN when there is none. A system on
 *  a datum that nobody knows is still the same as itself. */
static double declared_null(PJ_CONTEXT *context, const PJ *from, const PJ *to)
{
    if (proj_is_equivalent_to_with_ctx(context, from, to,
                                       PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS))
        return 0.0;
    for (size_t i = 0; i < sizeof null_way / sizeof null_way[0]; i++) {
        const char *one = null_way[i].one, *other = null_way[i].other;
        bool there =
            ta_crs_rests_on(context, from, one) && ta_crs_rests_on(context, to, other);
        bool back =
            ta_crs_rests_on(context, from, other) && ta_crs_rests_on(context, to, one);
        if (there || back) return null_way[i].accuracy_m;
    }
    return NAN;
}

static enum ta_status no_way(const struct crs_transform *t, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA,
                  "no way with known datum parameters leads from %s to %s", t->from,
                  t->to);
    ta_error_mend(err, "say which system the coordinates are in: --crs EPSG:CODE");
    return TA_E_DATA;
}

static void add_ways(struct crs_transform *t, const PJ *from, const PJ *to,
                     bool ballpark)
{
    PJ_OBJ_LIST *list = list_operations(t->context, from, to, ballpark);
    take_ways(t, list);
    proj_list_destroy(list);
}

/** PROJ calls a null way "ballpark"; ours are declared, with their accuracy, for any
 * place. */
static void add_null_way(struct crs_transform *t, const PJ *from, const PJ *to)
{
    double accuracy = declared_null(t->context, from, to);
    if (!isnan(accuracy)) add_ways(t, from, to, true);
    for (size_t i = 0; i < t->n_ways; i++) {
        t->way[i].accuracy_m = accuracy;
        t->way[i].anywhere = true;
    }
}

/** Fill the ways from @p from to @p to: those of the registry, else a declared null
 * way. */
static enum ta_status find_ways(struct crs_transform *t,
                                const struct ta_crs_parsed *from,
                                const struct ta_crs_parsed *to, struct ta_error *err)
{
    t->way = ta_alloc(WAYS_MAX, sizeof *t->way);
    if (t->way == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for a CRS");

    add_ways(t, from->crs, to->crs, false);
    if (t->n_ways == 0) add_null_way(t, from->crs, to->crs);
    if (t->n_ways == 0) return no_way(t, err);

    bool by_user = from->user_parameters || to->user_parameters;
    for (size_t i = 0; i < t->n_ways && by_user; i++)
        t->way[i].accuracy_m =
            from->user_parameters ? from->accuracy_m : to->accuracy_m;
    return TA_OK;
}

static bool is_degrees(PJ_CONTEXT *context, const PJ *crs)
{
    PJ *base = proj_get_type(crs) == PJ_TYPE_BOUND_CRS
                   ? proj_get_source_crs(context, crs)
                   : NULL;
    PJ_TYPE type = proj_get_type(base != NULL ? base : crs);
    proj_destroy(base);
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

static PJ *open_place(PJ_CONTEXT *context, const PJ *from)
{
    PJ *normal = NULL;
    PJ *wgs84 = proj_create(context, TA_CRS_WGS84);
    PJ *rough = wgs84 == NULL
                    ? NULL
                    : proj_create_crs_to_crs_from_pj(context, from, wgs84, NULL, NULL);
    if (rough != NULL) normal = proj_normalize_for_visualization(context, rough);
    proj_destroy(rough);
    proj_destroy(wgs84);
    return normal;
}

static void name_crs(const PJ *crs, char out[TA_CRS_NAME])
{
    const char *authority = proj_get_id_auth_name(crs, 0),
               *code = proj_get_id_code(crs, 0);
    const char *name = proj_get_name(crs);
    if (authority != NULL && code != NULL)
        (void)snprintf(out, TA_CRS_NAME, "%s:%s", authority, code);
    else
        (void)snprintf(out, TA_CRS_NAME, "'%.100s'", name == NULL ? "unnamed" : name);
    ta_words_shown(out); /* somebody's own name, of any length and encoding */
}

static enum ta_status find_way(struct crs_transform *t,
                               const struct ta_crs_parsed *from,
                               const struct ta_crs_parsed *to, struct ta_error *err)
{
    name_crs(from->crs, t->from);
    name_crs(to->crs, t->to);
    t->from_degrees = is_degrees(t->context, from->crs);
    t->to_degrees = is_degrees(t->context, to->crs);
    enum ta_status status = find_ways(t, from, to, err);
    if (status != TA_OK) return status;

    t->place = open_place(t->context, from->crs);
    return t->place != NULL ? TA_OK : no_way(t, err);
}

/** Parse both and find the way; the parsed CRSs live only here. */
static enum ta_status connect(struct crs_transform *t, const char *from, const char *to,
                              struct ta_error *err)
{
    struct ta_crs_parsed one = {0}, other = {0};
    enum ta_status status = ta_crs_parse(t->context, from, &one, err);
    if (status == TA_OK) status = ta_crs_parse(t->context, to, &other, err);
    if (status == TA_OK) status = find_way(t, &one, &other, err);
    proj_destroy(other.crs);
    proj_destroy(one.crs);
    return status;
}

/** Worst of all ways: what is known before the points are. */
static double worst_accuracy(const struct crs_transform *t)
{
    double worst = 0.0;
    for (size_t i = 0; i < t->n_ways; i++)
        if (isnan(t->way[i].accuracy_m) || t->way[i].accuracy_m > worst)
            worst = t->way[i].accuracy_m;
    return worst;
}

enum ta_status ta_crs_open(const char *from, const char *to, struct ta_transform *out,
                           struct ta_error *err)
{
    struct crs_transform *t = ta_alloc(1, sizeof *t);
    if (t != NULL) t->context = ta_crs_context();
    if (t == NULL || t->context == NULL) {
        ta_free(t);
        return ta_fail(err, TA_E_NOMEM, "no memory for a CRS");
    }
    enum ta_status status = connect(t, from, to, err);
    if (status != TA_OK) {
        free_transform(t);
        return status;
    }
    *out = (struct ta_transform){t, apply, move_polygons, free_transform,
                                 worst_accuracy(t)};
    return TA_OK;
}

static enum ta_status port_open(void *self, const char *from, const char *to,
                                struct ta_transform *out, struct ta_error *err)
{
    (void)self;
    return ta_crs_open(from, to, out, err);
}

struct ta_crs_port ta_crs_port(void)
{
    return (struct ta_crs_port){NULL, port_open};
}

double ta_crs_accuracy_m(const struct ta_transform *transform)
{
    const struct crs_transform *t = transform->self;
    return t->way[t->last].accuracy_m;
}

bool ta_crs_from_degrees(const struct ta_transform *transform)
{
    const struct crs_transform *t = transform->self;
    return t->from_degrees;
}

enum ta_status ta_crs_name(const char *crs, char out[TA_CRS_NAME], struct ta_error *err)
{
    struct ta_crs_parsed parsed = {0};
    PJ_CONTEXT *context = ta_crs_context();
    if (context == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for a CRS");

    enum ta_status status = ta_crs_parse(context, crs, &parsed, err);
    if (status == TA_OK) name_crs(parsed.crs, out);
    proj_destroy(parsed.crs);
    proj_context_destroy(context);
    return status;
}
