/* SPDX-License-Identifier: Apache-2.0 */
/** @file print.h  Rows and single objects, alike from every command.
 *
 *  A command builds one JSON object per row, with full names and all digits. With --json it goes
 *  out as it is, canonical (RFC 8785), one a line, at once. Otherwise the members that `columns`
 *  names stand in aligned columns under their titles; numbers stand to the right and are shown
 *  with up to nine digits, money in units of its currency, what is missing as "-". A code that
 *  names a message with its member ("level": "very_high" and level.very_high) stands in those
 *  words, in the call's language; print.c lists for which members. Where a terminal is too narrow
 *  for a table, its cells stand in several lines; what does not fit even so is cut, and said to be. */
#ifndef TA_CLI_PRINT_H
#define TA_CLI_PRINT_H

#include "base/json.h"
#include "cli/command.h"

struct ta_column {
    /** Member of the row, or "score.value" for one of a member's; NULL ends a table. */
    const char *key;
    const char *title; /**< English; shown in the call's language */
};

struct ta_list;
/** @p columns is kept until the list ends. */
TA_NODISCARD enum ta_status ta_list_new(struct ta_call *call,
                                        const struct ta_column *columns,
                                        struct ta_list **out, struct ta_error *err);
/** Takes over @p row. @p ok: was it built whole (see base/json.h)? */
TA_NODISCARD enum ta_status ta_list_add(struct ta_list *list, json_t *row, bool ok,
                                        struct ta_error *err);
/** Rows added so far. */
size_t ta_list_size(const struct ta_list *list);
/** Print what is left and free the list. An empty list prints nothing: say so to the person. */
TA_NODISCARD enum ta_status ta_list_end(struct ta_list *list, struct ta_error *err);
/** Free it without printing; NULL is allowed. */
void ta_list_drop(struct ta_list *list);

/** The members of @p array (borrowed) as a list below a blank line; nothing when it is empty.
 *  Only for what a person reads: with --json the array stands in the object it belongs to. */
TA_NODISCARD enum ta_status ta_list_part(struct ta_call *call, const json_t *array,
                                         const struct ta_column *columns,
                                         struct ta_error *err);

/** One object, as lines of title and value. Members that are absent are left out. Takes over
 *  @p object. */
TA_NODISCARD enum ta_status ta_show(struct ta_call *call,
                                    const struct ta_column *columns, json_t *object,
                                    bool ok, struct ta_error *err);

/** A score or percentage for a row: with --json all its digits; for a person to one decimal, as the
 *  pages have it. */
double ta_print_tenths(const struct ta_call *call, double value);

/** A value as a person reads it: what stands in a cell. */
void ta_print_value(struct ta_text *out, const json_t *value);

#endif
