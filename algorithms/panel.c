/* SPDX-License-Identifier: Apache-2.0 */
#include "panel.h"

#include <math.h>
#include <string.h>

bool ta_panel_sound(const struct ta_panel *panel)
{
    for (size_t i = 1; i < panel->n_looks; i++)
        if (panel->day[i] < panel->day[i - 1]) return false;
    for (size_t c = 0; c < panel->n_cells; c++)
        if (!(panel->fraction[c] >= 0.0 && panel->fraction[c] <= 1.0)) return false;
    return panel->cell_area_m2 > 0.0;
}

bool ta_panel_any_clear(const struct ta_panel *panel, size_t i, double limit)
{
    const double *value = panel->value + i * panel->n_cells;
    for (size_t c = 0; c < panel->n_cells; c++)
        if (panel->fraction[c] > 0.0 && fabs(value[c]) <= limit) return true;
    return false;
}

/** Share of the panel's cells, by their share of the site, with a value within [-limit, limit]. */
static double clear_share(const struct ta_panel *panel, size_t i, double limit)
{
    const double *value = panel->value + i * panel->n_cells;
    double clear = 0.0, all = 0.0;
    for (size_t c = 0; c < panel->n_cells; c++) {
        all += panel->fraction[c];
        if (fabs(value[c]) <= limit) clear += panel->fraction[c];
    }
    return all > 0.0 ? clear / all : 0.0;
}

double ta_stack_clear_share(const struct ta_stack *stack, ta_day day, double limit)
{
    double clear = 0.0, all = 0.0;
    for (size_t p = 0; p < stack->n_panels; p++) {
        const struct ta_panel *panel = &stack->panel[p];
        double area = 0.0, best = 0.0;
        for (size_t c = 0; c < panel->n_cells; c++)
            area += panel->fraction[c] * panel->cell_area_m2;
        for (size_t i = 0; i < panel->n_looks; i++)
            if (panel->day[i] == day) best = fmax(best, clear_share(panel, i, limit));
        clear += best * area;
        all += area;
    }
    return all > 0.0 ? clear / all : 0.0;
}

size_t ta_stack_most_looks(const struct ta_stack *stack)
{
    size_t most = 1;
    for (size_t p = 0; p < stack->n_panels; p++)
        if (stack->panel[p].n_looks > most) most = stack->panel[p].n_looks;
    return most;
}

bool ta_stack_day_seen(const struct ta_stack *stack, const bool *left_out, size_t p,
                       size_t i, double limit)
{
    ta_day day = stack->panel[p].day[i];
    for (size_t q = 0; q <= p; q++) {
        const struct ta_panel *panel = &stack->panel[q];
        size_t end = q == p ? i : panel->n_looks;
        for (size_t j = 0; !left_out[q] && j < end; j++)
            if (panel->day[j] == day && ta_panel_any_clear(panel, j, limit))
                return true;
    }
    return false;
}

bool ta_stack_day_met(const struct ta_stack *stack, size_t p, size_t i)
{
    ta_day day = stack->panel[p].day[i];
    for (size_t q = 0; q <= p; q++) {
        size_t end = q == p ? i : stack->panel[q].n_looks;
        for (size_t j = 0; j < end; j++)
            if (stack->panel[q].day[j] == day) return true;
    }
    return false;
}

/** Decide between panel @p p and the one kept so far of the same site. */
static void settle(const struct ta_stack *stack, const double *seen, bool *left_out,
                   size_t p)
{
    left_out[p] = false;
    for (size_t q = 0; q < p; q++) {
        if (left_out[q]) continue;
        if (strcmp(stack->panel[p].site, stack->panel[q].site) != 0) continue;
        left_out[seen[p] > seen[q] ? q : p] = true;
        return;
    }
}

void ta_stack_keep_best(const struct ta_stack *stack, const double *seen,
                        bool *left_out)
{
    for (size_t p = 0; p < stack->n_panels; p++) settle(stack, seen, left_out, p);
}
