/* SPDX-License-Identifier: Apache-2.0 */
/** @file chart.h  What the charts of a report share, and each of them as a drawing.
 *
 *  Every chart is drawn for a width, so that letters keep their size on a phone and on
 *  paper. A chart of made-up data carries that word across it. */
#ifndef TA_REPORT_CHART_H
#define TA_REPORT_CHART_H

#include "report/drawing.h"
#include "report/facts.h"
#include "report/scale.h"
#include "report/speech.h"

/** Widths that drawings are made for (pt). */
#define TA_CHART_WIDE 760.0
#define TA_CHART_NARROW 350.0

/** The frame of a chart with two axes. */
struct ta_chart {
    const struct ta_speech *speech;
    struct ta_drawing *drawing;
    struct ta_scale x, y; /**< x in days since 1970 */
    bool simulated;
};

/** Letters of charts: notes, and the same in bold. */
extern const struct ta_lettering ta_chart_note, ta_chart_strong;

/** Lay out the frame with @p ticks on the left and dates below. */
void ta_chart_frame(struct ta_chart *chart, const struct ta_ticks *ticks, ta_day from,
                    ta_day to);
/** The word for made-up data across the drawing, when it is; with a light rim where it stands on
 *  a picture. */
void ta_chart_watermark(struct ta_drawing *drawing, const struct ta_speech *speech,
                        bool simulated);
void ta_picture_watermark(struct ta_drawing *drawing, const struct ta_speech *speech,
                          bool simulated);

/** One look in the time series. */
struct ta_series_look {
    ta_time_us time;
    double mean, stdev; /**< over the clear part of the site; NaN without any */
    double clear;       /**< share of the site [0, 1]; NaN: not known */
};

struct ta_series_view {
    size_t n;
    const struct ta_series_look *look; /**< by time */
    double range[2]; /**< of the index, for the axis; NaN: by the looks */
    double enough;   /**< clear share from which a look counts */
    double gap_days; /**< the line stops where nothing was seen for longer */
    ta_day
        until; /**< drawn to this day at least, so that a gap at the end shows; 0: not */
    bool simulated, radar;
};
/** Looks in time: filled marks with the spread inside the site, hollow ones on the base line
 *  for looks that were not clear enough, and no line over gaps. */
void ta_chart_series(const struct ta_speech *speech, const struct ta_series_view *view,
                     double width, struct ta_drawing *out);

/** Why an hour has no mean. */
enum ta_hour_missing {
    TA_HOUR_NONE_CAME,
    TA_HOUR_FEW_CAME, /**< whatever was said of them */
    TA_HOUR_SUSPECT, /**< would have one but for suspect readings, or for those and failed ones */
    TA_HOUR_FAILED, /**< would have one but for failed readings */
    TA_HOUR_MISSING_COUNT
};
/** Hourly means of one datastream against its limit. */
struct ta_hours_view {
    ta_time_us from; /**< start of the first hour */
    size_t n;
    const double *mean; /**< [n]; NaN where there are too few readings */
    const double
        *rejected; /**< [n] of readings that do not count, NaN elsewhere; NULL: none */
    const unsigned char *
        missing; /**< [n] enum ta_hour_missing where there is no mean; NULL: none came */
    double limit; /**< NaN: none */
    const char *unit;
    bool simulated;
};
void ta_chart_hours(const struct ta_speech *speech, const struct ta_hours_view *view,
                    double width, struct ta_drawing *out);

struct ta_score_view {
    const struct ta_fact_score *score;
    const double *level_from; /**< [TA_LEVEL_COUNT] of the model; NULL: not known */
    const char *level;        /**< the one the record gives; is framed */
    bool simulated;
};
/** The score on its scale of levels with both bounds, the reference and the cap. */
void ta_chart_score(const struct ta_speech *speech, const struct ta_score_view *view,
                    double width, struct ta_drawing *out);

/** One bar of shares. */
struct ta_share_bar {
    const char *name;
    double share; /**< of the distance to the reference (points) */
    bool observed;
};
/** Bars to the left (lower the score) and right (raise it) of the model's reference. */
void ta_chart_shares(const struct ta_speech *speech, size_t n,
                     const struct ta_share_bar *bar, bool simulated, double width,
                     struct ta_drawing *out);

/** Emissions of one scope; NaN: not known. */
struct ta_emission_bar {
    const char *name;
    double project, financed; /**< of the whole; the lender's part */
};

struct ta_emissions_view {
    size_t n;
    const struct ta_emission_bar *bar;
    bool simulated;
};
/** Two bars for each scope on one scale: of the whole project, and the lender's part. */
void ta_chart_emissions(const struct ta_speech *speech,
                        const struct ta_emissions_view *view, double width,
                        struct ta_drawing *out);

#endif
