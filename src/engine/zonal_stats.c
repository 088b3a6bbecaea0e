/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/zonal_stats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- names ------------------------------------------------------------------------ */

static const char *const names[] = {
    "count",  "sum",  "mean",     "variance", "stdev",  "min", "max",
    "median", "mode", "minority", "variety",  "shares", "p5",  NULL};

static bool kind_of(const char *name, enum ta_zonal_stat_kind *out)
{
    static const struct {
        const char *name;
        enum ta_zonal_stat_kind kind;
    } known[] = {{"sum", TA_ZONAL_SUM},           {"mean", TA_ZONAL_MEAN},
                 {"variance", TA_ZONAL_VARIANCE}, {"stdev", TA_ZONAL_STDEV},
                 {"min", TA_ZONAL_MIN},           {"max", TA_ZONAL_MAX},
                 {"median", TA_ZONAL_QUANTILE},   {"mode", TA_ZONAL_MODE},
                 {"minority", TA_ZONAL_MINORITY}, {"variety", TA_ZONAL_VARIETY},
                 {"shares", TA_ZONAL_SHARES}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0) {
            *out = known[i].kind;
            return true;
        }
    return false;
}

static enum ta_status parse_one(const char *name, struct ta_zonal_stat *out,
                                struct ta_error *err)
{
    double percent = NAN;
    *out = (struct ta_zonal_stat){.q = 0.5};
    if (ta_copy(out->name, sizeof out->name, name)) {
        if (kind_of(name, &out->kind)) return TA_OK;
        if (name[0] == 'p' && ta_parse_f64(name + 1, &percent) == TA_OK &&
            percent >= 0.0 && percent <= 100.0) {
            out->kind = TA_ZONAL_QUANTILE;
            out->q = percent / 100.0;
            return TA_OK;
        }
    }
    (void)ta_fail(err, TA_E_USAGE, "no statistic is called \"%.40s\"", name);
    ta_mend_unknown(err, name, names);
    return TA_E_USAGE;
}

static enum ta_status add_name(struct ta_zonal_stats *stats, const char *name,
                               struct ta_error *err)
{
    if (strcmp(name, "count") == 0) return TA_OK;
    for (size_t i = 0; i < stats->n; i++)
        if (strcmp(stats->stat[i].name, name) == 0)
            return ta_fail(err, TA_E_USAGE, "statistic %s is named twice", name);
    if (stats->n == TA_ZONAL_STATS_MAX)
        return ta_fail(err, TA_E_USAGE, "more than %d statistics", TA_ZONAL_STATS_MAX);
    struct ta_zonal_stat *stat = &stats->stat[stats->n];
    enum ta_status rc = parse_one(name, stat, err);
    if (rc != TA_OK) return rc;
    stats->n++;
    stats->order |= stat->kind >= TA_ZONAL_QUANTILE;
    return TA_OK;
}

enum ta_status ta_zonal_stats_parse(const char *list, struct ta_zonal_stats *out,
                                    struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    *out = (struct ta_zonal_stats){0};
    while (rc == TA_OK) {
        char name[64] = "";
        size_t size = strcspn(list, ",");
        (void)snprintf(name, sizeof name, "%.*s", (int)(size < 63 ? size : 63), list);
        rc = add_name(out, name, err);
        if (list[size] == '\0') break;
        list += size + 1;
    }
    return rc;
}

/* --- values ----------------------------------------------------------------------- */

static struct ta_zonal_value real(double x)
{
    return (struct ta_zonal_value){.absent = isnan(x), .number = x};
}

