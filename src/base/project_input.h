/* SPDX-License-Identifier: Apache-2.0 */
/** @file project_input.h  What an indicator finds in the project document, in its own units.
 *
 *  Keys of inputs with origin TA_FROM_PROJECT:
 *
 *      loans            rows: asset_class (PCAF's, by the codes of attribution.h), outstanding,
 *                       equity, debt, total_investment, average_outstanding, evic, total_assets,
 *                       revenue, property_value, gdp_ppp; minor units, and missing where the
 *                       currency is another than that of the outstanding amount and no rate
 *                       of the loan's day is stated; converted (1: a rate was used)
 *      loans.outstanding a number: the sum of what is outstanding in the currency of the input's unit
 *      declared         rows: the figures called emissions.*, fuel.*, fuel_energy.*, fuel_cn.*, gas_cn.*,
 *                       electricity.*, electricity_green.* with amount (tCO2e, t, m3, MWh),
 *                       years, grade and until (yyyymmdd); of each name the newest period, and of
 *                       electricity_green.* all that meet the period of the electricity.* beside them
 *      declared.NAME    a number: the newest figure of that name, in the input's unit
 *      declared.NAME.days a number: days since the newest figure of that name began to hold
 *      declared.NAME.ended a number: days since the last day of its period
 *      permits          rows: from and until of each permit that was not renewed (base/permit.h), as
 *                       numbers yyyymmdd
 *      country          a word: two capitals of ISO 3166-1
 *      datastream.limit a number: the limit of the first datastream that has one
 *
 *  Figures about days after the date do not exist yet. Units are converted by dimension. */
#ifndef TA_BASE_PROJECT_INPUT_H
#define TA_BASE_PROJECT_INPUT_H

#include "terrassay/indicator.h"
#include "terrassay/project.h"
#include "terrassay/status.h"

/** Memory behind an input; texts stay the project's. Free also after a failure. */
struct ta_project_input {
    double *value;
    const char **name;
};

/** Fill @p out for @p spec from @p project, as known on @p date.
 *  @param memory zeroed; holds what @p out points at, to be freed after it
 *  @return TA_OK, with reason client_silent when the document has no such figure, and
 *  source_unavailable for a key that is not one of the above; TA_E_DATA when a unit does not
 *  fit; TA_E_NOMEM. */
TA_NODISCARD enum ta_status
ta_project_input(const struct ta_project *project, ta_day date,
                 const struct ta_input_spec *spec, struct ta_project_input *memory,
                 struct ta_input *out, struct ta_error *err);
void ta_project_input_free(struct ta_project_input *memory);

/** The first datastream with a limit, whose readings stand against it; NULL when none. */
const struct ta_datastream *ta_project_limited(const struct ta_project *project);

#endif
