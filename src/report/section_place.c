/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_place.c  Where it lies: sites on a map, with the zones around them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "engine/layer_pin.h"
#include "geo/plane.h"
#include "geo/zones.h"
#include "report/map_place.h"
#include "report/page.h"
#include "report/pins.h"

enum { SITES_MOST = 50, ZONES_MOST = 12, GONE_MOST = 8 };
static const double within_m = 20000.0, tolerance_m = 1.0;

/* A zone near a site. */
struct near {
    size_t site;                /* place in the project */
    const struct ta_zone *zone; /* of a layer in the cache */
    double share, distance_m;
};

struct place {
    struct ta_layer_cache cache;
    struct ta_evidence_list list;
    struct ta_plane plane;
    double centre[2];
    size_t n_near, near_capacity;
    struct near *near; /* nearest first */
    size_t n_sites, n_zones;
    struct ta_place_shape site[SITES_MOST], zone[ZONES_MOST];
    struct ta_box box; /* of the sites (m) */
    size_t n_gone;
    const char *gone[GONE_MOST]; /* layers that cannot be opened; of the list */
};

static void place_free(struct place *p)
{
    for (size_t i = 0; i < p->n_sites; i++) ta_polygons_free(&p->site[i].shape);
    for (size_t i = 0; i < p->n_zones; i++) ta_polygons_free(&p->zone[i].shape);
    ta_plane_close(&p->plane);
    ta_layer_cache_free(&p->cache);
    ta_evidence_free(&p->list);
    ta_free(p->near);
    ta_free(p);
}

/* --- zones -------------------------------------------------------------------------- */

static enum ta_status add_near(struct place *p, const struct near *near)
{
    void *array = p->near;
    if (ta_grow(&array, &p->near_capacity, p->n_near, sizeof *p->near) != 0)
        return TA_E_NOMEM;
    p->near = array;
    p->near[p->n_near++] = *near;
    return TA_OK;
}

static enum ta_status add_zones(const struct ta_page *page,
                                const struct ta_layer *layer, struct place *p)
{
    const struct ta_project *project = &page->dossier->project;
    /* Distances as drawn: what an outline may be off by would bring in zones beyond. */
    const struct ta_zones_query query = {0.0, within_m};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < project->n_sites && i < SITES_MOST; i++) {
        struct ta_zone_row *rows = NULL;
        size_t n = 0;
        rc =
            ta_zones_near(layer, &project->site[i].shape, &query, &rows, &n, page->err);
        for (size_t k = 0; rc == TA_OK && k < n; k++) {
            struct near near = {i, rows[k].zone, rows[k].overlap_share,
                                rows[k].distance_m};
            rc = add_near(p, &near);
        }
        ta_free(rows);
    }
    return rc;
}

static int by_distance(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    if (x->distance_m != y->distance_m) return x->distance_m < y->distance_m ? -1 : 1;
    if (x->share != y->share) return x->share > y->share ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

/* The map has none of a layer whose file is gone or changed, and says so. */
static enum ta_status find_zones(const struct ta_page *page, struct place *p)
{
    enum ta_status rc = ta_pins_of(page->facts, &p->list, page->err);
    for (size_t i = 0; rc == TA_OK && i < p->list.n; i++) {
        const struct ta_layer_opened *opened = NULL;
        if (p->list.item[i].kind != TA_EVIDENCE_LAYER) continue;
        rc = ta_layer_open(&p->cache, page->dossier->workspace, &p->list,
                           p->list.item[i].id, &opened, NULL);
        if (rc == TA_OK && opened != NULL && opened->zones.n > 0)
            rc = add_zones(page, &opened->zones, p);
        else if (rc != TA_OK && p->n_gone < GONE_MOST)
            p->gone[p->n_gone++] = p->list.item[i].id;
        if (rc != TA_E_NOMEM) rc = TA_OK;
    }
    if (p->n_near > 0) qsort(p->near, p->n_near, sizeof *p->near, by_distance);
    return rc;
}

/* --- shapes ------------------------------------------------------------------------- */

static enum ta_status add_sites(const struct ta_page *page, struct place *p)
{
    const struct ta_project *project = &page->dossier->project;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < project->n_sites && i < SITES_MOST; i++) {
        struct ta_place_shape *to = &p->site[p->n_sites];
        rc = ta_plane_shape(&p->plane, &project->site[i].shape, tolerance_m, &to->shape,
                            page->err);
        if (rc != TA_OK) return rc;
        if (project->n_sites > 1)
            (void)snprintf(to->label, sizeof to->label, "%d", project->site[i].n);
        struct ta_box box = ta_polygons_box(&to->shape);
        p->box = p->n_sites == 0 ? box
                                 : (struct ta_box){fmin(p->box.x_min, box.x_min),
                                                   fmin(p->box.y_min, box.y_min),
                                                   fmax(p->box.x_max, box.x_max),
                                                   fmax(p->box.y_max, box.y_max)};
        p->n_sites++;
    }
    return rc;
}

