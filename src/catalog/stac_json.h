/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_json.h  Documents of catalogues as JSON, those of Python included.
 *
 *  Python writes a number that is none as NaN, Infinity or -Infinity, which is no JSON: one of them would
 *  cost a page all its items. They are read as null; what needs the number says so. */
#ifndef TA_CATALOG_STAC_JSON_H
#define TA_CATALOG_STAC_JSON_H

#include "base/json.h"

/** As ta_json_parse(). */
TA_NODISCARD enum ta_status ta_stac_parse(const char *name, const char *bytes,
                                          size_t size, size_t limit, json_t **out,
                                          struct ta_error *err);
/** The same of a page of items: of a feature that is no JSON the others are read without it.
 *  @param broken  texts, one for each that was left out: which, and why; owned, NULL when there was none */
TA_NODISCARD enum ta_status ta_stac_parse_page(const char *name, const char *bytes,
                                               size_t size, size_t limit, json_t **out,
                                               json_t **broken, struct ta_error *err);
/** As ta_json_load(). */
TA_NODISCARD enum ta_status ta_stac_load(const char *path, size_t limit, json_t **out,
                                         struct ta_error *err);

#endif
