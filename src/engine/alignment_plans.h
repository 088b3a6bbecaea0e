/* SPDX-License-Identifier: Apache-2.0 */
/** @file alignment_plans.h  Companies' production by sector and technology, and scenarios, in tables
 *  that can be looked up. */
#ifndef TA_ENGINE_ALIGNMENT_PLANS_H
#define TA_ENGINE_ALIGNMENT_PLANS_H

#include "engine/alignment_book.h"

/** One company's technology: at the start and later. Texts are the table's. */
struct ta_plan {
    size_t company;
    const char *sector, *technology;
    /** NaN: a row without production, or later no row at all: what nobody states is no plan to stop. At the start no
     *  row is 0, as PACTA has it of a technology that a company takes up. */
    double made[2];
    double rated[2];   /**< production of the rows that have an emission factor */
    double weighed[2]; /**< production x emission factor of those */
};

/** One technology of the scenario (technology ""): or a sector's intensity, with its last year. */
struct ta_path {
    const char *sector, *technology;
    double at[2], end;
    int end_year;
};

struct ta_plans {
    size_t n;
    struct ta_plan *plan; /**< by company, sector, technology */
    size_t n_paths, n_intensities;
    struct ta_path *path, *intensity; /**< by sector, technology */
};

/** @param out ended by ta_plans_free(), also after a failure */
TA_NODISCARD enum ta_status ta_plans_read(const struct ta_alignment_request *request,
                                          struct ta_plans *out, struct ta_error *err);
void ta_plans_free(struct ta_plans *plans);
/** The company's rows. @return how many, from *first on */
size_t ta_plans_of(const struct ta_plans *plans, size_t company, size_t *first);
const struct ta_path *ta_path_of(const struct ta_path *path, size_t n,
                                 const char *sector, const char *technology);
/** Production of the whole sector in the scenario's first year. */
double ta_path_sector(const struct ta_plans *plans, const char *sector);
/** Emission factor of all companies of a sector at the start, by production; NaN where none has one. */
double ta_plans_intensity(const struct ta_plans *plans, const char *sector);

#endif
