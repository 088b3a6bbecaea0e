/* SPDX-License-Identifier: Apache-2.0 */
/** @file picture.h  Chips as pictures: which bands, one stretch for two dates, what was not
 *  clear marked, the site's outline on it. */
#ifndef TA_REPORT_PICTURE_H
#define TA_REPORT_PICTURE_H

#include "base/text.h"
#include "raster/chip.h"
#include "report/colour.h"

/** How a picture's colours come about. */
enum ta_picture_kind {
    TA_PICTURE_TRUE,  /**< red, green, blue as the eye has them */
    TA_PICTURE_INFRA, /**< nir, red, green: vegetation shows red */
    TA_PICTURE_SWIR,  /**< swir16, nir, red: vegetation shows green, bare soil pink */
    TA_PICTURE_GREY,  /**< one band */
    TA_PICTURE_KIND_COUNT
};

struct ta_picture_bands {
    enum ta_picture_kind kind;
    const char *name[3]; /**< of the red, green and blue of the picture */
};

/** The linear stretch of each channel, the same for every date that is compared. */
struct ta_stretch {
    double lo[3], hi[3]; /**< physical values that become black and full */
};

/** Opaque pixels, row by row from the upper left. */
struct ta_picture {
    size_t cols, rows;
    ta_argb *pixel; /**< owned */
    double
        per_cell; /**< picture pixels along a cell of the chip; below 1 when shrunk */
    double metres_per_pixel; /**< NaN when not known */
    double north;            /**< degrees clockwise from up; NaN when not known */
    bool marked[TA_PIXEL_STATE_COUNT]; /**< states that stand in it marked */
};
/** All zero may be freed. */
void ta_picture_free(struct ta_picture *picture);

/** Bands that all @p n chips have as the same kind of quantity: true colour when they can,
 *  else infrared, else short-wave infrared, else one band.
 *  @return false when they share none. */
bool ta_picture_bands(size_t n, const struct ta_chip *const *chip,
                      struct ta_picture_bands *out);

/** The 2nd to 98th percentile of the clear (or unjudged) pixels of all @p n chips together;
 *  of all readable ones when none is clear. In true colour the widest span serves all three
 *  channels, so that hues stay what they are. @return TA_OK or TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_picture_stretch(size_t n,
                                               const struct ta_chip *const *chip,
                                               const struct ta_picture_bands *bands,
                                               struct ta_stretch *out);

/** Draw a chip. Clouds are whitened and hatched, shadows darkened and hatched the other
 *  way, snow dotted, what has no data is grey. @return TA_OK or TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_picture_draw(const struct ta_chip *chip,
                                            const struct ta_picture_bands *bands,
                                            const struct ta_stretch *stretch,
                                            struct ta_picture *out);

/** Draw values, one per cell of the chip, on a ramp from lo to hi; NaN is grey and marked
 *  as in ta_picture_draw(). @return TA_OK or TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_picture_values(const struct ta_chip *chip,
                                              const double *value,
                                              const double range[2],
                                              const struct ta_ramp *ramp,
                                              struct ta_picture *out);

/** Size on the ground and direction of north, from the chip's grid. */
void ta_picture_place(const struct ta_chip *chip, const struct ta_crs_port *port,
                      struct ta_picture *picture);
/** @p shape (WGS 84) in pixels of the picture; owned (ta_polygons_free).
 *  @return TA_OK; TA_E_DATA when it has no image there; TA_E_NOMEM. */
TA_NODISCARD enum ta_status
ta_picture_outline(const struct ta_chip *chip, const struct ta_picture *picture,
                   const struct ta_crs_port *port, const struct ta_polygons *shape,
                   struct ta_polygons *out, struct ta_error *err);

/** The picture as a PNG file, appended. The same pixels give the same bytes.
 *  @return TA_OK, TA_E_NOMEM or TA_E_INTERNAL. */
TA_NODISCARD enum ta_status ta_picture_png(const struct ta_picture *picture,
                                           struct ta_text *out, struct ta_error *err);

#endif
