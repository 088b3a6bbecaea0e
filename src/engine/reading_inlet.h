/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_inlet.h  From a decoder's samples to rows that are sorted, letters that are kept,
 *  and counts of both. */
#ifndef TA_ENGINE_READING_INLET_H
#define TA_ENGINE_READING_INLET_H

#include "engine/reading_sort.h"
#include "ingest/dead.h"
#include "ingest/intake.h"

/** A message, or one of its samples, that was set aside. */
struct ta_complaint {
    const char *source;
    size_t line, column, record; /**< record 0: the whole message */
    enum ta_outcome outcome;
    const char *why;     /**< English */
    const char *letters; /**< file of dead letters it is read from again; else NULL */
    size_t letter;       /**< and its number there, from 1 */
    uint64_t messages;   /**< so many of them; 0: it is of one */
};

struct ta_inlet_counts {
    uint64_t messages; /**< decoded */
    uint64_t letters;  /**< messages kept as dead letters */
    uint64_t outcome
        [TA_OUTCOME_COUNT]; /**< of samples, and of messages that were refused whole */
};

/** How many samples and messages were set aside. */
uint64_t ta_inlet_aside(const struct ta_inlet_counts *counts);

struct ta_inlet {
    struct ta_intake *intake;
    struct ta_sort *sort;
    /** Rows go here and not into the sort; or NULL */
    enum ta_status (*row)(void *self, const struct ta_sort_row *row,
                          struct ta_error *err);
    struct ta_dead_writer *dead; /**< NULL: letters are counted only */
    bool one;                    /**< take rows of one datastream only: `stream` */
    size_t stream;
    struct ta_intake_context context; /**< of the message at hand */
    bool undated; /**< its receipt says nothing of when it was sent */
    const char *source;
    size_t line, column; /**< of the message; 0: as the decoder says */
    const char *letters; /**< file of dead letters that is read again; else NULL */
    size_t letter;       /**< number of the message there */
    struct ta_letter_form
        form; /**< of the message; written before the first letter of it */
    struct ta_letter_form written; /**< the form last written to `dead` */
    struct ta_inlet_counts *counts;
    unsigned char *seen; /**< not 0 of each datastream that had a row; or NULL */
    void *self;
    void (*complain)(void *self, const struct ta_complaint *complaint); /**< or NULL */
    /* of the message at hand */
    ta_time_us newest; /**< of its readings that were taken; TA_TIME_NONE */
    bool told;         /**< a message was found in the bytes */
    struct ta_inlet_sample *sample;
    size_t n, capacity;
    struct ta_text words; /* reasons that name what was refused, each with its NUL */
    size_t worded;
    char *head; /* owned */
    size_t head_size;
};

/** A message that no decoder gets: counted, and kept. */
TA_NODISCARD enum ta_status ta_inlet_refuse(struct ta_inlet *inlet,
                                            struct ta_view bytes,
                                            enum ta_outcome outcome, const char *why,
                                            struct ta_error *err);
/** A letter of which ta_decoder_slips(): it is kept as it is, and nothing of it taken. @param form it came with */
TA_NODISCARD enum ta_status ta_inlet_keep(struct ta_inlet *inlet,
                                          const struct ta_letter_form *form,
                                          struct ta_view bytes, struct ta_error *err);
/** What decoding came to, of a message or letter that is @p bytes. A failure of the machine is handed on;
 *  any other is the message's own: what was taken of it is dropped, and it is refused whole, so that
 *  it ends nothing but itself. So is one in whose bytes the decoder found no message at all. @param why the words of @p rc
 *  @return TA_OK; TA_E_NOMEM, TA_E_IO, TA_E_PERMISSION, TA_E_AGAIN */
TA_NODISCARD enum ta_status ta_inlet_ended(struct ta_inlet *inlet, enum ta_status rc,
                                           struct ta_view bytes,
                                           const struct ta_error *why,
                                           struct ta_error *err);
/** Count and tell something about the message's device that is no reading. */
void ta_inlet_remark(struct ta_inlet *inlet, enum ta_outcome outcome, const char *why);
/** From now on letters go to @p dead. */
void ta_inlet_letters(struct ta_inlet *inlet, struct ta_dead_writer *dead);
/** The sink to hand to a decoder. It ends with the inlet, which ta_inlet_free() clears. */
struct ta_decode_sink ta_inlet_sink(struct ta_inlet *inlet);
void ta_inlet_free(struct ta_inlet *inlet);

#endif
