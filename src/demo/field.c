/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/field.h"

#include <math.h>

static double cubic(double t)
{
    return t * t * (3.0 - 2.0 * t);
}

/* Number at a lattice point: column and row fill one counter. */
static double lattice(const struct ta_philox *random, int64_t x, int64_t y)
{
    uint64_t i = (uint64_t)(uint32_t)x << 32 | (uint32_t)y;
    return ta_philox_uniform(random, i);
}

static double octave(const struct ta_philox *random, double x, double y)
{
    double left = floor(x), top = floor(y);
    double u = cubic(x - left), v = cubic(y - top);
    int64_t c = (int64_t)left, r = (int64_t)top;
    double upper = lattice(random, c, r) * (1.0 - u) + lattice(random, c + 1, r) * u;
    double lower =
        lattice(random, c, r + 1) * (1.0 - u) + lattice(random, c + 1, r + 1) * u;
    return upper * (1.0 - v) + lower * v;
}

double ta_field_at(const struct ta_field *field, double x, double y)
{
    double sum = 0.0, height = 1.0, all = 0.0, size = field->size;
    for (int k = 0; k < field->octaves; k++) {
        struct ta_philox random = field->random;
        random.stream = random.stream * 16 + (uint64_t)k;
        sum += height * octave(&random, x / size, y / size);
        all += height;
        height *= 0.5;
        size *= 0.5;
    }
    return sum / all;
}

double ta_field_bell(const struct ta_philox *random, uint64_t i)
{
    static const double sqrt_3 =
        1.7320508075688772; /* variance of four uniforms: 1/3 */
    double sum = -2.0;
    for (uint64_t k = 0; k < 4; k++) sum += ta_philox_uniform(random, 4 * i + k);
    return sum * sqrt_3;
}

double ta_field_step(double lo, double hi, double x)
{
    double t = (x - lo) / (hi - lo);
    return t <= 0.0 ? 0.0 : t >= 1.0 ? 1.0 : cubic(t);
}
