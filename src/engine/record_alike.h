/* SPDX-License-Identifier: Apache-2.0 */
/** @file record_alike.h  Is a record the same as one computed here and now from what it names?
 *
 *  Of a record that this very build made on this class of machine every byte has to come out. What
 *  another one computed in floating point may differ by 1e-9 of the number; what is copied (weights,
 *  goalposts, parameters, rows of tables, money, counts, texts, dates) may not, nor may which fields
 *  there are. That another build made it is no difference. */
#ifndef TA_ENGINE_RECORD_ALIKE_H
#define TA_ENGINE_RECORD_ALIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/status.h"

enum ta_likeness {
    TA_UNLIKE,
    TA_SAME, /**< in all but, at most, which build made it */
    TA_NEAR /**< made by another build or elsewhere; within 1e-9 in what is computed, the same else */
};

/** Called for each place in which they differ by more than they may. */
typedef void (*ta_differs_fn)(void *self, const char *field, const char *expected,
                              const char *found);

/** Two bodies of records. */
struct ta_record_pair {
    const char *computed; /**< here and now */
    size_t computed_size;
    const char *kept;
    size_t kept_size;
    void *self;
    ta_differs_fn differs; /**< NULL: nobody is told */
};

/** Was it made by this build, on this class of machine? "" of both: it does not say. */
bool ta_made_here(const char *build, const char *machine);

/** @return TA_OK with @p out; TA_E_DATA, TA_E_LIMIT when the kept one is no record; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_record_alike(const struct ta_record_pair *pair,
                                            enum ta_likeness *out,
                                            struct ta_error *err);

#endif
