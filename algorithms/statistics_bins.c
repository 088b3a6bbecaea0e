/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "statistics.h"

enum { RADIX = 256 };

/* Keys sort as unsigned numbers once their sign bit is flipped. */
static unsigned digit_of(const struct ta_weighed *cell, unsigned shift)
{
    return (unsigned)((((uint64_t)cell->key ^ TA_PIXEL_KEY_FLIP) >> shift) % RADIX);
}

/* One stable pass of a least-significant-digit radix sort. */
static void sort_pass(size_t n, const struct ta_weighed *from, unsigned shift,
                      struct ta_weighed *to)
{
    size_t place[RADIX] = {0};
    for (size_t i = 0; i < n; i++) place[digit_of(&from[i], shift)]++;
    size_t next = 0;
    for (size_t d = 0; d < RADIX; d++) {
        size_t count = place[d];
        place[d] = next;
        next += count;
    }
    for (size_t i = 0; i < n; i++) to[place[digit_of(&from[i], shift)]++] = from[i];
}

/* Sort by key; the result is in @p cell. */
static void sort_cells(size_t n, struct ta_weighed *cell, struct ta_weighed *scratch)
{
    struct ta_weighed *from = cell, *to = scratch;
    uint64_t differing = 0;
    for (size_t i = 1; i < n; i++) differing |= (uint64_t)(cell[i].key ^ cell[0].key);
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if ((differing >> shift) % RADIX == 0) continue; /* all share this digit */
        sort_pass(n, from, shift, to);
        struct ta_weighed *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != cell) memcpy(cell, from, n * sizeof *cell);
}

size_t ta_bins_from_cells(size_t n, struct ta_weighed *cell, struct ta_bin *out)
{
    if (n == 0) return 0;
    /* The bins' room holds the sort's second array first. */
    static_assert(sizeof(struct ta_bin) >= sizeof(struct ta_weighed), "room to sort");
    sort_cells(n, cell, (struct ta_weighed *)(void *)out);

    size_t bins = 0;
    for (size_t i = 0; i < n; i++) {
        if (bins == 0 || out[bins - 1].key != cell[i].key)
            out[bins++] = (struct ta_bin){.key = cell[i].key};
        ta_bin_add(&out[bins - 1], cell[i].weight, 1);
    }
    return bins;
}

size_t ta_bins_compact(size_t n, struct ta_bin *bin)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (bin[i].cells > 0) bin[kept++] = bin[i];
    return kept;
}

size_t ta_bins_histogram_size(enum ta_pixel_type type)
{
    if (type == TA_PIXEL_UINT8 || type == TA_PIXEL_INT8) return 1U << 8;
    if (type == TA_PIXEL_UINT16 || type == TA_PIXEL_INT16) return 1U << 16;
    return 0;
}

ta_pixel_key ta_bins_histogram_least(enum ta_pixel_type type)
{
    if (type == TA_PIXEL_INT8) return INT8_MIN;
    return type == TA_PIXEL_INT16 ? INT16_MIN : 0;
}

void ta_bins_histogram(enum ta_pixel_type type, struct ta_bin *bin)
{
    size_t n = ta_bins_histogram_size(type);
    for (size_t i = 0; i < n; i++)
        bin[i] =
            (struct ta_bin){.key = ta_bins_histogram_least(type) + (ta_pixel_key)i};
}

ta_pixel_key ta_bins_mode(size_t n, const struct ta_bin *bin)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (bin[i].weight >= bin[best].weight) best = i;
    return bin[best].key;
}

ta_pixel_key ta_bins_minority(size_t n, const struct ta_bin *bin)
{
    size_t least = 0;
    for (size_t i = 1; i < n; i++)
        if (bin[i].weight < bin[least].weight) least = i;
    return bin[least].key;
}

double ta_bins_share(size_t n, const struct ta_bin *bin, ta_pixel_key key)
{
    ta_uint128 all = 0, wanted = 0;
    for (size_t i = 0; i < n; i++) {
        all += bin[i].weight;
        if (bin[i].key == key) wanted += bin[i].weight;
    }
    return all == 0 ? (double)NAN : (double)wanted / (double)all;
}

/* Cells before a bin, and their weight. */
struct before {
    uint64_t cells;
    ta_uint128 weight;
};

/* s_k of the header: a bin's first cell is its lightest, its last one its heaviest. */
static double place_of(uint64_t k, uint64_t weight, uint64_t cells,
                       ta_uint128 weight_before)
{
    return (double)((ta_uint128)k * weight + (ta_uint128)(cells - 1) * weight_before);
}

static double first_place(const struct ta_bin *bin, const struct before *before,
                          uint64_t cells)
{
    return place_of(before->cells, bin->weight_least, cells, before->weight);
}

static double last_place(const struct ta_bin *bin, const struct before *before,
                         uint64_t cells)
{
    return place_of(before->cells + bin->cells - 1, bin->weight_most, cells,
                    before->weight + bin->weight - bin->weight_most);
}

static struct before before_last(size_t n, const struct ta_bin *bin)
{
    struct before before = {0, 0};
    for (size_t i = 0; i + 1 < n; i++) {
        before.cells += bin[i].cells;
        before.weight += bin[i].weight;
    }
    return before;
}

double ta_bins_quantile(size_t n, const struct ta_bin *bin, enum ta_pixel_type type,
                        double q)
{
    if (n == 0 || !(q >= 0.0 && q <= 1.0)) return NAN;
    struct before before = before_last(n, bin);
    uint64_t cells = before.cells + bin[n - 1].cells;
    double target = q * last_place(&bin[n - 1], &before, cells);

    before = (struct before){0, 0};
    double left = 0.0; /* place of the last cell of the bin before */
    for (size_t i = 0; i < n; i++) {
        double here = ta_pixel_key_value(bin[i].key, type);
        double place = first_place(&bin[i], &before, cells);
        if (target < place && i > 0) {
            double below = ta_pixel_key_value(bin[i - 1].key, type);
            return below + (here - below) * ((target - left) / (place - left));
        }
        left = last_place(&bin[i], &before, cells);
        if (target <= left) return here;
        before.cells += bin[i].cells;
        before.weight += bin[i].weight;
    }
    return ta_pixel_key_value(bin[n - 1].key, type);
}
