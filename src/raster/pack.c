/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/pack.h"

#include <string.h>

#include <libdeflate.h>

#include "base/memory.h"

enum { LEVEL = 7 /* libtiff's, where nobody asks for another */ };

/* From the right, so that each number still has its left neighbour. */
#define TAKE_AWAY(type)                                                                \
    static void take_away_##type(size_t cols, size_t rows, void *cells)                \
    {                                                                                  \
        type *row = cells;                                                             \
        for (size_t r = 0; r < rows; r++, row += cols)                                 \
            for (size_t c = cols; c-- > 1;) row[c] = (type)(row[c] - row[c - 1]);      \
    }
TAKE_AWAY(uint8_t)
TAKE_AWAY(uint16_t)
TAKE_AWAY(uint32_t)
#undef TAKE_AWAY

static void differences(size_t element, size_t cols, size_t rows, void *cells)
{
    if (element == 1)
        take_away_uint8_t(cols, rows, cells);
    else if (element == 2)
        take_away_uint16_t(cols, rows, cells);
    else
        take_away_uint32_t(cols, rows, cells);
}

/* The highest bytes of all numbers of a row, then the next lower ones, and of these the differences. */
static void part_bytes(struct ta_packer *packer, size_t element, size_t cols,
                       size_t rows, void *cells)
{
    uint8_t *row = cells;
    for (size_t r = 0; r < rows; r++, row += cols * element) {
        for (size_t k = 0; k < element; k++)
            for (size_t c = 0; c < cols; c++)
                packer->row[k * cols + c] = row[c * element + element - 1 - k];
        memcpy(row, packer->row, cols * element);
    }
    differences(1, cols * element, rows, cells);
}

static bool make_row(struct ta_packer *packer, size_t size)
{
    if (size <= packer->room) return true;
    void *larger = ta_realloc(packer->row, size, 1);
    if (larger == NULL) return false;
    packer->row = larger;
    packer->room = size;
    return true;
}

enum ta_predictor ta_pack_predictor(enum ta_pixel_type type)
{
    if (ta_pixel_is_integer(type)) return TA_PREDICT_DIFFERENCES;
    return type == TA_PIXEL_FLOAT32 || type == TA_PIXEL_FLOAT64 ? TA_PREDICT_BYTES
                                                                : TA_PREDICT_NOTHING;
}

size_t ta_pack_bound(struct ta_packer *packer, size_t size)
{
    if (packer->deflate == NULL) packer->deflate = libdeflate_alloc_compressor(LEVEL);
    if (packer->deflate == NULL) return 0;
    return libdeflate_zlib_compress_bound(packer->deflate, size);
}

size_t ta_pack(struct ta_packer *packer, enum ta_pixel_type type, size_t cols,
               size_t rows, void *cells, void *out, size_t room)
{
    size_t element = ta_pixel_size(type);
    enum ta_predictor predictor = ta_pack_predictor(type);
    if (predictor == TA_PREDICT_DIFFERENCES) differences(element, cols, rows, cells);
    if (predictor == TA_PREDICT_BYTES) {
        if (!make_row(packer, cols * element)) return 0;
        part_bytes(packer, element, cols, rows, cells);
    }
    return libdeflate_zlib_compress(packer->deflate, cells, cols * rows * element, out,
                                    room);
}

void ta_packer_free(struct ta_packer *packer)
{
    libdeflate_free_compressor(packer->deflate);
    ta_free(packer->row);
    *packer = (struct ta_packer){0};
}
