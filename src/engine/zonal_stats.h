/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal_stats.h  Which statistics a table of zones has, and their values for one look. */
#ifndef TA_ENGINE_ZONAL_STATS_H
#define TA_ENGINE_ZONAL_STATS_H

#include "base/text.h"
#include "raster/pass.h"

enum {
    TA_ZONAL_STATS_MAX = 64,
    TA_ZONAL_STAT_NAME = 12,
    TA_ZONAL_CLASSES_MAX = 256 /**< a layer of more values has no shares */
};

enum ta_zonal_stat_kind {
    TA_ZONAL_SUM,
    TA_ZONAL_MEAN,
    TA_ZONAL_VARIANCE, /**< weighted, population */
    TA_ZONAL_STDEV,
    TA_ZONAL_MIN,
    TA_ZONAL_MAX,
    TA_ZONAL_QUANTILE,
    TA_ZONAL_MODE,
    TA_ZONAL_MINORITY,
    TA_ZONAL_VARIETY,
    TA_ZONAL_SHARES /**< "1:0.25 4:0.75": of the valid weight by value */
};

struct ta_zonal_stat {
    enum ta_zonal_stat_kind kind;
    double q; /**< of a quantile [0, 1] */
    char name[TA_ZONAL_STAT_NAME];
};

struct ta_zonal_stats {
    size_t n;
    struct ta_zonal_stat stat[TA_ZONAL_STATS_MAX];
    bool order; /**< some of them need the values in order */
};

/** "mean,stdev,p5,median,mode": names in the order of the columns. "count" is always a column and
 *  may be named. @return TA_OK, TA_E_USAGE with the nearest name. */
TA_NODISCARD enum ta_status ta_zonal_stats_parse(const char *list,
                                                 struct ta_zonal_stats *out,
                                                 struct ta_error *err);

/** One value. Whole numbers of whole-number layers are exact up to 64 bits. */
struct ta_zonal_value {
    bool absent, whole;
    int64_t integer;
    double number;    /**< also of whole ones, nearest */
    const char *text; /**< of shares; else NULL */
};

/** @param text  room that texts are made in; must live as long as the values
 *  @param value [stats->n] */
TA_NODISCARD enum ta_status ta_zonal_stats_fill(const struct ta_zonal_stats *stats,
                                                const struct ta_look *look,
                                                struct ta_text *text,
                                                struct ta_zonal_value *value);

#endif
