/* SPDX-License-Identifier: Apache-2.0 */
#include "rim.h"

#include <math.h>

static const double m2_per_ha = 1e4;

enum { FEWEST_INSIDE = 4, GRADE_SMALL = 4 };

enum ta_rim_use ta_rim_use_of(const struct ta_panel *panel, bool leave_out)
{
    size_t inside = 0;
    if (!leave_out || panel->rim == NULL) return TA_RIM_NONE;
    for (size_t c = 0; c < panel->n_cells; c++)
        if (panel->fraction[c] > 0.0 && !panel->rim[c]) inside++;
    return inside >= FEWEST_INSIDE ? TA_RIM_APART : TA_RIM_SMALL;
}

struct ta_rim_areas ta_rim_areas_of(const struct ta_panel *panel, enum ta_rim_use use)
{
    struct ta_rim_areas out = {.inside = 0.0};
    if (use == TA_RIM_NONE) return out;
    for (size_t c = 0; c < panel->n_cells; c++) {
        double area = panel->fraction[c] * panel->cell_area_m2;
        if (panel->rim[c])
            out.rim += area;
        else
            out.inside += area;
    }
    out.apart = use == TA_RIM_APART ? out.rim : 0.0;
    out.small = use == TA_RIM_SMALL ? out.inside + out.rim : 0.0;
    return out;
}

void ta_rim_areas_add(struct ta_rim_areas *sum, const struct ta_rim_areas *areas)
{
    sum->inside += areas->inside;
    sum->rim += areas->rim;
    sum->apart += areas->apart;
    sum->small += areas->small;
}

double ta_rim_cut(const struct ta_panel *panel, double left)
{
    double cut = panel->rim_fraction_lost;
    return cut > 0.0 && cut < 1.0 ? left * cut / (1.0 - cut) : 0.0;
}

double ta_rim_seen_share(double site, double rim, double seen_inside, double seen_rim)
{
    double share = (seen_inside + seen_rim) / site;
    double inner = site - rim;
    return inner > 0.0 ? fmin(share, seen_inside / inner) : share;
}

void ta_rim_details(const struct ta_rim_areas *areas, struct ta_result *out)
{
    if (!(areas->inside + areas->rim > 0.0)) return;
    ta_result_detail(out, "interior_ha", areas->inside / m2_per_ha, "ha");
    ta_result_detail(out, "rim_cells_ha", areas->rim / m2_per_ha, "ha");
}

void ta_rim_tell_apart(const struct ta_rim_areas *areas, struct ta_result *out)
{
    if (areas->apart > 0.0)
        ta_result_why_also(
            out, "the rim of a pixel, %.2f ha, is left out of value and hectares",
            areas->apart / m2_per_ha);
}

void ta_rim_tell_small(const struct ta_rim_areas *areas, struct ta_result *out)
{
    if (!(areas->small > 0.0)) return;
    ta_result_why_also(
        out,
        "on %.2f ha too little to judge by lies a pixel inside the edge: "
        "a shift between looks can read as change there",
        areas->small / m2_per_ha);
    if (areas->small > 0.5 * (areas->inside + areas->rim))
        out->grade = ta_grade_poorer(out->grade, GRADE_SMALL);
}
