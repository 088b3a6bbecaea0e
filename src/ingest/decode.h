/* SPDX-License-Identifier: Apache-2.0 */
/** @file decode.h  A payload format as data: bytes in, samples out, each with a counted outcome.
 *
 *  A decoder says what the payload says and judges its form only; whether a sample is one of
 *  the project's datastreams, in which unit and how plausible, is judged behind it (intake.h).
 *  The formats are rows of decoders.def. */
#ifndef TA_INGEST_DECODE_H
#define TA_INGEST_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/mapping.h"
#include "ingest/scan.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

/** What becomes of a sample, or of a message with all that is in it. */
enum ta_fate {
    TA_FATE_TAKEN,    /**< a reading, maybe flagged */
    TA_FATE_DROPPED,  /**< says nothing new */
    TA_FATE_SET_ASIDE /**< its message is kept whole among the dead letters */
};

/** X(name, word, fate, what it means). The words are counted and shown; they do not change. */
/* clang-format off */
#define TA_OUTCOME_LIST(X)                                                                       \
    X(TA_ACCEPTED,         "accepted",          TAKEN,     "a reading")                          \
    X(TA_OUT_OF_RANGE,     "out_of_range",      TAKEN,     "beyond what the instrument can report; flagged") \
    X(TA_UNCHECKED,        "unchecked",         TAKEN,     "a reading by a decoder that nobody held against its standard; not good") \
    X(TA_MARKED,           "marked",            TAKEN,     "its device marks it as no normal measurement; flagged") \
    X(TA_MARKED_LATER,     "marked_later",      TAKEN,     "the same reading stands already, and its device now marks it as no normal measurement; flagged") \
    X(TA_RELATIVE_TIME,    "relative_time",     TAKEN,     "a reading whose time counts from its receipt: sent again by its device it is another one") \
    X(TA_CONFLICT,         "conflict",          TAKEN,     "another value stands at this time; both flagged") \
    X(TA_DUPLICATE,        "duplicate",         DROPPED,   "the same reading stands already")    \
    X(TA_RETAINED,         "retained",          DROPPED,   "stood at the broker before; no news") \
    X(TA_OVER_QUOTA,       "over_quota",        DROPPED,   "more than a device may send in a day; not kept") \
    X(TA_MISSING,          "missing",           DROPPED,   "the source's own word for no value") \
    X(TA_ABSENT,           "absent",            DROPPED,   "not in its message, where the mapping has a place for it") \
    X(TA_TOO_LONG,         "too_long",          SET_ASIDE, "message, name or number too long")   \
    X(TA_TOO_MANY,         "too_many",          SET_ASIDE, "too many records or names")          \
    X(TA_TOO_DEEP,         "too_deep",          SET_ASIDE, "nested too deep")                    \
    X(TA_BAD_SYNTAX,       "bad_syntax",        SET_ASIDE, "not of this format")                 \
    X(TA_BAD_CHECK,        "bad_check_sum",     SET_ASIDE, "damaged on its way")                 \
    X(TA_BAD_FIELD,        "bad_field",         SET_ASIDE, "a field of the wrong kind, or not there")          \
    X(TA_BAD_VERSION,      "bad_version",       SET_ASIDE, "a newer or changing version")        \
    X(TA_NOT_UNDERSTOOD,   "not_understood",    SET_ASIDE, "a field that must be understood")    \
    X(TA_BAD_NAME,         "bad_name",          SET_ASIDE, "an illegal name")                    \
    X(TA_BAD_TIME,         "bad_time",          SET_ASIDE, "no time, or one out of all bounds")  \
    X(TA_NO_CLOCK,         "no_clock",          SET_ASIDE, "relative time, and nobody knows when it was sent") \
    X(TA_CLOCK_IN_FUTURE,  "clock_in_future",   SET_ASIDE, "ahead of the receiver's clock")      \
    X(TA_CLOCK_JUMP,       "clock_jump",        TAKEN,     "not a reading: a device's clock was set; told once for each time") \
    X(TA_BAD_VALUE,        "bad_value",         SET_ASIDE, "no finite number")                   \
    X(TA_NO_VALUE,         "no_value",          SET_ASIDE, "a record without a value")           \
    X(TA_NOT_A_NUMBER,     "not_a_number",      SET_ASIDE, "text or bytes where a number is registered") \
    X(TA_BAD_TOPIC,        "bad_topic",         SET_ASIDE, "a topic that is not ta/v1/PROJECT/DEVICE/FORMAT") \
    X(TA_UNKNOWN_FORMAT,   "unknown_format",    SET_ASIDE, "a format that nobody here decodes")  \
    X(TA_NO_MAPPING,       "no_mapping",        SET_ASIDE, "a format that needs a mapping; there is none") \
    X(TA_UNKNOWN_PROJECT,  "unknown_project",   SET_ASIDE, "no such project, or none with datastreams") \
    X(TA_UNKNOWN_DEVICE,   "unknown_device",    SET_ASIDE, "no such device in the project")      \
    X(TA_UNKNOWN_STREAM,   "unknown_datastream",SET_ASIDE, "the device has no such datastream")  \
    X(TA_UNIT_UNKNOWN,     "unit_unknown",      SET_ASIDE, "a unit of no table")                 \
    X(TA_UNIT_MISMATCH,    "unit_mismatch",     SET_ASIDE, "a unit of another quantity")
