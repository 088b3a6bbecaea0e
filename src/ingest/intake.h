/* SPDX-License-Identifier: Apache-2.0 */
/** @file intake.h  Is a sample a reading of a registered datastream, in which unit, how plausible?
 *
 *  Registered datastreams only: what a payload names and no project registers is set aside, so
 *  that a hostile device cannot create series. */
#ifndef TA_INGEST_INTAKE_H
#define TA_INGEST_INTAKE_H

#include "ingest/decode.h"
#include "terrassay/project.h"
#include "terrassay/reading.h"

/** Further ahead of the receiver's clock than this is no reading. */
#define TA_FUTURE_ALLOWED_US INT64_C(300000000)

/** A message's reading of before then (2001-01-01) is of a clock that was never set, or of seconds that were read
 *  as milliseconds. Not asked of files, which nobody received. */
#define TA_PAST_ALLOWED_US INT64_C(978307200000000)

/** All datastreams of some projects, found by name. Built once, then read by any thread but for
 *  the units it has met (one thread). */
struct ta_intake;

/** One registered datastream. */
struct ta_intake_stream {
    char project[TA_ID_SIZE];
    uint32_t project_ordinal;    /**< of the project among those in order */
    struct ta_datastream stream; /**< limit_source is NULL */
};

/** @p out ended by ta_intake_free(). The projects are copied from.
 *  @return TA_OK, TA_E_DATA for a unit that cannot be read, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_intake_new(const struct ta_project *const *projects,
                                          size_t n, struct ta_intake **out,
                                          struct ta_error *err);
void ta_intake_free(struct ta_intake *intake);

/** Datastreams in order of project, device and name. */
size_t ta_intake_count(const struct ta_intake *intake);
const struct ta_intake_stream *ta_intake_at(const struct ta_intake *intake, size_t i);
/** Index of the one of these names. @return false when there is none. */
bool ta_intake_find(const struct ta_intake *intake, const char *project,
                    const char *device, const char *name, size_t *out);

/** Have the datastream in a unit that it had before. @return TA_OK; TA_E_DATA for one that cannot be read */
TA_NODISCARD enum ta_status ta_intake_in_unit(struct ta_intake *intake, size_t i,
                                              const char *unit);

/** What is known about a message besides its bytes. */
struct ta_intake_context {
    const char *project;
    const char *device;  /**< as its topic says; NULL: the payload has to say it */
    ta_time_us now;      /**< of the receiver; no reading is later than this allows */
    ta_time_us received; /**< TA_TIME_NONE when nobody wrote it down */
};

#define TA_NO_STREAM SIZE_MAX

/** A sample that is a reading. */
struct ta_intake_reading {
    size_t stream;             /**< index; TA_NO_STREAM when none was found */
    struct ta_reading reading; /**< in the unit of the datastream; flagged by range */
    bool unchecked;            /**< as the sample has it */
};

/** Judge one sample. A name is "device/datastream" with one of : / _ between, or the datastream
 *  alone where the device is known; a name that fits two datastreams is refused. Without a unit
 *  in the payload the registered one is taken.
 *  @param why English, one line
 *  @return the outcome; with fate "taken" @p out is filled, with another its stream alone */
enum ta_outcome ta_intake_judge(struct ta_intake *intake,
                                const struct ta_intake_context *context,
                                const struct ta_sample *sample,
                                struct ta_intake_reading *out, const char **why);

enum { TA_INTAKE_WORDS = 400, TA_NAME_SHOWN = 72 };
/** A stranger's name as it may be shown: at most @p most bytes (and 64), whole characters, one
 *  line, nothing that moves a cursor. @return @p out */
const char *ta_name_shown(struct ta_view name, size_t most, char out[TA_NAME_SHOWN]);

/** Why a sample was set aside, in words that name what was refused: the device, the datastream,
 *  the units. Names are a stranger's: they are shown cut, and with nothing that moves a cursor.
 *  @param judged, why  as ta_intake_judge() left them  */
void ta_intake_words(const struct ta_intake *intake,
                     const struct ta_intake_context *context,
                     const struct ta_sample *sample, enum ta_outcome outcome,
                     const struct ta_intake_reading *judged, const char *why,
                     char out[TA_INTAKE_WORDS]);

/** Flag of a value by the range its instrument can report: good, fail, or not evaluated when no
 *  range is registered. Ends are inside. */
enum ta_flag ta_range_flag(const struct ta_datastream *stream, double value);

#endif
