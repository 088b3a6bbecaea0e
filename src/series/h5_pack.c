/* SPDX-License-Identifier: Apache-2.0 */
#include "series/h5_pack.h"

#include <libdeflate.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/memory.h"

enum { CHECK_BYTES = 4, FILTERS = 3, DEFLATE_LEFT_OUT = 1 << 1, LEVEL = 4, NONE = -1 };

struct ta_h5_packs {
    hid_t dataset;
    struct libdeflate_decompressor *inflate;
    size_t element, rows; /* bytes of one, and of them in a pack */
    size_t stored_most;   /* bytes of a pack as stored: room in `stored` */
    unsigned char *stored, *planes;
    int64_t held; /* number of the pack whose bytes are in `planes`, or NONE */
};

/* --- is it ours ----------------------------------------------------------------------------- */

static bool filtered_as_ours(hid_t creation, size_t element)
{
    const H5Z_filter_t wanted[FILTERS] = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE,
                                          H5Z_FILTER_FLETCHER32};
    if (H5Pget_nfilters(creation) != FILTERS) return false;
    for (unsigned i = 0; i < FILTERS; i++) {
        unsigned value[8] = {0}, flags = 0;
        size_t n = 8;
        if (H5Pget_filter2(creation, i, &flags, &n, value, 0, NULL, NULL) != wanted[i])
            return false;
        if (i == 0 && value[0] != element) return false;
    }
    return true;
}

bool ta_h5_packs_fit(hid_t dataset, const struct ta_h5_column *column)
{
    if (column->type == TA_H5_TEXT) return false; /* few, and of two dimensions */
    hid_t creation = H5Dget_create_plist(dataset);
    hid_t file = ta_h5_file_type(column->type),
          memory = ta_h5_memory_type(column->type);
    bool fit = creation >= 0 && H5Tequal(file, memory) > 0 &&
               filtered_as_ours(creation, ta_h5_element(column));
    ta_h5_drop_type(file);
    ta_h5_drop_type(memory);
    if (creation >= 0) (void)H5Pclose(creation);
    return fit;
}

static size_t rows_of_pack(hid_t dataset)
{
    hsize_t rows = 0;
    hid_t creation = H5Dget_create_plist(dataset);
    if (creation < 0) return 0;
    if (H5Pget_chunk(creation, 1, &rows) != 1) rows = 0;
    (void)H5Pclose(creation);
    return (size_t)rows;
}

/* One piece of memory: the struct, the planes, the stored bytes. */
struct ta_h5_packs *ta_h5_packs_new(hid_t dataset, size_t element)
{
    size_t rows = rows_of_pack(dataset), size = rows * element;
    /* HDF5 leaves deflate out where it saves nothing: no more is stored than there is */
    size_t stored_most = size + CHECK_BYTES;
    struct ta_h5_packs *p = ta_realloc(NULL, sizeof *p + size + stored_most, 1);
    struct libdeflate_decompressor *inflate = libdeflate_alloc_decompressor();
    if (p == NULL || inflate == NULL) {
        libdeflate_free_decompressor(inflate);
        ta_free(p);
        return NULL;
    }
    unsigned char *room = (unsigned char *)(p + 1);
    *p = (struct ta_h5_packs){dataset,     inflate,     element, rows,
                              stored_most, room + size, room,    NONE};
    return p;
}

void ta_h5_packs_free(struct ta_h5_packs *packs)
{
    if (packs == NULL) return;
    libdeflate_free_decompressor(packs->inflate);
    ta_free(packs);
}

/* --- check sums ----------------------------------------------------------------------------- */

/* Fletcher's check sum (IEEE Transactions on Communications 30, 1982) of 16-bit words with the high
 * byte first, modulo 65535, as HDF5 writes it behind a pack. With packs below 4 MiB nothing overflows
 * before the end. */
static void sum_up(const unsigned char *bytes, size_t size, uint64_t *low,
                   uint64_t *high)
{
    uint64_t sum = 0, sums = 0;
    for (size_t i = 0; i + 1 < size; i += 2) {
        sum += (uint64_t)bytes[i] << 8 | bytes[i + 1];
        sums += sum;
    }
    if (size % 2 != 0) {
        sum += (uint64_t)bytes[size - 1] << 8;
        sums += sum;
    }
    *low = sum;
    *high = sums;
}

static bool check_holds(const unsigned char *bytes, size_t size,
                        const unsigned char *check)
{
    uint64_t sum, sums;
    sum_up(bytes, size, &sum, &sums);
    uint64_t low = (uint64_t)check[0] | (uint64_t)check[1] << 8;
    uint64_t high = (uint64_t)check[2] | (uint64_t)check[3] << 8;
    return sum % 65535 == low % 65535 && sums % 65535 == high % 65535;
}

