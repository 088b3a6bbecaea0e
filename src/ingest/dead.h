/* SPDX-License-Identifier: Apache-2.0 */
/** @file dead.h  Dead letters: messages that could not be used, kept whole with the reason.
 *
 *  A file of frames (frame.h), named by what is in it: the same letters give the same file, so that
 *  reading a source again adds nothing. It appears whole, or not at all. */
#ifndef TA_INGEST_DEAD_H
#define TA_INGEST_DEAD_H

#include "ingest/decode.h"
#include "ingest/frame.h"

struct ta_letter {
    enum ta_outcome outcome; /**< why it was set aside; the first reason, if several */
    struct ta_view why;      /**< English */
    struct ta_view project;  /**< empty when the source says it: a topic */
    struct ta_view source;   /**< file or topic */
    size_t line, column;     /**< of the fault */
    ta_time_us received;     /**< TA_TIME_NONE when nobody wrote it down */
    bool undated;            /**< which says nothing of when it was sent */
    struct ta_view bytes;    /**< of the message, whole */
};

/** What is needed to read the letters that follow again; from a file. */
struct ta_letter_form {
    struct ta_view format;  /**< a decoder's id */
    struct ta_view mapping; /**< its YAML; empty when there is none */
    struct ta_view head;    /**< names above a table; empty when there are none */
};

/** Letters on their way to a file. One thread. */
struct ta_dead_writer;
/** @param folder is made when the first letter comes */
TA_NODISCARD enum ta_status
ta_dead_open(const char *folder, struct ta_dead_writer **out, struct ta_error *err);
TA_NODISCARD enum ta_status ta_dead_form(struct ta_dead_writer *writer,
                                         const struct ta_letter_form *form,
                                         struct ta_error *err);
TA_NODISCARD enum ta_status ta_dead_add(struct ta_dead_writer *writer,
                                        const struct ta_letter *letter,
                                        struct ta_error *err);
/** Put them on disk, under the folder, durably. @param path owned (ta_free); NULL when there
 *  were no letters. @param added false when that file stood already */
TA_NODISCARD enum ta_status ta_dead_publish(struct ta_dead_writer *writer, char **path,
                                            bool *added, struct ta_error *err);
/** Put them on disk durably, where nobody lists them until ta_dead_release(). @param of a file's name: what they
 *  are the letters of */
TA_NODISCARD enum ta_status ta_dead_hold(struct ta_dead_writer *writer, const char *of,
                                         struct ta_error *err);
/** The letters that are held for @p of go among the others, durably; those that stand there already
 *  are dropped. @param added files more, counted up. @return TA_OK, also when none are held; TA_E_IO,
 *  TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_dead_release(const char *folder, const char *of,
                                            size_t *added, struct ta_error *err);
/** They go for good. @return as ta_dead_release() */
TA_NODISCARD enum ta_status ta_dead_unhold(const char *folder, const char *of,
                                           struct ta_error *err);
/** Without publishing, what was written is removed. NULL is allowed. */
void ta_dead_close(struct ta_dead_writer *writer);

/** Where letters go when they are read. */
struct ta_dead_sink {
    void *self;
    enum ta_status (*form)(void *self, const struct ta_letter_form *form,
                           struct ta_error *err);
    enum ta_status (*letter)(void *self, const struct ta_letter *letter,
                             struct ta_error *err);
};
/** All whole letters of a file. @param faults how many stretches of it cannot be read
 *  @return TA_OK, TA_E_DATA when it is none, what reading and the sink gave */
TA_NODISCARD enum ta_status ta_dead_read(const char *path,
                                         const struct ta_dead_sink *sink,
                                         size_t *faults, struct ta_error *err);

#endif
