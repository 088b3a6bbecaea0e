/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/unpack.h"

#include <stdint.h>

#include <libdeflate.h>

#include "base/memory.h"

void *ta_unpacker_room(struct ta_unpacker *unpacker, size_t size)
{
    if (size <= unpacker->room) return unpacker->stored;
    void *larger = ta_realloc(NULL, size, 1); /* not zeroed */
    if (larger == NULL) return NULL;
    ta_free(unpacker->stored);
    unpacker->stored = larger;
    unpacker->room = size;
    return larger;
}

void ta_unpacker_free(struct ta_unpacker *unpacker)
{
    libdeflate_free_decompressor(unpacker->inflate);
    ta_free(unpacker->stored);
    *unpacker = (struct ta_unpacker){0};
}

/* The sum stays in a register; through memory each number would wait for the one before it. */
#define ADD_UP(type)                                                                   \
    static void add_up_##type(size_t cols, size_t rows, void *cells)                   \
    {                                                                                  \
        type *row = cells;                                                             \
        for (size_t r = 0; r < rows; r++, row += cols) {                               \
            type sum = 0;                                                              \
            for (size_t c = 0; c < cols; c++) row[c] = sum = (type)(sum + row[c]);     \
        }                                                                              \
    }
ADD_UP(uint8_t)
ADD_UP(uint16_t)
ADD_UP(uint32_t)
#undef ADD_UP

static void add_up(size_t element, size_t cols, size_t rows, void *cells)
{
    if (element == 1)
        add_up_uint8_t(cols, rows, cells);
    else if (element == 2)
        add_up_uint16_t(cols, rows, cells);
    else
        add_up_uint32_t(cols, rows, cells);
}

bool ta_unpack(struct ta_unpacker *unpacker, size_t size, const struct ta_packed *how,
               void *out)
{
    size_t line = how->cols * how->element, got = 0;
    if (unpacker->inflate == NULL) unpacker->inflate = libdeflate_alloc_decompressor();
    if (unpacker->inflate == NULL || (how->differences && how->element > 4))
        return false;
    if (libdeflate_zlib_decompress(unpacker->inflate, unpacker->stored, size, out,
                                   line * how->rows, &got) != LIBDEFLATE_SUCCESS)
        return false;
    if (got != line * how->rows && got != line * how->rows_least) return false;
    if (how->differences) add_up(how->element, how->cols, got / line, out);
    return true;
}