/* A pixel value of the layer, exact where it is whole and neither scaled nor moved. */
static struct ta_zonal_value of_key(const struct ta_look *look, ta_pixel_key key)
{
    enum ta_pixel_type type = look->tally->type;
    struct ta_zonal_value v = real(ta_pixel_key_value(key, type));
    bool plain = look->scale == 1.0 && look->offset == 0.0;
    v.number = v.number * look->scale + look->offset;
    v.whole = plain && type < TA_PIXEL_FLOAT32 && v.number < 0x1p63;
    if (type == TA_PIXEL_UINT64) key ^= INT64_MIN; /* undo what made it sort */
    v.integer = v.whole ? key : 0;
    return v;
}

/* Smallest or largest value, as it is shown: a negative scale turns the order. */
static struct ta_zonal_value extreme(const struct ta_look *look, bool most)
{
    bool of_max = (look->scale < 0.0) != most;
    return of_key(look, of_max ? look->tally->max : look->tally->min);
}

static struct ta_zonal_value quantile(const struct ta_look *look, double q)
{
    if (look->scale < 0.0) q = 1.0 - q;
    double x = ta_bins_quantile(look->n_bins, look->bin, look->tally->type, q);
    return real(x * look->scale + look->offset);
}

static void add_value(struct ta_text *text, const struct ta_zonal_value *v)
{
    char digits[32];
    if (v->whole) {
        ta_text_addf(text, "%lld", (long long)v->integer);
        return;
    }
    ta_format_f64(v->number, digits);
    ta_text_add(text, digits);
}

/* Where the shares begin in the text; it may move while it grows. */
static struct ta_zonal_value shares(const struct ta_look *look, struct ta_text *text)
{
    if (look->n_bins > TA_ZONAL_CLASSES_MAX) return real(NAN);
    struct ta_zonal_value v = {.integer = (int64_t)text->size};
    for (size_t i = 0; i < look->n_bins; i++) {
        char digits[32];
        struct ta_zonal_value value = of_key(look, look->bin[i].key);
        if (i > 0) ta_text_add(text, " ");
        add_value(text, &value);
        ta_format_f64(ta_bins_share(look->n_bins, look->bin, look->bin[i].key), digits);
        ta_text_addf(text, ":%s", digits);
    }
    ta_text_add_bytes(text, "", 1);
    return v;
}

static struct ta_zonal_value value_of(const struct ta_zonal_stat *stat,
                                      const struct ta_look *look, struct ta_text *text)
{
    const struct ta_stats *s = &look->observation->stats;
    switch (stat->kind) {
    case TA_ZONAL_SUM: return real(s->sum);
    case TA_ZONAL_MEAN: return real(s->mean);
    case TA_ZONAL_VARIANCE: return real(s->variance);
    case TA_ZONAL_STDEV: return real(sqrt(s->variance));
    case TA_ZONAL_MIN: return extreme(look, false);
    case TA_ZONAL_MAX: return extreme(look, true);
    case TA_ZONAL_QUANTILE: return quantile(look, stat->q);
    case TA_ZONAL_MODE: return of_key(look, ta_bins_mode(look->n_bins, look->bin));
    case TA_ZONAL_MINORITY:
        return of_key(look, ta_bins_minority(look->n_bins, look->bin));
    case TA_ZONAL_VARIETY:
        return (struct ta_zonal_value){.whole = true,
                                       .integer = (int64_t)look->n_bins,
                                       .number = (double)look->n_bins};
    case TA_ZONAL_SHARES: return shares(look, text);
    }
    return real(NAN);
}

enum ta_status ta_zonal_stats_fill(const struct ta_zonal_stats *stats,
                                   const struct ta_look *look, struct ta_text *text,
                                   struct ta_zonal_value *value)
{
    for (size_t i = 0; i < stats->n; i++)
        value[i] =
            look->tally->cells > 0 ? value_of(&stats->stat[i], look, text) : real(NAN);
    if (text->failed) return TA_E_NOMEM;
    for (size_t i = 0; i < stats->n; i++)
        if (stats->stat[i].kind == TA_ZONAL_SHARES && !value[i].absent)
            value[i].text = text->bytes + value[i].integer;
    return TA_OK;
}
