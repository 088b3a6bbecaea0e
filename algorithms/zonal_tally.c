/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>

#include "zonal_private.h"

#define PIXEL uint8_t
#define NAME(x) x##_uint8
#define WIDE uint64_t
#define SQUARE uint64_t
#include "zonal_tally_type.def"

#define PIXEL int8_t
#define NAME(x) x##_int8
#define WIDE int64_t
#define SQUARE uint64_t
#include "zonal_tally_type.def"

#define PIXEL uint16_t
#define NAME(x) x##_uint16
#define WIDE uint64_t
#define SQUARE uint64_t
#include "zonal_tally_type.def"

#define PIXEL int16_t
#define NAME(x) x##_int16
#define WIDE int64_t
#define SQUARE uint64_t
#include "zonal_tally_type.def"

#define PIXEL uint32_t
#define NAME(x) x##_uint32
#define WIDE uint64_t
#define SQUARE ta_uint128
#include "zonal_tally_type.def"

#define PIXEL int32_t
#define NAME(x) x##_int32
#define WIDE int64_t
#define SQUARE ta_uint128
#include "zonal_tally_type.def"

#define PIXEL uint64_t
#define NAME(x) x##_uint64
#define KEY(value) ((int64_t)((value) ^ TA_PIXEL_KEY_FLIP))
#include "zonal_tally_type.def"

#define PIXEL int64_t
#define NAME(x) x##_int64
#define KEY(value) (value)
#include "zonal_tally_type.def"

#define PIXEL float
#define NAME(x) x##_float32
#define KEY(value) ta_pixel_key_from_real((double)(value))
#include "zonal_tally_type.def"

#define PIXEL double
#define NAME(x) x##_float64
#define KEY(value) ta_pixel_key_from_real(value)
#include "zonal_tally_type.def"

typedef void run_function(struct ta_tally *tally, const void *value,
                          const uint8_t *valid, size_t n, uint64_t weight);
typedef void edge_function(struct ta_tally *tally, const void *value,
                           const uint8_t *valid, size_t n, const uint64_t *weight);

/* In the order of enum ta_pixel_type. */
static const struct {
    run_function *run;
    edge_function *edge;
} adders[TA_PIXEL_TYPE_COUNT] = {
    {run_uint8, edge_uint8},     {run_int8, edge_int8},     {run_uint16, edge_uint16},
    {run_int16, edge_int16},     {run_uint32, edge_uint32}, {run_int32, edge_int32},
    {run_uint64, edge_uint64},   {run_int64, edge_int64},   {run_float32, edge_float32},
    {run_float64, edge_float64},
};

void ta_zonal_tally(const struct ta_zonal_plan *plan, const struct ta_zonal_cut *cut,
                    const struct ta_zonal_pixels *pixels, struct ta_tally *tally)
{
    assert(tally->type == pixels->type);
    size_t bytes = ta_pixel_size(pixels->type);
    struct ta_zonal_walk walk = ta_zonal_walk_start(plan, cut);
    struct ta_zonal_piece piece;
    while (ta_zonal_walk_next(&walk, &piece)) {
        if (piece.n == 0) continue;
        size_t first = piece.row * pixels->stride + piece.col;
        const void *value = (const char *)pixels->value + first * bytes;
        const uint8_t *valid = pixels->valid == NULL ? NULL : pixels->valid + first;
        if (piece.weight == NULL)
            adders[pixels->type].run(tally, value, valid, piece.n, piece.same);
        else
            adders[pixels->type].edge(tally, value, valid, piece.n, piece.weight);
    }
}
