/* SPDX-License-Identifier: Apache-2.0 */
/** @file mapping.h  Which column or member is which datastream, in which unit: a file in YAML.
 *
 *      form: csv                    # or json, or hj212
 *      separator: ";"               # csv; default ","; "\t" for tabulators
 *      decimal: ","                 # csv; default "."
 *      header: true                 # csv; the first row holds names (default)
 *      skip: 0                      # csv; lines before the first row
 *      uneven: false                # csv; rows may have more or fewer fields than the first
 *      missing: [NA, -200]          # words for "no value", besides an empty field
 *      each: /data                  # json; an array whose elements are read one by one
 *      time: {columns: [Date, Time], format: "%d/%m/%Y %H.%M.%S", offset: "+01:00"}
 *      device: {column: station}    # or fixed: `device: stack-1`; not said: the context has it
 *      readings:
 *        - {column: SO2, datastream: so2, unit: ug/m3, missing: [-9999]}
 *        - {column: wd, datastream: wind_direction, unit: degree, words: {N: 0, NNE: 22.5}}
 *        - {column: 4, datastream: {column: what}, unit: {column: unit}}
 *
 *  A column goes by name or by number from 1. In a mapping of form json `pointer` (RFC 6901) stands
 *  in place of `column`, and reads from the element of `each`; "^/ts" reads from the whole.
 *  In one of form hj212 it is `field`, as in "a21026-Rtd" or, of one command only, "2061:a21026-Avg";
 *  `time` may be left out, and is then DataTime in UTC+8. */
#ifndef TA_INGEST_MAPPING_H
#define TA_INGEST_MAPPING_H

#include "base/yaml.h"
#include "ingest/time_form.h"
#include "terrassay/status.h"

enum {
    TA_MAPPING_SLOTS = 512, /**< columns or pointers that one mapping names */
    TA_MAPPING_READINGS = 256,
    TA_MAPPING_TIMES = 8,
    TA_MAPPING_WORDS = 64
};

enum ta_mapping_form { TA_FORM_CSV, TA_FORM_JSON, TA_FORM_HJ212, TA_FORM_COUNT };

/** Its word in a mapping, which is the id of the decoder that reads by it. */
const char *ta_mapping_form_id(enum ta_mapping_form form);

/** Is it a command of HJ 212 whose frames carry readings? */
bool ta_mapping_command_ok(const char *command, size_t size);

/** Where something stands: nowhere, in a column or member, or once for all here. */
enum ta_place_kind { TA_PLACE_NONE, TA_PLACE_FIXED, TA_PLACE_NAMED, TA_PLACE_NUMBERED };
struct ta_place {
    enum ta_place_kind kind;
    const char *text; /**< fixed text, column's name or pointer */
    size_t number;    /**< of a column, from 0 */
    size_t slot;      /**< below TA_MAPPING_SLOTS; of a place that is not fixed */
};

/** A word of the source and what it stands for; NaN for "no value". */
struct ta_mapping_word {
    const char *text;
    double value;
    bool number;  /**< the text is a number: so is any other writing of it */
    double equal; /**< that number */
};

struct ta_mapped {
    struct ta_place at, device, datastream, unit;
    size_t n_words;
    struct ta_mapping_word *word; /**< its own, then those of the mapping */
};

/** Read-only once made; texts are borrowed from `yaml`. */
struct ta_mapping {
    struct ta_yaml *yaml;
    enum ta_mapping_form form;
    char separator, decimal;
    bool header, uneven;
    size_t skip;
    const char *each; /**< NULL: the payload is one element */
    struct ta_place time[TA_MAPPING_TIMES];
    size_t n_times;
    struct ta_time_form time_form;
    size_t n_readings;
    struct ta_mapped *reading;
    size_t n_slots;
};

/** Parse a mapping. Complaints name file, line and column.
 *  @return TA_OK, TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM; *out is ended by ta_mapping_free() */
TA_NODISCARD enum ta_status ta_mapping_parse(const char *name, const char *bytes,
                                             size_t size, struct ta_mapping **out,
                                             struct ta_error *err);
/** NULL is allowed. */
void ta_mapping_free(struct ta_mapping *mapping);

/** The word of @p mapped that @p text is; NULL when it is none. @p decimal is the mark. */
const struct ta_mapping_word *ta_mapped_word(const struct ta_mapped *mapped,
                                             struct ta_view text, char decimal);
/** @p text as a number; blanks around it are allowed. */
bool ta_mapping_number(struct ta_view text, char decimal, double *out);

#endif
