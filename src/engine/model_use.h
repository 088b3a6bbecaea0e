/* SPDX-License-Identifier: Apache-2.0 */
/** @file model_use.h  What a scoring model asks of the evidence. */
#ifndef TA_ENGINE_MODEL_USE_H
#define TA_ENGINE_MODEL_USE_H

#include "terrassay/model.h"

/** Days that signals are looked at for an indicator without a window of its own; and as far back as a
 *  claim is asked for at most. */
enum { TA_SIGNALS_DAYS = 90, TA_CLAIMED_DAYS_MOST = 3660 };

/** One of the model's indicators, with the parameters that the model sets. */
struct ta_model_part {
    const struct ta_indicator *indicator;
    size_t n_params;
    const struct ta_param_value *param;
};

/** Items, then gates, then reported; ta_model_part() of i below the number of them. */
size_t ta_model_parts(const struct ta_model *model);
struct ta_model_part ta_model_part(const struct ta_model *model, size_t i);

/** The parameter as the model sets it, or the indicator's fallback; NaN when it has none called
 *  @p name. */
double ta_model_part_param(const struct ta_model_part *part, const char *name);

/** Has one of the model's indicators an input of that origin? */
bool ta_model_needs(const struct ta_model *model, enum ta_input_origin origin);

/** How many days before the end of the date imagery may matter: the seasons of every indicator
 *  that looks at images, and one year more, so that the time series shows what led there. */
double ta_model_days_back(const struct ta_model *model);

/** How many days before the end of the date readings may matter: the longest window, TA_SIGNALS_DAYS for
 *  an indicator that has none, and two days more, since a rule's day may begin at another hour than UTC's. */
double ta_model_days_read(const struct ta_model *model);

#endif
