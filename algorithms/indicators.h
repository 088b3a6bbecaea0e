/* SPDX-License-Identifier: Apache-2.0 */
/** @file indicators.h  Declares the descriptor of every row of indicators.def. */
#ifndef TA_ALGORITHMS_INDICATORS_H
#define TA_ALGORITHMS_INDICATORS_H

#include "terrassay/indicator.h"

#define X(id) extern const struct ta_indicator ta_indicator_##id;
#include "indicators.def"
#undef X

#endif
