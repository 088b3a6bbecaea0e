/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/pixel.h"

#include <assert.h>
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Bounds as doubles: the 64-bit ones are the powers of two that no value reaches. */
static const struct {
    double least, most;
    int bits; /**< of an integer's magnitude; 0 for floats */
    bool negative;
} range[TA_PIXEL_TYPE_COUNT] = {
    [TA_PIXEL_UINT8] = {0.0, 255.0, 8, false},
    [TA_PIXEL_INT8] = {-128.0, 127.0, 7, true},
    [TA_PIXEL_UINT16] = {0.0, 65535.0, 16, false},
    [TA_PIXEL_INT16] = {-32768.0, 32767.0, 15, true},
    [TA_PIXEL_UINT32] = {0.0, 4294967295.0, 32, false},
    [TA_PIXEL_INT32] = {-2147483648.0, 2147483647.0, 31, true},
    [TA_PIXEL_UINT64] = {0.0, 0x1p64, 64, false},
    [TA_PIXEL_INT64] = {-0x1p63, 0x1p63, 63, true},
};

static bool is_float(enum ta_pixel_type type)
{
    return type == TA_PIXEL_FLOAT32 || type == TA_PIXEL_FLOAT64;
}

bool ta_pixel_from_real(enum ta_pixel_type type, double x, struct ta_pixel_value *out)
{
    struct ta_pixel_value value = {0};
    if (type == TA_PIXEL_FLOAT64) value.real = x;
    if (type == TA_PIXEL_FLOAT32) value.real = (double)(float)x;
    if (!is_float(type)) {
        bool above =
            range[type].bits >= 63 ? x >= range[type].most : x > range[type].most;
        if (!(x >= range[type].least) || above || x != floor(x)) return false;
        value.whole = type == TA_PIXEL_UINT64 ? (int64_t)(uint64_t)x : (int64_t)x;
    }
    *out = value;
    return true;
}

double ta_pixel_to_real(enum ta_pixel_type type, struct ta_pixel_value value)
{
    if (is_float(type)) return value.real;
    return type == TA_PIXEL_UINT64 ? (double)(uint64_t)value.whole
                                   : (double)value.whole;
}

static bool holds(enum ta_pixel_type wide, enum ta_pixel_type narrow)
{
    static const int digits[2] = {24, 53}; /* of a float's and a double's mantissa */
    if (wide == narrow) return true;
    if (is_float(narrow)) return wide == TA_PIXEL_FLOAT64;
    if (is_float(wide)) return range[narrow].bits <= digits[wide == TA_PIXEL_FLOAT64];
    return range[wide].bits >= range[narrow].bits &&
           (range[wide].negative || !range[narrow].negative);
}

bool ta_pixel_common(enum ta_pixel_type a, enum ta_pixel_type b,
                     enum ta_pixel_type *out)
{
    static const enum ta_pixel_type by_size[] = {
        TA_PIXEL_UINT8, TA_PIXEL_INT8,   TA_PIXEL_UINT16,  TA_PIXEL_INT16,
        TA_PIXEL_INT32, TA_PIXEL_UINT32, TA_PIXEL_FLOAT32, TA_PIXEL_FLOAT64,
        TA_PIXEL_INT64, TA_PIXEL_UINT64,
    };
    for (size_t i = 0; i < sizeof by_size / sizeof *by_size; i++)
        if (holds(by_size[i], a) && holds(by_size[i], b)) {
            *out = by_size[i];
            return true;
        }
    return false;
}

/* One pixel type's loops over cells. */
struct pixel_loops {
    void (*to_real)(size_t n, const void *cells, const double line[2], double *out);
    void (*load)(const void *cells, size_t i, struct ta_pixel_value *out);
    void (*store)(struct ta_pixel_value value, void *cells, size_t i);
    void (*valid)(const struct ta_pixel_rule *rule, size_t n, const void *cells,
                  uint8_t *out);
};

#define PIXEL uint8_t
#define NAME(x) x##_uint8
#define FIELD whole
#define WIDE int64_t
#define COUNTS(v) 1
#include "raster/pixel_type.def"

#define PIXEL int8_t
#define NAME(x) x##_int8
#define FIELD whole
#define WIDE int64_t
#define COUNTS(v) 1
#include "raster/pixel_type.def"

#define PIXEL uint16_t
#define NAME(x) x##_uint16
#define FIELD whole
#define WIDE int64_t
#define COUNTS(v) 1
#include "raster/pixel_type.def"

#define PIXEL int16_t
#define NAME(x) x##_int16
#define FIELD whole
#define WIDE int64_t
#define COUNTS(v) 1
#include "raster/pixel_type.def"

#define PIXEL uint32_t
#define NAME(x) x##_uint32
#define FIELD whole
#define WIDE int64_t
#define COUNTS(v) 1
#include "raster/pixel_type.def"

#define PIXEL int32_t
#define NAME(x) x##_int32
#define FIELD whole
#define WIDE int64_t
#define COUNTS(v) 1
#include "raster/pixel_type.def"

#define PIXEL uint64_t
#define NAME(x) x##_uint64
#define FIELD whole
#define WIDE int64_t
#define COUNTS(v) 1
#include "raster/pixel_type.def"

#define PIXEL int64_t
#define NAME(x) x##_int64
#define FIELD whole
#define WIDE int64_t
#define COUNTS(v) 1
#include "raster/pixel_type.def"

#define PIXEL float
#define NAME(x) x##_float32
#define FIELD real
#define WIDE double
#define COUNTS(v) (fabsf(v) <= FLT_MAX)
#include "raster/pixel_type.def"

