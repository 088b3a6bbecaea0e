/* SPDX-License-Identifier: Apache-2.0 */
/** @file units.h  Units of measurement in ASCII: read, compared, multiplied, converted.
 *
 *  Spelling follows UDUNITS: symbols with whole exponents, products by blank, '.' or '*',
 *  quotients by '/' (which takes in only the one factor after it): "kg h-1", "ug/m3",
 *  "m^2", "kgCO2/kWh", "1". Symbols are the rows of units.def, with prefixes where a row
 *  allows them. Masses of CO2, CH4, N2O and CO2 equivalents are dimensions of their own: a
 *  tonne of coal or of methane becomes a tonne of CO2 equivalents only by a factor. So are
 *  each currency and each counted thing. No function here allocates or has state. */
#ifndef TA_UNITS_H
#define TA_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "terrassay/status.h"

enum ta_dimension {
    TA_DIM_LENGTH, /**< m */
    TA_DIM_MASS,   /**< kg */
    TA_DIM_TIME,   /**< s */
    TA_DIM_TEMPERATURE,
    TA_DIM_CURRENT,
    TA_DIM_AMOUNT, /**< mol */
    TA_DIM_ANGLE,
    TA_DIM_CO2,  /**< kg of carbon dioxide */
    TA_DIM_CO2E, /**< kg of carbon dioxide equivalents */
    TA_DIM_CH4,
    TA_DIM_N2O,
    TA_DIM_MONEY, /**< one currency, see `money` */
    TA_DIM_THING, /**< one counted or scaled thing, see `thing` */
    TA_DIM_COUNT
};

/** Value in base units = value * scale * 10^decade + offset. */
struct ta_unit {
    double scale;
    int decade; /**< kept apart so that decimal steps stay exact */
    double offset;
    int8_t power[TA_DIM_COUNT];
    const char *money; /**< currency while power[TA_DIM_MONEY] != 0, else NULL */
    const char *thing; /**< symbol while power[TA_DIM_THING] != 0, else NULL */
};

/** Read a unit. @return TA_OK; TA_E_DATA for an unknown symbol, wrong form, a text of more than
 *  63 characters, exponents beyond 9, or two currencies or things in one unit. */
TA_NODISCARD enum ta_status ta_unit_parse(const char *text, struct ta_unit *out);

/** Do the two measure the same kind of quantity? */
bool ta_unit_same(const struct ta_unit *a, const struct ta_unit *b);

/** Unit of a product (or, with @p divide, of a quotient) of two quantities; offsets are left
 *  out, as for differences. @return TA_OK, or TA_E_ARG when two currencies or things meet. */
TA_NODISCARD enum ta_status ta_unit_multiply(const struct ta_unit *a,
                                             const struct ta_unit *b, bool divide,
                                             struct ta_unit *out);

/** @p value in @p from as a value in @p to. @return TA_OK, or TA_E_ARG when they do not measure
 *  the same kind of quantity. */
TA_NODISCARD enum ta_status ta_unit_apply(const struct ta_unit *from,
                                          const struct ta_unit *to, double value,
                                          double *out);

/** From one unit to another, read once for many values. */
struct ta_unit_change {
    struct ta_unit from, to;
    enum ta_status status; /**< TA_E_DATA when one cannot be read */
};
void ta_unit_change_read(const char *from, const char *to, struct ta_unit_change *out);
/** As ta_unit_convert() with the texts that were read. */
TA_NODISCARD enum ta_status ta_unit_change(const struct ta_unit_change *change,
                                           double value, double *out);

/** The same from texts. @return TA_E_DATA when one cannot be read, TA_E_ARG on a mismatch. */
TA_NODISCARD enum ta_status ta_unit_convert(double value, const char *from,
                                            const char *to, double *out);

#endif