/* HDF5 folds its sums, so that a multiple of 65535 becomes 65535 and zero alone is zero; and it compares
 * all bits. */
static unsigned folded(uint64_t sum)
{
    return sum == 0 ? 0 : (unsigned)((sum - 1) % 65535 + 1);
}

static void put_check(const unsigned char *bytes, size_t size, unsigned char *check)
{
    uint64_t sum, sums;
    sum_up(bytes, size, &sum, &sums);
    unsigned low = folded(sum), high = folded(sums);
    check[0] = (unsigned char)(low & 255);
    check[1] = (unsigned char)(low >> 8);
    check[2] = (unsigned char)(high & 255);
    check[3] = (unsigned char)(high >> 8);
}

/* --- undoing -------------------------------------------------------------------------------- */

/* The bytes of a pack as stored; HDF5's part of the work. */
static enum ta_h5_taken read_stored(struct ta_h5_packs *p, size_t number, hsize_t *size)
{
    const hsize_t at = (hsize_t)number * p->rows;
    uint32_t left_out = 0;
    if (H5Dget_chunk_storage_size(p->dataset, &at, size) < 0) return TA_H5_BROKEN;
    if (*size <= CHECK_BYTES || *size > p->stored_most) return TA_H5_LEFT;
    if (H5Dread_chunk(p->dataset, H5P_DEFAULT, &at, &left_out, p->stored) < 0)
        return TA_H5_BROKEN;
    return left_out != 0 ? TA_H5_LEFT : TA_H5_TAKEN;
}

/* A pack to its planes: first bytes of all rows, then the second ones. */
static enum ta_h5_taken fetch(struct ta_h5_packs *p, size_t number)
{
    hsize_t size = 0;
    if (p->held == (int64_t)number) return TA_H5_TAKEN;
    p->held = NONE;
    ta_h5_turn_begin();
    enum ta_h5_taken taken = read_stored(p, number, &size);
    ta_h5_turn_end();
    if (taken != TA_H5_TAKEN) return taken;
    size -= CHECK_BYTES;
    if (!check_holds(p->stored, size, p->stored + size) ||
        libdeflate_zlib_decompress(p->inflate, p->stored, size, p->planes,
                                   p->rows * p->element, NULL) != LIBDEFLATE_SUCCESS)
        return TA_H5_BROKEN;
    p->held = (int64_t)number;
    return TA_H5_TAKEN;
}

/* Bytes of rows and columns of an 8 x 8 matrix change places: halves, then quarters, then bytes. */
static void transpose(uint64_t m[8])
{
    for (size_t i = 0; i < 4; i++) {
        uint64_t t = (m[i] >> 32 ^ m[i + 4]) & UINT64_C(0xffffffff);
        m[i + 4] ^= t;
        m[i] ^= t << 32;
    }
    for (size_t i = 0; i < 8; i += i % 4 == 1 ? 3 : 1) {
        uint64_t t = (m[i] >> 16 ^ m[i + 2]) & UINT64_C(0xffff0000ffff);
        m[i + 2] ^= t;
        m[i] ^= t << 16;
    }
    for (size_t i = 0; i < 8; i += 2) {
        uint64_t t = (m[i] >> 8 ^ m[i + 1]) & UINT64_C(0xff00ff00ff00ff);
        m[i + 1] ^= t;
        m[i] ^= t << 8;
    }
}

/* Rows of 8 bytes out of their planes, 16 at once where the processor can: planes meet in pairs, pairs in
 * fours, fours in rows. @return how many rows; the rest is left */
static size_t gather_sixteens(const unsigned char *planes, size_t stride, size_t n,
                              unsigned char *to)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; i + 16 <= n; i += 16) {
        __m128i plane[8], pair[8];
        for (size_t k = 0; k < 8; k++)
            plane[k] = _mm_loadu_si128((const __m128i *)(planes + k * stride + i));
        for (size_t k = 0; k < 4; k++) {
            pair[k] = _mm_unpacklo_epi8(plane[2 * k], plane[2 * k + 1]);
            pair[k + 4] = _mm_unpackhi_epi8(plane[2 * k], plane[2 * k + 1]);
        }
        for (size_t half = 0; half < 2; half++) {
            const __m128i *of = pair + 4 * half;
            __m128i *row = (__m128i *)(to + (i + 8 * half) * 8);
            __m128i four[4] = {
                _mm_unpacklo_epi16(of[0], of[1]), _mm_unpacklo_epi16(of[2], of[3]),
                _mm_unpackhi_epi16(of[0], of[1]), _mm_unpackhi_epi16(of[2], of[3])};
            _mm_storeu_si128(row, _mm_unpacklo_epi32(four[0], four[1]));
            _mm_storeu_si128(row + 1, _mm_unpackhi_epi32(four[0], four[1]));
            _mm_storeu_si128(row + 2, _mm_unpacklo_epi32(four[2], four[3]));
            _mm_storeu_si128(row + 3, _mm_unpackhi_epi32(four[2], four[3]));
        }
    }
