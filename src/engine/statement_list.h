/* SPDX-License-Identifier: Apache-2.0 */
/** @file statement_list.h  A list of statements about one project, as a document of the store.
 *
 *  Canonical JSON with provider, source, scale and, of each statement, its day, step, meaning and
 *  the hash of the file that it came from. A new import of the same list adds to it, and replaces a
 *  statement of the same number and day: the document then has another hash, and records keep
 *  naming the one that they used. The current one stands in the store as partition
 *  "PROJECT/ABOUT/LIST" of kind "statements". */
#ifndef TA_ENGINE_STATEMENT_LIST_H
#define TA_ENGINE_STATEMENT_LIST_H

#include "base/text.h"
#include "engine/statement_mapping.h"
#include "terrassay/store.h"

#define TA_STATEMENTS_KIND "statements"
#define TA_STATEMENTS_PREFIX TA_STATEMENTS_KIND "/" /* of evidence ids; then the part */

struct ta_stated {
    char number[TA_ID_SIZE]; /**< "" when the list has none */
    ta_day day, until;       /**< until: TA_DAY_NONE when not said */
    char *step, *means;      /**< owned */
    double value;
    char file[TA_HEX_SIZE];
};

struct ta_statement_list {
    char project[TA_ID_SIZE], list[TA_STATEMENT_LIST], about[TA_NAME_SIZE];
    char provider[TA_STATEMENT_PROVIDER];
    char *source, *scale; /**< owned */
    int grade;
    bool simulated;
    ta_day complete_from, complete_to; /**< TA_DAY_NONE when not said */
    size_t n, capacity;
    struct ta_stated *stated; /**< by day, number, step */
};

void ta_statement_list_free(struct ta_statement_list *list);

/** Read a document. @p out zeroed; ended by ta_statement_list_free(), also after a failure. */
TA_NODISCARD enum ta_status ta_statement_list_read(const char *name, const char *bytes,
                                                   size_t size,
                                                   struct ta_statement_list *out,
                                                   struct ta_error *err);
TA_NODISCARD enum ta_status
ta_statement_list_write(const struct ta_statement_list *list, struct ta_text *out,
                        struct ta_error *err);

/** Set who says it and how; @p project borrowed. Statements that are there stay. */
TA_NODISCARD enum ta_status ta_statement_list_head(struct ta_statement_list *list,
                                                   const char *project,
                                                   const struct ta_statement_mapping *m,
                                                   struct ta_error *err);
/** Take a statement in; texts are copied. */
TA_NODISCARD enum ta_status ta_statement_list_put(struct ta_statement_list *list,
                                                  const struct ta_stated *stated,
                                                  struct ta_error *err);

/** "PROJECT/ABOUT/LIST". */
void ta_statement_part(const char *project, const char *about, const char *list,
                       char out[128]);

#endif
