/* SPDX-License-Identifier: Apache-2.0 */
/** @file production_mapping.h  Which columns of a table say what companies make, and what its words mean.
 *
 *      schema: terrassay/production/1
 *      columns: {company: 企业名称, sector: 行业, technology: 工艺, year: 年份, production: 产量,
 *                unit: 单位, emission_factor: 排放强度, company_id: 统一社会信用代码, plant: 厂址}
 *      sectors: {电力: power, 钢铁: steel}          # word of the table: the scenario's word
 *      technologies: {煤电: coalcap}
 *
 *  Needed are company, sector, year and production. A word that `sectors` or `technologies` lacks is a fault of the
 *  row, where the list is there at all. Without a mapping the columns are PACTA's: name_company, sector, technology,
 *  year, production, and where the table has them production_unit, emission_factor, company_id, plant. */
#ifndef TA_ENGINE_PRODUCTION_MAPPING_H
#define TA_ENGINE_PRODUCTION_MAPPING_H

#include "base/yaml.h"

enum ta_production_column {
    TA_PRODUCTION_COMPANY,
    TA_PRODUCTION_SECTOR,
    TA_PRODUCTION_YEAR,
    TA_PRODUCTION_AMOUNT,
    TA_PRODUCTION_NEEDED, /**< those below may be absent */
    TA_PRODUCTION_TECHNOLOGY = TA_PRODUCTION_NEEDED,
    TA_PRODUCTION_UNIT,
    TA_PRODUCTION_FACTOR,
    TA_PRODUCTION_ID,
    TA_PRODUCTION_PLANT,
    TA_PRODUCTION_COLUMNS
};

/** Read-only once made; texts are borrowed from `yaml`. */
struct ta_production_mapping {
    struct ta_yaml *yaml;                      /**< NULL: PACTA's columns */
    const char *column[TA_PRODUCTION_COLUMNS]; /**< NULL: not named */
    bool may_lack; /**< those not needed may be absent from the table */
    const struct ta_yaml_node *sectors, *technologies; /**< maps, or NULL */
};

/** PACTA's columns. */
void ta_production_mapping_pacta(struct ta_production_mapping *out);

/** Read a mapping. @param name of the file, for errors. @p out ended by ta_production_mapping_free(), also after a
 *  failure. @return TA_OK, TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_production_mapping_read(const char *name, const char *bytes, size_t size,
                           struct ta_production_mapping *out, struct ta_error *err);
void ta_production_mapping_free(struct ta_production_mapping *mapping);

/** What a word of the table stands for: itself without a list, NULL where the list lacks it. */
const char *ta_production_word(const struct ta_yaml_node *list, const char *word);

#endif
