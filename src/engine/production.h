/* SPDX-License-Identifier: Apache-2.0 */
/** @file production.h  What companies make, by sector, technology and year, out of a table; and whom a name means.
 *
 *  A company goes by its id where the table has ids, and else by its name as company_name.h reads it. A table with a
 *  fault is not used in part: half of a company's plants is no plan of it. */
#ifndef TA_ENGINE_PRODUCTION_H
#define TA_ENGINE_PRODUCTION_H

#include "base/csv.h"
#include "base/field.h"
#include "engine/company_name.h"
#include "engine/production_mapping.h"

struct ta_production_row {
    size_t company;
    const char *sector, *technology; /**< technology "": not stated */
    int year;
    double amount; /**< in the unit of the sector's first row; NaN: not stated */
    double
        emissions; /**< production as stated times its emission factor; NaN: no factor */
};

struct ta_production_company {
    const char *name, *id; /**< name as its first row has it; id "": none */
};

/** A name under which the table has a company. */
struct ta_production_name {
    struct ta_company_name as;
    size_t company;
};

/** One way to a company: a name without its form, or an id. */
struct ta_production_key {
    const char *key;
    size_t company;
};

/** Texts are those of the table and the mapping. */
struct ta_production {
    size_t n_rows, n_companies, n_names;
    struct ta_production_row *row; /**< in the order of the table */
    struct ta_production_company
        *company;                    /**< [n_companies]; some go by another's number */
    struct ta_production_name *name; /**< by `plain`, then company */
    struct ta_production_key *stem;  /**< [n_names] by stem, then company */
    struct ta_production_key *id;    /**< [n_names] by id, then company */
};

/** Read @p csv by @p mapping, both borrowed until @p out ends.
 *  @param hearer hears of every fault, at most 100; each with file, line and column and how to mend it
 *  @param out ended by ta_production_free(), also after a failure
 *  @return TA_OK; TA_E_DATA for a column that is not there and after faults; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_production_read(
    const struct ta_csv *csv, const struct ta_production_mapping *mapping,
    struct ta_fault_hearer *hearer, struct ta_production *out, struct ta_error *err);
void ta_production_free(struct ta_production *production);

enum { TA_PRODUCTION_POSSIBLE = 5 };

/** Whom a name, or an id beside it, means in the table. */
struct ta_production_match {
    bool found;
    size_t company;
    bool by_id;
    /** Not found: who it may be, the first ones. Never counted. */
    size_t n_possible, possible[TA_PRODUCTION_POSSIBLE];
};

/** Found by the id where the table has it, and by the name where one company alone goes by it. Not found but
 *  possible: two companies of the name; an id that contradicts the name; a name that is equal but for its legal form.
 *  @param id may be "" @param name may be "" */
void ta_production_find(const struct ta_production *production, const char *id,
                        const char *name, struct ta_production_match *out);

#endif
