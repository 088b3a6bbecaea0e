/* SPDX-License-Identifier: Apache-2.0 */
/** @file pixel.h  Pixel types: what they hold, which values count, to double and text.
 */
#ifndef TA_RASTER_PIXEL_H
#define TA_RASTER_PIXEL_H

#include "raster/open.h"

/** Which digital numbers count. NaN and infinity never do. */
struct ta_pixel_rule {
    int n_nodata;                    /**< 0 to 2 */
    struct ta_pixel_value nodata[2]; /**< with one, both are the same */
    bool ranged;                     /**< only [lo, hi] counts */
    struct ta_pixel_value lo, hi;
};

/** Add a value that does not count; one that the type has not excludes nothing. */
void ta_pixel_rule_exclude(struct ta_pixel_rule *rule, enum ta_pixel_type type,
                           struct ta_pixel_value value);
/** Let only [lo, hi] count; NaN leaves a side open. */
void ta_pixel_rule_range(struct ta_pixel_rule *rule, enum ta_pixel_type type, double lo,
                         double hi);
/** Does every value of the type count? */
bool ta_pixel_rule_is_void(const struct ta_pixel_rule *rule, enum ta_pixel_type type);
/** out[i] = 1 where value[i] counts, else 0. */
void ta_pixels_valid(enum ta_pixel_type type, const struct ta_pixel_rule *rule,
                     size_t n, const void *value, uint8_t *out);

/** The value of the type that @p x names exactly (float: nearest).
 *  @return false when the type has no such value. */
bool ta_pixel_from_real(enum ta_pixel_type type, double x, struct ta_pixel_value *out);
/** The @p i -th cell. */
struct ta_pixel_value ta_pixel_at(enum ta_pixel_type type, const void *cells, size_t i);
/** Nearest double. */
double ta_pixel_to_real(enum ta_pixel_type type, struct ta_pixel_value value);
/** Smallest type that holds each value of both. @return false when there is none. */
bool ta_pixel_common(enum ta_pixel_type a, enum ta_pixel_type b,
                     enum ta_pixel_type *out);
/** out[i] = value[i] * line[0] + line[1]. */
void ta_pixels_to_real(enum ta_pixel_type type, size_t n, const void *value,
                       const double line[2], double *out);
/** Copy cells into a type that holds each value of theirs. */
void ta_pixels_convert(enum ta_pixel_type from, const void *value, size_t n,
                       enum ta_pixel_type to, void *out);
/** The way back into the narrower type.
 *  @return false when a cell has no such value there. */
bool ta_pixels_narrow(enum ta_pixel_type from, const void *value, size_t n,
                      enum ta_pixel_type to, void *out);
/** "2397083434877565865", "0.25", "nan": reads back as the same value. */
void ta_pixel_format(enum ta_pixel_type type, struct ta_pixel_value value,
                     char out[32]);
bool ta_pixel_parse(enum ta_pixel_type type, const char *text,
                    struct ta_pixel_value *out);

#endif
