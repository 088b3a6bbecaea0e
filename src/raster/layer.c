/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/layer.h"

#include <string.h>

static size_t band_called(size_t n, const struct ta_band *const *band, const char *name)
{
    size_t i = 0;
    while (i < n && strcmp(band[i]->name, name) != 0) i++;
    return i;
}

static const char *quantity_words(enum ta_quantity quantity)
{
    static const char *const words[TA_QUANTITY_COUNT] = {
        [TA_QUANTITY_DN] = "uncalibrated counts",
        [TA_QUANTITY_RADIANCE] = "radiance",
        [TA_QUANTITY_REFLECTANCE_TOA] = "reflectance at the top of the atmosphere",
        [TA_QUANTITY_REFLECTANCE_SURFACE] = "surface reflectance",
        [TA_QUANTITY_TEMPERATURE] = "temperature",
        [TA_QUANTITY_INDEX] = "an index",
        [TA_QUANTITY_BACKSCATTER] = "backscatter",
    };
    return words[quantity];
}

static bool is_reflectance(enum ta_quantity quantity)
{
    return quantity == TA_QUANTITY_REFLECTANCE_TOA ||
           quantity == TA_QUANTITY_REFLECTANCE_SURFACE;
}

static enum ta_status check_kind(const struct ta_index *index,
                                 const struct ta_band *const *band,
                                 const struct ta_value_layer *layer,
                                 struct ta_error *err)
{
    const struct ta_band *first = band[layer->input[0]];
    for (size_t i = 0; i < layer->n_inputs; i++) {
        const struct ta_band *b = band[layer->input[i]];
        if (!is_reflectance(b->quantity))
            return ta_fail(err, TA_E_DATA, "%s needs reflectance, but %s is %s",
                           index->id, b->name, quantity_words(b->quantity));
        if (b->quantity != first->quantity)
            return ta_fail(err, TA_E_DATA,
                           "%s needs reflectances of one kind, but %s is %s and %s %s",
                           index->id, first->name, quantity_words(first->quantity),
                           b->name, quantity_words(b->quantity));
    }
    return TA_OK;
}

static enum ta_status find_index(size_t n, const struct ta_band *const *band,
                                 const struct ta_index *index,
                                 struct ta_value_layer *out, struct ta_error *err)
{
    struct ta_value_layer layer = {.index = index, .n_inputs = index->n_inputs};
    for (size_t i = 0; i < index->n_inputs; i++) {
        layer.input[i] = band_called(n, band, index->input[i]);
        if (layer.input[i] == n)
            return ta_mended(ta_fail(err, TA_E_NOTFOUND,
                                     "%s needs band %s, which is not there", index->id,
                                     index->input[i]),
                             err, "name the bands of the file by --bands red=3,nir=4");
    }
    enum ta_status rc = check_kind(index, band, &layer, err);
    if (rc == TA_OK) *out = layer;
    return rc;
}

enum ta_status ta_layer_find(size_t n, const struct ta_band *const *band,
                             const char *name, struct ta_value_layer *out,
                             struct ta_error *err)
{
    size_t i = band_called(n, band, name);
    if (i < n) {
        *out = (struct ta_value_layer){.n_inputs = 1, .input = {i}};
        return TA_OK;
    }
    const struct ta_index *index = ta_index_find(name);
    if (index != NULL) return find_index(n, band, index, out, err);
    return ta_mended(
        ta_fail(err, TA_E_NOTFOUND, "no band %s, and no index of that name", name), err,
        "name the bands of the file by --bands red=3,nir=4, or an index that "
        "`terrassay indicator list` has");
}

const char *ta_layer_unit(const struct ta_value_layer *layer,
                          const struct ta_band *first)
{
    if (layer->index != NULL) return "1";
    if (first->quantity == TA_QUANTITY_DN) return "count";
    return first->unit[0] != '\0' ? first->unit : "1";
}