/* A, B, C ... as the table names them. */
static size_t zone_place(const struct place *p, const struct near *near)
{
    size_t place = 0;
    for (const struct near *n = p->near; n < near; n++) {
        bool first = true;
        for (const struct near *m = p->near; m < n; m++)
            first = first && m->zone != n->zone;
        if (n->zone == near->zone) return place;
        place += first;
    }
    return place;
}

static bool stands_before(const struct place *p, const struct near *near)
{
    for (const struct near *n = p->near; n < near; n++)
        if (n->zone == near->zone) return true;
    return false;
}

static enum ta_status add_shapes_of_zones(const struct ta_page *page, struct place *p)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < p->n_near && p->n_zones < ZONES_MOST; i++) {
        const struct near *near = &p->near[i];
        if (stands_before(p, near)) continue;
        struct ta_place_shape *to = &p->zone[p->n_zones];
        rc = ta_plane_shape(&p->plane, &near->zone->shape, tolerance_m, &to->shape,
                            page->err);
        if (rc == TA_E_DATA) rc = TA_OK; /* a zone half the earth wide has no image */
        if (rc != TA_OK || to->shape.n_points == 0) continue;
        (void)snprintf(to->label, sizeof to->label, "%c",
                       (char)('A' + zone_place(p, near)));
        p->n_zones++;
    }
    return rc;
}

/* A square around the sites, wide enough for the nearest zone when it is not far. */
static struct ta_box frame_of(const struct place *p)
{
    double x = (p->box.x_min + p->box.x_max) / 2.0;
    double y = (p->box.y_min + p->box.y_max) / 2.0;
    double site = fmax(fmax(p->box.x_max - x, p->box.y_max - y), 100.0);
    double half = 1.6 * site;
    if (p->n_near > 0 && p->near[0].distance_m <= 8.0 * site)
        half = fmax(half, 1.2 * site + 1.4 * p->near[0].distance_m);
    return (struct ta_box){x - half, y - half, x + half, y + half};
}

static enum ta_status gather(const struct ta_page *page, struct place *p)
{
    ta_shape_middle(&page->dossier->project.site[0].shape, p->centre);
    enum ta_status rc = ta_plane_open(p->centre, &p->plane, page->err);
    if (rc == TA_OK) rc = find_zones(page, p);
    if (rc == TA_OK) rc = add_sites(page, p);
    if (rc == TA_OK) rc = add_shapes_of_zones(page, p);
    return rc;
}

/* --- words -------------------------------------------------------------------------- */

static void write_map(struct ta_page *page, const struct place *p, bool simulated)
{
    struct ta_place_view view = {p->n_sites, p->n_zones,  p->site,
                                 p->zone,    frame_of(p), simulated};
    struct ta_drawing drawing;
    ta_map_place(&page->speech, &view, &drawing);
    ta_page_drawing(page, &drawing, "map", ta_say(&page->speech, "report.map_drawing"),
                    NULL);
    ta_drawing_free(&drawing);
}

