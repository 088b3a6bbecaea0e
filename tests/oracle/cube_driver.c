/* SPDX-License-Identifier: Apache-2.0 */
/** @file cube_driver.c  cube_driver FILE VARIABLE UNIT DECLARED LEAST_SHARE, rings on stdin as
 *  lines "x y x y ..." (the first is the exterior); prints what the site's series is. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "raster/cube.h"

enum { POINTS_MAX = 4096, RINGS_MAX = 64 };

static double xy[2 * POINTS_MAX];
static size_t ring_point[RINGS_MAX + 1];

static size_t read_rings(void)
{
    static char line[1 << 16];
    size_t rings = 0, points = 0;
    while (rings < RINGS_MAX && fgets(line, sizeof line, stdin) != NULL) {
        char *at = line, *end;
        for (double v = strtod(at, &end); end != at; v = strtod(at, &end)) {
            if (points / 2 >= POINTS_MAX) return 0;
            xy[points++] = v;
            at = end;
        }
        ring_point[++rings] = points / 2;
    }
    return rings;
}

static const char *or_null(const char *word)
{
    return strcmp(word, "-") == 0 ? NULL : word;
}

static void print(const struct ta_cube_series *s)
{
    printf("%d %zu %.17g %.17g %s\n", (int)s->reason, s->cells, s->inside,
           s->interval_s, s->unit);
    for (size_t i = 0; i < s->n; i++) {
        char time[TA_TIME_TEXT];
        ta_time_format(s->time[i], time);
        printf("%s %.17g %.17g\n", time, s->value[i], s->share[i]);
    }
}

int main(int argc, char **argv)
{
    if (argc != 6) return 2;
    struct ta_error err = {0};
    struct ta_cube *cube = NULL;
    struct ta_cube_series series = {0};
    size_t part_ring[2] = {0, read_rings()};
    struct ta_polygons site = {
        1, part_ring, part_ring[1], ring_point, ring_point[part_ring[1]], xy};
    struct ta_cube_request request = {or_null(argv[3]), or_null(argv[4]),
                                      strtod(argv[5], NULL)};
    enum ta_status rc = ta_cube_open(argv[1], or_null(argv[2]), &cube, &err);
    if (rc == TA_OK) rc = ta_cube_site(cube, &site, &request, &series, &err);
    if (rc == TA_OK)
        print(&series);
    else
        fprintf(stderr, "%s (%s)\n", err.text, err.mend);
    ta_cube_series_free(&series);
    ta_cube_close(cube);
    return ta_status_exit_code(rc);
}