#define PIXEL double
#define NAME(x) x##_float64
#define FIELD real
#define WIDE double
#define COUNTS(v) (fabs(v) <= DBL_MAX)
#include "raster/pixel_type.def"

/* In the order of enum ta_pixel_type. */
static const struct pixel_loops *const loops[TA_PIXEL_TYPE_COUNT] = {
    &loops_uint8, &loops_int8,   &loops_uint16, &loops_int16,   &loops_uint32,
    &loops_int32, &loops_uint64, &loops_int64,  &loops_float32, &loops_float64,
};

struct ta_pixel_value ta_pixel_at(enum ta_pixel_type type, const void *cells, size_t i)
{
    struct ta_pixel_value value;
    loops[type]->load(cells, i, &value);
    return value;
}

void ta_pixels_to_real(enum ta_pixel_type type, size_t n, const void *value,
                       const double line[2], double *out)
{
    loops[type]->to_real(n, value, line, out);
}

void ta_pixels_valid(enum ta_pixel_type type, const struct ta_pixel_rule *rule,
                     size_t n, const void *value, uint8_t *out)
{
    loops[type]->valid(rule, n, value, out);
}

void ta_pixels_convert(enum ta_pixel_type from, const void *value, size_t n,
                       enum ta_pixel_type to, void *out)
{
    if (from == to) {
        memcpy(out, value, n * ta_pixel_size(to));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct ta_pixel_value v;
        loops[from]->load(value, i, &v);
        if (is_float(to)) v.real = ta_pixel_to_real(from, v);
        loops[to]->store(v, out, i);
    }
}

bool ta_pixels_narrow(enum ta_pixel_type from, const void *value, size_t n,
                      enum ta_pixel_type to, void *out)
{
    for (size_t i = 0; i < n; i++) {
        struct ta_pixel_value v;
        loops[from]->load(value, i, &v);
        if (from != to && !ta_pixel_from_real(to, ta_pixel_to_real(from, v), &v))
            return false;
        loops[to]->store(v, out, i);
    }
    return true;
}

void ta_pixel_rule_exclude(struct ta_pixel_rule *rule, enum ta_pixel_type type,
                           struct ta_pixel_value value)
{
    if (is_float(type) && isnan(value.real)) return; /* never counts anyway */
    for (int i = 0; i < rule->n_nodata; i++)
        if (rule->nodata[i].whole == value.whole && rule->nodata[i].real == value.real)
            return;
    assert(rule->n_nodata < 2);
    rule->nodata[rule->n_nodata++] = value;
    if (rule->n_nodata == 1) rule->nodata[1] = value;
}

static struct ta_pixel_value most_of(enum ta_pixel_type type)
{
    return (struct ta_pixel_value){
        .whole = (int64_t)(UINT64_MAX >> (64 - range[type].bits))};
}

void ta_pixel_rule_range(struct ta_pixel_rule *rule, enum ta_pixel_type type, double lo,
                         double hi)
{
    double least = is_float(type) ? -(double)INFINITY : range[type].least;
    double most = is_float(type) ? (double)INFINITY : range[type].most;
    if (!(lo > least)) lo = least; /* also NaN */
    if (!(hi < most)) hi = most;
    rule->ranged = lo > least || hi < most;
    if (!rule->ranged) return;

    if (!is_float(type)) {
        lo = ceil(lo);
        hi = floor(hi);
    }
    if (!(lo <= hi) || !ta_pixel_from_real(type, lo, &rule->lo)) {
        rule->lo = (struct ta_pixel_value){1, 1.0}; /* nothing counts */
        rule->hi = (struct ta_pixel_value){0, 0.0};
        return;
    }
    if (!ta_pixel_from_real(type, hi, &rule->hi)) rule->hi = most_of(type);
}

bool ta_pixel_rule_is_void(const struct ta_pixel_rule *rule, enum ta_pixel_type type)
{
    return rule->n_nodata == 0 && !rule->ranged && !is_float(type);
}

void ta_pixel_format(enum ta_pixel_type type, struct ta_pixel_value value, char out[32])
{
    if (is_float(type) && !isfinite(value.real)) {
        const char *word = isnan(value.real) ? "nan" : value.real > 0 ? "inf" : "-inf";
        (void)snprintf(out, 32, "%s", word);
    } else if (is_float(type)) {
        ta_format_f64(value.real, out);
    } else if (type == TA_PIXEL_UINT64) {
        (void)snprintf(out, 32, "%" PRIu64, (uint64_t)value.whole);
    } else {
        (void)snprintf(out, 32, "%" PRId64, value.whole);
    }
}

static bool parse_float(const char *text, double *out)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"nan", NAN}, {"inf", INFINITY}, {"-inf", -INFINITY}};
    for (size_t i = 0; i < 3; i++)
        if (strcmp(text, words[i].word) == 0) {
            *out = words[i].value;
            return true;
        }
    return ta_parse_f64(text, out) == TA_OK;
}

bool ta_pixel_parse(enum ta_pixel_type type, const char *text,
                    struct ta_pixel_value *out)
{
    struct ta_pixel_value value = {0};
    if (is_float(type)) {
        if (!parse_float(text, &value.real)) return false;
    } else if (type == TA_PIXEL_UINT64) {
        char *end = NULL;
        errno = 0;
        if (text[0] < '0' || text[0] > '9') return false;
        value.whole = (int64_t)strtoull(text, &end, 10);
        if (errno != 0 || *end != '\0') return false;
    } else {
        if (ta_parse_i64(text, &value.whole) != TA_OK) return false;
        if (type != TA_PIXEL_INT64 &&
            !ta_pixel_from_real(type, (double)value.whole, &value))
            return false;
    }
    *out = value;
    return true;
}