static void write_site(struct ta_page *page, const struct ta_fact_site *site)
{
    char number[24], north[TA_SPOKEN], east[TA_SPOKEN], place[2 * TA_SPOKEN + 2];
    (void)snprintf(number, sizeof number, "%d", site->n);
    ta_say_fixed(&page->speech, (site->box[1] + site->box[3]) / 2.0, 4, north);
    ta_say_fixed(&page->speech, (site->box[0] + site->box[2]) / 2.0, 4, east);
    (void)snprintf(place, sizeof place, "%s, %s", north, east);
    ta_page_tags(page, "<tr><th scope=\"row\">");
    ta_page_words(page, number);
    if (site->name != NULL) {
        ta_page_tags(page, " ");
        ta_page_outside(page, site->name);
    }
    ta_page_tags(page, "</th><td class=\"n\">");
    ta_page_value(page, site->area_m2 / 1e4, "ha");
    ta_page_tags(page, "</td><td class=\"n\">");
    ta_page_words(page, place);
    ta_page_tags(page, "</td><td class=\"n\">");
    ta_page_value(page, site->position_error_m, "m");
    ta_page_tags(page, "</td></tr>\n");
}

static void write_sites(struct ta_page *page)
{
    static const char *const headings[] = {"report.site_heading", "#report.area",
                                           "#report.middle", "#report.position_error",
                                           NULL};
    ta_page_table(page, "report.sites_caption", headings);
    for (size_t i = 0; i < page->facts->n_sites && i < SITES_MOST; i++)
        write_site(page, &page->facts->site[i]);
    ta_page_table_end(page);
}

static void write_near(struct ta_page *page, const struct place *p,
                       const struct near *near)
{
    char letter[8] = "", distance[TA_SPOKEN];
    size_t place = zone_place(p, near);
    if (place < ZONES_MOST)
        (void)snprintf(letter, sizeof letter, "%c ", (char)('A' + place));
    ta_say_length(&page->speech, near->distance_m, distance);
    ta_page_tags(page, "<tr><th scope=\"row\">");
    ta_page_words(page, letter);
    ta_page_outside(page, near->zone->name);
    if (near->zone->zone_class[0] != '\0' &&
        strstr(near->zone->name, near->zone->zone_class) == NULL) {
        ta_page_tags(page, " <span class=\"soft\">");
        ta_page_outside(page, near->zone->zone_class);
        ta_page_tags(page, "</span>");
    }
    ta_page_tags(page, "</th>");
    ta_text_addf(page->out, "<td class=\"n\">%d</td><td class=\"n\">",
                 page->dossier->project.site[near->site].n);
    ta_page_value(page, 100.0 * near->share, "%");
    ta_page_tags(page, "</td><td class=\"n\">");
    ta_page_words(page, distance);
    ta_page_tags(page, "</td></tr>\n");
}

static const double watched_m = 1000.0; /* nearer zones are named as ones to watch */

/* That the gate passes says nothing of a zone next door. */
static void write_watch(struct ta_page *page, const struct near *near)
{
    char distance[TA_SPOKEN];
    if (near->distance_m > watched_m || !(near->distance_m > 0.0)) return;
    ta_say_length(&page->speech, near->distance_m, distance);
    ta_page_tags(page, "<p class=\"notice\">");
    ta_page_fill(page, "report.zone_watch", "distance", distance, (char *)NULL);
    ta_page_gap(page);
    ta_page_outside(page, near->zone->name);
    ta_page_tags(page, "</p>\n");
}