/* clang-format on */
enum ta_outcome {
#define X(name, word, fate, help) name,
    TA_OUTCOME_LIST(X)
#undef X
        TA_OUTCOME_COUNT
};

const char *ta_outcome_word(enum ta_outcome outcome);
const char *ta_outcome_help(enum ta_outcome outcome);
enum ta_fate ta_outcome_fate(enum ta_outcome outcome);
/** The outcome of that word. @return false when there is none. */
bool ta_outcome_find(struct ta_view word, enum ta_outcome *out);

enum ta_sample_kind {
    TA_SAMPLE_NUMBER,
    TA_SAMPLE_BOOL, /**< value 0 or 1 */
    TA_SAMPLE_TEXT, /**< text, as it stands in the payload */
    TA_SAMPLE_DATA, /**< base64url, as it stands */
    TA_SAMPLE_SUM   /**< a sum and no value */
};

/** One value as a payload says it. Views are valid for the call only. */
struct ta_sample {
    enum ta_outcome outcome; /**< TA_ACCEPTED, or why the decoder cannot use it */
    const char *why;         /**< with another outcome: English */
    size_t record;           /**< 1-based, within the message */
    struct ta_view device;   /**< empty when the name says it, or the context */
    struct ta_view name;
    struct ta_view unit; /**< empty when the payload does not say */
    struct ta_view
        place; /**< of the mapping: what is wrong with the sample, or its unit, stands there */
    bool
        none; /**< its message has none of the values that the mapping has a place for */
    bool no_unit; /**< the mapping has a place for the unit, and nothing stands there */
    ta_time_us time;
    bool relative; /**< the time was told relative to the receipt */
    enum ta_sample_kind kind;
    double value;   /**< NaN for text and bytes */
    double sum;     /**< integrated value; NaN when not said */
    uint8_t mark;   /**< enum ta_flag that it is no better than; 0: nothing is said */
    bool unchecked; /**< nobody held the decoder against its standard */
    struct ta_view text;
};

/** A sample of which nothing is said: what a decoder begins with. */
extern const struct ta_sample ta_sample_blank;

/** Of a sample whose outcome is still TA_ACCEPTED: it is another one, for what stands, or does not, at @p place. */
void ta_sample_spoil_at(struct ta_sample *sample, enum ta_outcome outcome,
                        const char *why, const struct ta_place *place);
/** Device, name and unit were read by @p mapped: nothing but blanks at a place of theirs is no name. */
void ta_sample_check_names(struct ta_sample *sample, const struct ta_mapped *mapped);

/** The end of a message: a SenML pack, a row of CSV. */
struct ta_message {
    enum ta_outcome outcome; /**< not TA_ACCEPTED: none of its samples counts */
    const char *why;
    size_t line,
        column; /**< 1-based, in the input: of the fault, else of its beginning */
    struct ta_view bytes; /**< of the message */
};

