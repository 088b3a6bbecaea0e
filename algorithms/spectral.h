/* SPDX-License-Identifier: Apache-2.0 */
/** @file spectral.h  Spectral indices: one number per pixel from the reflectances of some bands.
 *
 *  Inputs must be reflectances (surface or top of atmosphere, of one kind), not counts. They may
 *  be slightly negative, as atmospheric correction leaves them over water and shadow.
 *  Where an input is NaN or infinite, or a divisor is not above 0, the index is NaN: never -1,
 *  which is a legal value. A result that negative or bright reflectances carry past the declared
 *  range is put at its end, as if the negative reflectance were 0; so water with a negative
 *  near-infrared stays water. */
#ifndef TA_SPECTRAL_H
#define TA_SPECTRAL_H

#include <stddef.h>

enum { TA_INDEX_INPUTS = 5 }; /**< most bands an index needs */

/** Constant; made by its row in indices.def. */
struct ta_index {
    const char *id;      /**< "ndvi" */
    const char *formula; /**< in the words of its inputs */
    const char *cite;
    double lo, hi; /**< closed range of a result */
    size_t n_inputs;
    const char *input[TA_INDEX_INPUTS]; /**< STAC common names */
    /** @param in  [n_inputs][n] reflectances, in the order of `input`
     *  @param out [n] the index or NaN; must not overlap the inputs */
    void (*compute)(size_t n, const double *const *in, double *out);
};

/** Number of registered indices, the i-th (NULL beyond), and the one called @p id (or NULL). */
size_t ta_index_count(void);
const struct ta_index *ta_index_at(size_t i);
const struct ta_index *ta_index_find(const char *id);

#endif
