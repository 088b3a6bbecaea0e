/* SPDX-License-Identifier: Apache-2.0 */
#include "cell_clip.h"

#include <math.h>

enum { STAGES = 3 };
static const double radians = 0.017453292519943295;

/** The boundary integral of sin(latitude) over longitude. */
struct sum {
    bool any;
    struct ta_point first, last;
    double area;
};

/** One half-plane: points with a x + b y + c >= 0 pass. */
struct stage {
    double a, b, c;
    bool any;
    struct ta_point first, last;
    double at_first, at_last;
};

struct clip {
    struct stage stage[STAGES];
    struct sum sum;
};

/* Mean of the sine along an edge: (cos p - cos q) / (q - p), without cancellation. */
static double mean_sine(double p, double q)
{
    double half = 0.5 * (q - p) * radians;
    double bend = fabs(half) < 1e-4 ? 1.0 - half * half / 6.0 : sin(half) / half;
    return sin(0.5 * (p + q) * radians) * bend;
}

static void add_edge(struct sum *s, struct ta_point to)
{
    s->area -= (to.x - s->last.x) * radians * mean_sine(s->last.y, to.y);
}

static void add_point(struct sum *s, struct ta_point p)
{
    if (s->any)
        add_edge(s, p);
    else
        s->first = p;
    s->any = true;
    s->last = p;
}

static double close_sum(struct sum *s)
{
    if (s->any) add_edge(s, s->first);
    return s->area;
}

static struct ta_point point_of(const double *xy, size_t i, double add)
{
    return (struct ta_point){xy[2 * i] + add, xy[2 * i + 1]};
}

double ta_ring_area(size_t n, const double *xy, double add)
{
    struct sum s = {0};
    for (size_t i = 0; i < n; i++) add_point(&s, point_of(xy, i, add));
    return close_sum(&s);
}

static struct ta_point between(const struct stage *s, struct ta_point to, double at)
{
    double t = s->at_last / (s->at_last - at);
    return (struct ta_point){s->last.x + t * (to.x - s->last.x),
                             s->last.y + t * (to.y - s->last.y)};
}

static void push(struct clip *clip, int k, struct ta_point p)
{
    if (k == STAGES) {
        add_point(&clip->sum, p);
        return;
    }
    struct stage *s = &clip->stage[k];
    double at = s->a * p.x + s->b * p.y + s->c;
    if (!s->any) {
        s->first = p;
        s->at_first = at;
    } else if ((at < 0.0) != (s->at_last < 0.0)) {
        push(clip, k + 1, between(s, p, at));
    }
    s->any = true;
    s->last = p;
    s->at_last = at;
    if (at >= 0.0) push(clip, k + 1, p);
}

static double close_clip(struct clip *clip)
{
    for (int k = 0; k < STAGES; k++) {
        struct stage *s = &clip->stage[k];
        if (s->any && (s->at_first < 0.0) != (s->at_last < 0.0))
            push(clip, k + 1, between(s, s->first, s->at_first));
    }
    return close_sum(&clip->sum);
}

double ta_triangle_area2(const struct ta_point corner[3])
{
    return (corner[1].x - corner[0].x) * (corner[2].y - corner[0].y) -
           (corner[2].x - corner[0].x) * (corner[1].y - corner[0].y);
}

/* The half-plane left of the edge from p to q; `turn` is -1 for clockwise triangles. */
static struct stage left_of(struct ta_point p, struct ta_point q, double turn)
{
    struct stage s = {.a = turn * (p.y - q.y), .b = turn * (q.x - p.x)};
    s.c = -(s.a * p.x + s.b * p.y);
    return s;
}

static void set_stages(const struct ta_point corner[3], struct stage stage[STAGES])
{
    double turn = ta_triangle_area2(corner) < 0.0 ? -1.0 : 1.0;
    for (int k = 0; k < STAGES; k++)
        stage[k] = left_of(corner[k], corner[(k + 1) % STAGES], turn);
}

double ta_ring_area_within(size_t n, const double *xy, double add,
                           const struct ta_point corner[3])
{
    struct clip clip = {0};
    set_stages(corner, clip.stage);
    for (size_t i = 0; i < n; i++) push(&clip, 0, point_of(xy, i, add));
    return close_clip(&clip);
}

bool ta_triangle_holds(const struct ta_point corner[3], struct ta_point point)
{
    struct stage stage[STAGES];
    set_stages(corner, stage);
    for (int k = 0; k < STAGES; k++)
        if (stage[k].a * point.x + stage[k].b * point.y + stage[k].c < 0.0)
            return false;
    return true;
}
