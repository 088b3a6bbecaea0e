/* SPDX-License-Identifier: Apache-2.0 */
#include "hazard_points.h"

#include <math.h>

static const double radians = 0.017453292519943295, radius_m = 6371000.0;

/* Sink into a heap of places by latitude. */
static void sink(const double *lat, uint32_t *order, size_t root, size_t n)
{
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && lat[order[child + 1]] > lat[order[child]]) child++;
        if (lat[order[root]] >= lat[order[child]]) return;
        uint32_t held = order[root];
        order[root] = order[child];
        order[child] = held;
    }
}

void ta_hazard_sort(const struct ta_hazard_points *hazard, uint32_t *order)
{
    size_t n = hazard->n_points;
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    for (size_t i = n / 2; i > 0; i--) sink(hazard->lat, order, i - 1, n);
    for (size_t i = n; i > 1; i--) {
        uint32_t held = order[0];
        order[0] = order[i - 1];
        order[i - 1] = held;
        sink(hazard->lat, order, 0, i - 1);
    }
}

/* Haversine: Sinnott (1984), Sky and Telescope 68, 159. */
static double distance_m(double lon1, double lat1, double lon2, double lat2)
{
    double u = sin(0.5 * (lat2 - lat1) * radians),
           v = sin(0.5 * (lon2 - lon1) * radians);
    double h = u * u + cos(lat1 * radians) * cos(lat2 * radians) * v * v;
    return 2.0 * radius_m * asin(fmin(1.0, sqrt(h)));
}

/* First place in order whose latitude is not below @p lat. */
static size_t lower_bound(const struct ta_hazard_points *h, const uint32_t *order,
                          double lat)
{
    size_t lo = 0, hi = h->n_points;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (h->lat[order[mid]] < lat)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

size_t ta_hazard_nearest(const struct ta_hazard_points *hazard, const uint32_t *order,
                         double lon, double lat, double most_m)
{
    double reach = most_m / radius_m / radians, best = most_m;
    size_t found = hazard->n_points;
    if (!(most_m >= 0.0) || isnan(lon) || isnan(lat)) return found;
    for (size_t i = lower_bound(hazard, order, lat - reach); i < hazard->n_points;
         i++) {
        size_t p = order[i];
        if (hazard->lat[p] > lat + reach) break;
        double d = distance_m(lon, lat, hazard->lon[p], hazard->lat[p]);
        bool closer =
            d < best || (d == best && (found == hazard->n_points || p < found));
        if (!closer) continue;
        best = d;
        found = p;
        reach = fmin(reach, d / radius_m / radians * (1.0 + 1e-9));
    }
    return found;
}

double ta_hazard_at(const struct ta_hazard_points *hazard, size_t event, size_t point)
{
    size_t lo = hazard->first[event], hi = hazard->first[event + 1];
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (hazard->point[mid] == point) return hazard->intensity[mid];
        if (hazard->point[mid] < point)
            lo = mid + 1;
        else
            hi = mid;
    }
    return 0.0;
}

/* Maps by descending frequency to a curve by ascending period. */
static double by_period(const struct ta_hazard_points *h, const double *share,
                        const struct ta_loss_rule *rule)
{
    double period[TA_HAZARD_EVENTS_MAX], loss[TA_HAZARD_EVENTS_MAX];
    for (size_t k = 0; k < h->n_events; k++) {
        size_t at = k;
        double t = 1.0 / h->frequency[k];
        for (; at > 0 && period[at - 1] > t; at--) {
            period[at] = period[at - 1];
            loss[at] = loss[at - 1];
        }
        period[at] = t;
        loss[at] = share[k];
    }
    struct ta_loss_curve curve = {h->n_events, period, loss};
    return ta_loss_expected(&curve, rule);
}

double ta_hazard_expected(const struct ta_hazard_points *hazard, size_t point,
                          const struct ta_damage_curve *curve,
                          enum ta_hazard_frequency kind,
                          const struct ta_loss_rule *rule)
{
    double share[TA_HAZARD_EVENTS_MAX], sum = 0.0;
    bool maps = kind == TA_FREQUENCY_EXCEEDANCE;
    if (maps && hazard->n_events > TA_HAZARD_EVENTS_MAX) return (double)NAN;
    for (size_t k = 0; k < hazard->n_events; k++) {
        double damage = ta_damage_at(curve, ta_hazard_at(hazard, k, point));
        if (maps)
            share[k] = damage;
        else
            sum += hazard->frequency[k] * damage;
    }
    return maps ? by_period(hazard, share, rule) : fmin(sum, 1.0);
}
