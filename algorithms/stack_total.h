/* SPDX-License-Identifier: Apache-2.0 */
/** @file stack_total.h  Mass that left a stack in a window of days: measured dry concentration times
 *  dry normal flow, hour by hour, missing hours by a declared policy. */
#ifndef TA_ALGORITHMS_STACK_TOTAL_H
#define TA_ALGORITHMS_STACK_TOTAL_H

#include "emission_fill.h"
#include "emission_hours.h"
#include "indicator_result.h"

struct ta_stack_total {
    double tonnes;   /**< with the policy's hours; NaN hours count in `unknown` */
    double measured; /**< tonnes of hours that were measured in both */
    double most;     /**< tonnes with every other hour at the largest hour seen */
    size_t hours, captured; /**< captured: both measured */
    size_t substituted, unknown;
    struct ta_stack_filled {
        size_t hours;
        double tonnes;
    } rule[TA_FILL_HJ75 +
           1]; /**< of these by policy: an hour of which either was filled
                                   by HJ 75 is HJ 75's */
    size_t by[TA_FILL_POTENTIAL + 1]; /**< substituted hours by method: the
                                           concentration's, else the flow's */
    double gas_m3;                    /**< of the hours measured in both */
    double mg_h_m3;                   /**< sum of their concentrations */
    size_t days, valid_days; /**< whole days of the rule; with enough measured hours */
    bool unchecked; /**< hours were substituted by a policy that nobody has read */
};

/** What a datastream's project says of it, before the parameters: inputs of an indicator. */
/* clang-format off */
#define TA_STACK_INPUTS                                                                              \
    {"stream_hour_rule", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.hour_rule", "1", 1, 3, false, \
     "as hour_rule, for this datastream"},                                                           \
    {"stream_fill", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.substitution", "1", 0, 2, false,   \
     "as fill, for this datastream"},                                                                \
    {"stream_potential", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.potential", "mg/m3", 0, 1e9, false, \
     "as potential_mg_m3, for this datastream"},                                                     \
    {"flow_fill", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.flow.substitution", "1", 0, 2, false, \
     "as fill, for the flow's datastream; 1 is SO2's, no rule of the flow: its hours stay missing"},  \
    {"flow_potential", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.flow.potential", "m3/h", 0, 1e9, false, \
     "maximum potential flow"}
/* clang-format on */

/** Write what was measured, substituted and by which policy: details, and words where hours are not
 *  measured ones. */
void ta_stack_total_tell(const struct ta_stack_total *total, struct ta_result *out);

/** The parameters that make it, for an indicator's list. */
/* clang-format off */
#define TA_STACK_PARAMS                                                                              \
    {"window_days", "day", 1, 366, 365, "days that end on the date"},                                \
    {"hour_rule", "1", 1, 3, 1, "valid hour: 1 HJ 75, 2 40 CFR 75, 3 40 CFR 60"},                    \
    {"fill", "1", 0, 2, 2, "missing hours: 0 downtime, 1 40 CFR 75.33(b), of SO2 alone, 2 HJ 75"},   \
    {"potential_mg_m3", "mg/m3", 0, 1e6, 0, "maximum potential concentration; 0: nobody set it"}
/* clang-format on */

size_t ta_stack_total_size(const struct ta_evidence *evidence,
                           const struct ta_indicator *self);
/** @param scratch [ta_stack_total_size()] bytes, aligned for doubles
 *  @return TA_OK; TA_E_DATA when a mean is below 0. */
TA_NODISCARD enum ta_status ta_stack_total_of(const struct ta_evidence *evidence,
                                              const struct ta_indicator *self,
                                              ta_day date, void *scratch,
                                              struct ta_stack_total *out);

#endif