/** Where samples go. A status other than TA_OK stops the decoder, which returns it. */
struct ta_decode_sink {
    void *self;
    /** One sample of the message at hand; it counts only if the message then ends well. */
    enum ta_status (*sample)(void *self, const struct ta_sample *sample,
                             struct ta_error *err);
    enum ta_status (*message)(void *self, const struct ta_message *message,
                              struct ta_error *err);
    /** The samples since the last message come again, with the next window. Called only where
     *  there are windows. */
    void (*drop)(void *self);
    /** The first row of a table, names or data, without which the others cannot be read again;
     *  may be NULL. Of several the last one told is it. */
    enum ta_status (*head)(void *self, struct ta_view row, struct ta_error *err);
};

struct ta_decode_limits {
    size_t bytes;   /**< of one message */
    size_t records; /**< of one message */
    bool many; /**< several messages may follow each other, each on a line of its own */
};

/** Of a file that is read in windows: what goes from one window to the next. All zero before the
 *  first one. Each window begins where a message does. */
struct ta_decode_carry {
    bool more;        /**< in: more bytes follow this window */
    size_t used;      /**< out: bytes of whole messages; what is left comes again */
    size_t lines;     /**< lines before the window */
    bool begun;       /**< what stands in front of a table was read over */
    bool tried;       /**< a row that is none was told as the first */
    bool headed;      /**< the first row of a table was read; the rest is about it */
    size_t n_columns; /**< 0: nobody knows */
    uint16_t column[TA_MAPPING_SLOTS];
};

struct ta_decode_input {
    const char *source; /**< file or topic, for complaints */
    const char *bytes;
    size_t size;
    ta_time_us received; /**< TA_TIME_NONE when nobody wrote it down */
    struct ta_decode_limits limits;
    const struct ta_mapping *mapping; /**< NULL when there is none */
    struct ta_decode_carry *carry;    /**< NULL: the bytes are all there is */
    bool rows; /**< the bytes are rows of a table, without the lines above it */
    struct ta_view head; /**< its first row, which is not in the bytes; empty: it is */
    bool cut;            /**< without one: the rows had other columns than it */
};

/** A format. Constant; made in decode_ID.c, listed in decoders.def. */
struct ta_decoder {
    const char *id;      /**< as in topics and options: "senml" */
    const char *summary; /**< one line of help */
    bool needs_mapping;
    /** Hand all samples of @p in to @p sink. Broken payload is an outcome, no failure.
     *  @return TA_OK, or what the sink returned; TA_E_DATA when the mapping does not fit
     *  the names above a table. */
    enum ta_status (*decode)(const struct ta_decode_input *in,
                             const struct ta_decode_sink *sink, struct ta_error *err);
};

size_t ta_decoder_count(void);
const struct ta_decoder *ta_decoder_at(size_t i);
/** The decoder called @p id, or NULL. */
const struct ta_decoder *ta_decoder_find(const char *id);
/** Is the mapping of the decoder's form? It cannot be read by another. */
bool ta_decoder_reads(const struct ta_decoder *decoder,
                      const struct ta_mapping *mapping);
enum { TA_FORM_WORDS = 96 };
/** Why not: English. */
void ta_decoder_form_words(const struct ta_decoder *decoder,
                           const struct ta_mapping *mapping, char words[TA_FORM_WORDS]);

/** Of a message that was read by @p own before: is a value that it found there nowhere by @p in's mapping? A slip in
 *  a mend looks like that; a reading that was added, left out, or sent now and then, does not. */
bool ta_decoder_slips(const struct ta_decoder *decoder,
                      const struct ta_decode_input *in, const struct ta_mapping *own);

/** Hand all of a file to the decoder, window by window; no message is larger than @p in's limit,
 *  and memory is no more than about twice the largest. @p in says everything but bytes, size
 *  and carry; its source is the path, "-" for standard input.
 *  @param each told the bytes done so far after each window, with @p of; may be NULL
 *  @return TA_OK; TA_E_NOTFOUND, TA_E_PERMISSION, TA_E_IO, TA_E_NOMEM; what the sink returned */
TA_NODISCARD enum ta_status ta_decode_file(const struct ta_decoder *decoder,
                                           const struct ta_decode_input *in,
                                           const struct ta_decode_sink *sink,
                                           void (*each)(void *of, uint64_t done),
                                           void *of, struct ta_error *err);

/** Limits of one message from the field (64 KiB, 1000 records) and of a file (64 MiB). */
struct ta_decode_limits ta_limits_of_message(void);
struct ta_decode_limits ta_limits_of_file(void);

#endif
