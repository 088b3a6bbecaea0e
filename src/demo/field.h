/* SPDX-License-Identifier: Apache-2.0 */
/** @file field.h  Smooth random fields and noise by counting: the value at a place is a pure
 *  function of seed, stream and place, in plain arithmetic, so any thread may ask for any place
 *  and every machine gets the same bits.
 *
 *  Value noise: uniform numbers on a lattice, between them a cubic step; octaves of half the
 *  size and half the height are added (Perlin 1985, doi 10.1145/325165.325247, with values for
 *  gradients). */
#ifndef TA_DEMO_FIELD_H
#define TA_DEMO_FIELD_H

#include <stddef.h>

#include "series_random.h"

struct ta_field {
    struct ta_philox random;
    double size; /**< distance of the lattice's points in the first octave (cells) */
    int octaves;
};

/** The field at (@p x, @p y), in [0, 1]. */
double ta_field_at(const struct ta_field *field, double x, double y);

/** The @p i -th number of a bell shape: mean 0, standard deviation 1, never beyond 3.5. Four
 *  uniforms added (Irwin-Hall), so that no library's logarithm can change a bit. */
double ta_field_bell(const struct ta_philox *random, uint64_t i);

/** 0 up to @p lo, 1 from @p hi on, a cubic step between. */
double ta_field_step(double lo, double hi, double x);

#endif
