/* SPDX-License-Identifier: Apache-2.0 */
#include "report/colour.h"

#include <math.h>
#include <string.h>

struct level_colour {
    const char *level;
    ta_argb colour, ink;
};

/* Lightness (CIE L*) 26, 42, 62, 80, 91: in order also in grey. */
static const struct level_colour level_colours[] = {
    {"very_high", 0xff6b1d1bu, TA_PAPER}, {"high", 0xffa8472cu, TA_PAPER},
    {"elevated", 0xffd98b45u, TA_INK},    {"moderate", 0xffe6c37eu, TA_INK},
    {"low", 0xffd6e8e0u, TA_INK},
};
static const struct level_colour level_unknown = {"", 0xffe3e8eau, TA_INK};

static const struct level_colour *find_level(const char *level)
{
    for (size_t i = 0; i < sizeof level_colours / sizeof *level_colours; i++)
        if (strcmp(level_colours[i].level, level) == 0) return &level_colours[i];
    return &level_unknown;
}

ta_argb ta_level_colour(const char *level)
{
    return find_level(level)->colour;
}

ta_argb ta_level_ink(const char *level)
{
    return find_level(level)->ink;
}

static const ta_argb growing[] = {0xff440154u, 0xff472d7bu, 0xff3b528bu,
                                  0xff2c728eu, 0xff21918cu, 0xff28ae80u,
                                  0xff5ec962u, 0xffaddc30u, 0xfffde725u};
static const ta_argb diverging[] = {0xff543005u, 0xff8c510au, 0xffbf812du,
                                    0xffdfc27du, 0xfff5f5f5u, 0xff80cdc1u,
                                    0xff35978fu, 0xff01665eu, 0xff003c30u};
const struct ta_ramp ta_ramp_growing = {sizeof growing / sizeof *growing, growing};
const struct ta_ramp ta_ramp_diverging = {sizeof diverging / sizeof *diverging,
                                          diverging};

static uint32_t between(ta_argb a, ta_argb b, int shift, double share)
{
    double from = (double)((a >> shift) & 0xffu), to = (double)((b >> shift) & 0xffu);
    return (uint32_t)lround(from + (to - from) * share) << shift;
}

ta_argb ta_ramp_at(const struct ta_ramp *ramp, double share)
{
    double at = fmin(fmax(share, 0.0), 1.0) * (double)(ramp->n - 1);
    size_t i = (size_t)at;
    if (i + 1 >= ramp->n) return ramp->colour[ramp->n - 1];
    ta_argb a = ramp->colour[i], b = ramp->colour[i + 1];
    double part = at - (double)i;
    return 0xff000000u | between(a, b, 16, part) | between(a, b, 8, part) |
           between(a, b, 0, part);
}
