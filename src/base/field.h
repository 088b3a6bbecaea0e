/* SPDX-License-Identifier: Apache-2.0 */
/** @file field.h  Structs described member by member, so that one reader and one writer of
 *  JSON serve them all and cannot disagree. */
#ifndef TA_BASE_FIELD_H
#define TA_BASE_FIELD_H

#include <jansson.h>

#include "base/json.h"
#include "terrassay/geometry.h"
#include "terrassay/status.h"

enum ta_field_kind {
    TA_FIELD_TAG,     /**< always words[0]; no place in the struct */
    TA_FIELD_ID,      /**< char[size], [A-Za-z0-9._:-] */
    TA_FIELD_WORD,    /**< char[size], one of words */
    TA_FIELD_UNIT,    /**< char[size], a unit that algorithms/units.h knows */
    TA_FIELD_COUNTRY, /**< char[3], two capitals */
    TA_FIELD_CLASS,   /**< char, one of words; 0 when not said */
    TA_FIELD_TEXT,    /**< char *, owned, 1 to 1000 characters */
    TA_FIELD_NUMBER, /**< double in [lo, hi]; NaN when not said. Kept documents may be older than the
                            range of one that is `late`: ta_fields_ranges() holds it */
    TA_FIELD_INT,      /**< int in [lo, hi], lo >= 1; 0 when not said */
    TA_FIELD_BOOL,     /**< bool */
    TA_FIELD_DAY,      /**< ta_day; TA_DAY_NONE when not said */
    TA_FIELD_MONEY,    /**< struct ta_money, minor units at least lo */
    TA_FIELD_POINT,    /**< double[2], longitude and latitude; NaN when not said */
    TA_FIELD_GEOMETRY, /**< struct ta_polygons; empty when not said */
    TA_FIELD_OBJECT,   /**< members of `below` at the same struct */
    TA_FIELD_LIST,     /**< pointer to owned elements of `below`, at most hi */
    TA_FIELD_KIND_COUNT
};

struct ta_shape;

struct ta_field {
    const char *key;
    enum ta_field_kind kind;
    bool required;
    size_t offset, size; /**< of the member in the struct; size of char arrays */
    size_t count;        /**< offset of a list's size_t count */
    double lo, hi;
    bool late;
    const char *const *words; /**< NULL-ended */
    const struct ta_shape *below;
};

struct ta_shape {
    const struct ta_field *field;
    size_t n_fields;
    size_t size; /**< of the struct */
};

/** Hears of every fault, not of the first alone. */
struct ta_fault_hearer {
    void *self;
    void (*hear)(void *self, const struct ta_error *fault);
    size_t n; /**< heard so far */
};
/** Hand a fault on, and count it. */
void ta_fault_hear(struct ta_fault_hearer *hearer, const struct ta_error *fault);
/** Hand a fault on where somebody hears, else keep it in *first.
 *  @return false when nobody wants to hear of more */
bool ta_fault_hear_or(struct ta_fault_hearer *hearer, struct ta_error *first,
                      const struct ta_error *fault);

/** Say of each member that it is not known. */
void ta_fields_clear(const struct ta_shape *shape, void *at);
/** Read an object into a cleared struct. On failure what was read stands there, to be freed. */
TA_NODISCARD enum ta_status ta_fields_read(const struct ta_shape *shape,
                                           const json_t *object,
                                           const struct ta_json_path *path, void *at,
                                           struct ta_error *err);
/** The same, and every member at fault is heard of: what is not at fault is read.
 *  @return TA_OK; TA_E_DATA when anything was heard; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_fields_read_all(const struct ta_shape *shape,
                                               const json_t *object, void *at,
                                               struct ta_fault_hearer *hearer);
/** What reading lets pass, because documents are kept that are older than the rule: numbers of fields
 *  that are `late` in their range, amounts of at most 18 digits. Each fault is heard of; without a hearer
 *  the first is what is returned.
 *  @return TA_OK; TA_E_DATA without a hearer */
TA_NODISCARD enum ta_status ta_fields_ranges(const struct ta_shape *shape,
                                             const void *at,
                                             struct ta_fault_hearer *hearer,
                                             struct ta_error *err);
/** Add the members that are known; *ok becomes false when one could not be added. */
void ta_fields_write(const struct ta_shape *shape, const void *at, json_t *object,
                     bool *ok);
/** Free what the struct owns, and clear it. */
void ta_fields_free(const struct ta_shape *shape, void *at);

/** GeoJSON Polygon or MultiPolygon (RFC 7946, WGS 84). @p out is written only on success. */
TA_NODISCARD enum ta_status ta_geometry_read(const json_t *value,
                                             const struct ta_json_path *path,
                                             struct ta_polygons *out,
                                             struct ta_error *err);
/** NULL when there is no memory. */
json_t *ta_geometry_write(const struct ta_polygons *polygons);
/** One position: longitude, latitude and maybe a height, which is read over. */
TA_NODISCARD enum ta_status ta_position_read(const json_t *value,
                                             const struct ta_json_path *path,
                                             double out[2], struct ta_error *err);

#endif