#else
    (void)planes, (void)stride, (void)n, (void)to;
#endif
    return i;
}

/* Rows [first, first + n) of the planes; 16 or 8 rows of 8 bytes at once. */
static void gather(const struct ta_h5_packs *p, size_t first, size_t n,
                   unsigned char *to)
{
    size_t i = 0;
    if (p->element == 8) i = gather_sixteens(p->planes + first, p->rows, n, to);
    for (; p->element == 8 && i + 8 <= n; i += 8) {
        uint64_t m[8];
        for (size_t k = 0; k < 8; k++)
            memcpy(&m[k], p->planes + k * p->rows + first + i, 8);
        transpose(m);
        memcpy(to + i * 8, m, sizeof m);
    }
    for (; i < n; i++)
        for (size_t k = 0; k < p->element; k++)
            to[i * p->element + k] = p->planes[k * p->rows + first + i];
}

enum ta_h5_taken ta_h5_packs_take(struct ta_h5_packs *packs, size_t first, size_t count,
                                  void *to, size_t *took)
{
    if (packs->rows == 0) return TA_H5_BROKEN;
    size_t skip = first % packs->rows;
    *took = count < packs->rows - skip ? count : packs->rows - skip;
    enum ta_h5_taken taken = fetch(packs, first / packs->rows);
    if (taken == TA_H5_TAKEN && packs->element == 1)
        memcpy(to, packs->planes + skip, *took);
    else if (taken == TA_H5_TAKEN)
        gather(packs, skip, *took, to);
    return taken;
}

/* --- making --------------------------------------------------------------------------------- */

struct ta_h5_packer {
    hid_t dataset;
    struct libdeflate_compressor *deflate;
    size_t element, rows;
    unsigned char *planes, *stored; /* a pack; and as it is stored */
};

/* One piece of memory, as above. */
struct ta_h5_packer *ta_h5_packer_new(hid_t dataset, size_t element)
{
    size_t rows = rows_of_pack(dataset), size = rows * element;
    struct ta_h5_packer *p = ta_alloc(sizeof *p + 2 * size + CHECK_BYTES, 1);
    struct libdeflate_compressor *deflate = libdeflate_alloc_compressor(LEVEL);
    if (p == NULL || deflate == NULL) {
        libdeflate_free_compressor(deflate);
        ta_free(p);
        return NULL;
    }
    unsigned char *room = (unsigned char *)(p + 1);
    *p = (struct ta_h5_packer){dataset, deflate, element, rows, room, room + size};
    return p;
}

void ta_h5_packer_free(struct ta_h5_packer *packer)
{
    if (packer == NULL) return;
    libdeflate_free_compressor(packer->deflate);
    ta_free(packer);
}

/* @p n rows to the planes, filled up with zeros: gather() the other way round. */
static void spread(const struct ta_h5_packer *p, const unsigned char *from, size_t n)
{
    size_t i = 0;
    if (n < p->rows) memset(p->planes, 0, p->rows * p->element);
    for (; p->element == 8 && i + 8 <= n; i += 8) {
        uint64_t m[8];
        memcpy(m, from + i * 8, sizeof m);
        transpose(m);
        for (size_t k = 0; k < 8; k++) memcpy(p->planes + k * p->rows + i, &m[k], 8);
    }
    for (; i < n; i++)
        for (size_t k = 0; k < p->element; k++)
            p->planes[k * p->rows + i] = from[i * p->element + k];
}

/* The planes into the file as the pack that begins with row @p first. */
static bool store(const struct ta_h5_packer *p, size_t first)
{
    const hsize_t at = first;
    size_t whole = p->rows * p->element;
    size_t size =
        libdeflate_zlib_compress(p->deflate, p->planes, whole, p->stored, whole - 1);
    uint32_t left_out = size == 0 ? DEFLATE_LEFT_OUT : 0;
    if (size == 0) { /* would be no smaller */
        memcpy(p->stored, p->planes, whole);
        size = whole;
    }
    put_check(p->stored, size, p->stored + size);
    return H5Dwrite_chunk(p->dataset, H5P_DEFAULT, left_out, &at, size + CHECK_BYTES,
                          p->stored) >= 0;
}

bool ta_h5_packer_put(struct ta_h5_packer *packer, size_t first, size_t n,
                      const void *rows)
{
    if (packer->rows == 0 || first % packer->rows != 0) return false;
    for (size_t i = 0; i < n; i += packer->rows) {
        size_t some = n - i < packer->rows ? n - i : packer->rows;
        spread(packer, (const unsigned char *)rows + i * packer->element, some);
        if (!store(packer, first + i)) return false;
    }
    return true;
}