static void write_zones(struct ta_page *page, const struct place *p)
{
    static const char *const headings[] = {"report.zone", "#report.site_heading",
                                           "#report.share_inside", "#report.distance",
                                           NULL};
    if (p->n_near == 0) return;
    ta_page_table(page, "report.zones_caption", headings);
    for (size_t i = 0; i < p->n_near && i < ZONES_MOST; i++)
        write_near(page, p, &p->near[i]);
    ta_page_table_end(page);
    for (size_t i = 0; i < p->n_near && i < ZONES_MOST; i++)
        write_watch(page, &p->near[i]);
}

static bool made_up(const struct ta_facts *facts)
{
    bool simulated = facts->simulated;
    for (size_t i = 0; i < facts->n_evidence; i++)
        if (strcmp(facts->evidence[i].kind, "layer") == 0)
            simulated = simulated || facts->evidence[i].simulated;
    return simulated;
}

/* One site of which there are pictures, and no zone: a map would say nothing new. */
static bool map_is_idle(const struct ta_page *page, const struct place *p)
{
    if (p->n_sites != 1 || p->n_near > 0) return false;
    for (size_t i = 0; i < page->facts->n_evidence; i++)
        if (strcmp(page->facts->evidence[i].kind, "chip") == 0) return true;
    return false;
}

/* Which zones of the table lie in the frame: nobody looks for one that is not drawn. */
static void write_map_caption(struct ta_page *page, const struct place *p)
{
    struct ta_box frame = frame_of(p);
    struct ta_text outside = {0};
    size_t drawn = 0;
    for (size_t i = 0; i < p->n_zones; i++) {
        struct ta_box box = ta_polygons_box(&p->zone[i].shape);
        if (box.x_min < frame.x_max && box.x_max > frame.x_min &&
            box.y_min < frame.y_max && box.y_max > frame.y_min) {
            drawn++;
            continue;
        }
        if (outside.size > 0)
            ta_text_add(&outside, ta_say(&page->speech, "report.list_comma"));
        ta_text_add(&outside, p->zone[i].label);
    }
    ta_page_tags(page, "<figcaption>");
    ta_page_say(page, drawn > 0 ? "report.map_caption_zones" : "report.map_caption");
    if (outside.failed) ta_page_fail(page, TA_E_NOMEM);
    if (outside.size > 0 && !outside.failed) {
        ta_page_gap(page);
        ta_page_fill(page, "report.map_outside", "zones", outside.bytes, (char *)NULL);
    }
    ta_page_tags(page, "</figcaption>\n");
    ta_text_free(&outside);
}

static void write_place(struct ta_page *page, const struct place *p)
{
    bool simulated = made_up(page->facts);
    ta_page_open(page, "place", "report.map", simulated);
    if (map_is_idle(page, p)) {
        write_sites(page);
    } else {
        ta_page_tags(page, "<figure class=\"pair beside\">\n<div>\n");
        write_map(page, p, simulated);
        ta_page_tags(page, "<div>\n");
        write_sites(page);
        write_zones(page, p);
        ta_page_tags(page, "</div>\n</div>\n");
        write_map_caption(page, p);
        ta_page_tags(page, "</figure>\n");
    }
    for (size_t i = 0; i < p->n_gone; i++) ta_page_layer_gone(page, p->gone[i]);
    ta_page_close(page);
}

static bool has_shapes(const struct ta_page *page)
{
    const struct ta_project *project = &page->dossier->project;
    if (!page->dossier->has_project || project->n_sites == 0) return false;
    for (size_t i = 0; i < project->n_sites; i++)
        if (project->site[i].shape.n_points == 0) return false;
    return true;
}

void ta_section_place(struct ta_page *page)
{
    if (!has_shapes(page)) return;
    struct place *p = ta_alloc(1, sizeof *p);
    enum ta_status rc = p == NULL ? TA_E_NOMEM : gather(page, p);
    if (rc == TA_OK) write_place(page, p);
    if (rc == TA_E_NOMEM) ta_page_fail(page, rc);
    if (p != NULL) place_free(p);
}
