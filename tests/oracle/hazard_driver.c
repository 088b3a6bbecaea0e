/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_driver.c  hazard_driver FILE event|exceedance TAIL MOST_M; on stdin lines "lon lat";
 *  prints the number of the nearest place, then the expected share lost in a year by the curve of
 *  residential buildings in South America. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "raster/hazard_set.h"

/* Huizinga et al. 2017, residential, Central and South America. */
static const struct ta_damage_curve curve = {
    9,
    {0, 0.5, 1, 1.5, 2, 3, 4, 5, 6},
    {0, 0.490885951, 0.711294067, 0.842026011, 0.949369096, 0.983636977, 1, 1, 1},
    {0},
    false,
    false};

int main(int argc, char **argv)
{
    if (argc != 5) return 2;
    struct ta_hazard_set set;
    struct ta_error err = {0};
    if (ta_hazard_set_read(argv[1], &set, &err) != TA_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 65;
    }
    enum ta_hazard_frequency kind =
        strcmp(argv[2], "event") == 0 ? TA_FREQUENCY_EVENT : TA_FREQUENCY_EXCEEDANCE;
    struct ta_loss_rule rule = {strcmp(argv[3], "0") == 0 ? TA_TAIL_NONE
                                                          : TA_TAIL_LAST_LOSS,
                                TA_AXIS_PERIOD, 0.0};
    uint32_t *order = ta_alloc(set.points.n_points, sizeof *order);
    double lon, lat;
    if (order == NULL) return 70;
    ta_hazard_sort(&set.points, order);
    while (scanf("%lf %lf", &lon, &lat) == 2) {
        size_t p =
            ta_hazard_nearest(&set.points, order, lon, lat, strtod(argv[4], NULL));
        double share = (double)NAN;
        if (p < set.points.n_points)
            share = ta_hazard_expected(&set.points, p, &curve, kind, &rule);
        printf("%zu %.17g\n", p, share);
    }
    ta_free(order);
    ta_hazard_set_free(&set);
    return 0;
}
