/* SPDX-License-Identifier: Apache-2.0 */
/** @file statement_mapping.h  Who states something, on which scale, and what each step means.
 *
 *      schema: terrassay/statements/1
 *      id: ecb-2026                   # of the list; the same id again adds to it
 *      about: credit_grade            # or penalty, accident, permit, disclosure, rating,
 *                                     # rating.social, rating.governance
 *      provider: Ecology bureau       # without a slash
 *      source: Notice no. 12 of 2026  # document, as the provider calls it
 *      scale: green to black, five steps
 *      grade: 2                       # data quality, 1 to 5
 *      simulated: false               # may be left out, as the next two
 *      complete: {from: 2020-01-01, to: 2026-06-01}   # the list leaves nothing out then
 *      columns: {project: project, date: day, step: grade, number: notice, until: until}
 *      steps:
 *        - {word: green, value: 100, means: honest}
 *        - {word: black, value: 1, means: discredited}
 *
 *  The value of a step lies on the scale of what it is about: points of an event, 0 for "asked, and
 *  nothing found" (0 to 1000); 1 for a permit in force and for an item published, 0 for neither; 1
 *  (worst) to 100 (best) for grades and ratings. */
#ifndef TA_ENGINE_STATEMENT_MAPPING_H
#define TA_ENGINE_STATEMENT_MAPPING_H

#include "base/yaml.h"

enum { TA_STATEMENT_STEPS = 256, TA_STATEMENT_PROVIDER = 97, TA_STATEMENT_LIST = 41 };

struct ta_statement_step {
    const char *word, *means;
    double value;
};

/** Read-only once made; texts are borrowed from `yaml`. */
struct ta_statement_mapping {
    struct ta_yaml *yaml;
    const char *id, *about, *provider, *source, *scale;
    int grade;
    bool simulated;
    ta_day complete_from, complete_to; /**< TA_DAY_NONE when not said */
    const char *project, *date, *step; /**< columns */
    const char *number, *until;        /**< columns; NULL when there are none */
    size_t n_steps;
    struct ta_statement_step steps[TA_STATEMENT_STEPS];
};

/** What a list may be about, NULL-ended. */
extern const char *const ta_statement_abouts[];

/** Read it. @param name of the file, for errors. @p out zeroed; ended by
 *  ta_statement_mapping_free(), also after a failure. @return TA_OK, TA_E_DATA, TA_E_LIMIT,
 *  TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_statement_mapping_read(const char *name,
                                                      const char *bytes, size_t size,
                                                      struct ta_statement_mapping *out,
                                                      struct ta_error *err);
void ta_statement_mapping_free(struct ta_statement_mapping *mapping);

#endif
