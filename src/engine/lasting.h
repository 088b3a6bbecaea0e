/* SPDX-License-Identifier: Apache-2.0 */
/** @file lasting.h  Whether an earlier record of the project outlasts a newer one that does not lift it.
 *
 *  Who assesses again out of season, after evidence went, under a model that asks other things or of a project
 *  whose file was edited so that they are asked no more, gets a milder answer where the record before says "objection". That does not lift the
 *  objection: missing never helps. A newer record lifts it where it has an opinion and looked at all that the
 *  earlier opinion rests on: at as much of each, or, under the same model and with the same weight, counting what
 *  it did not see at its worst. Its opinion is one on the lower bound of its score, and no model's table may
 *  give a better one for less evidence; so whatever it did not see would not change it.
 *
 *  An opinion rests on the scored indicators that were observed, where the score carries it, and on the gates
 *  that fire or hold it down. A gate that passes carries nothing, and one that nobody
 *  evaluated only where nothing else carries the opinion. What is asked by the same parameters of another
 *  outline, or against another limit of the project's file, counts as looked at. */
#ifndef TA_ENGINE_LASTING_H
#define TA_ENGINE_LASTING_H

#include "record/stands.h"
#include "terrassay/store.h"

/** Longest that a model lets a record stand, in days: nothing of before that can be valid. */
enum { TA_LASTING_DAYS = 3660 };

struct ta_lasting {
    char id[TA_HEX_SIZE];
    ta_day as_of,
        valid_to; /**< TA_DAY_NONE where a record does not say how long it stands */
    enum ta_opinion opinion;
    bool decision;                 /**< else indicative */
    char model[TA_NAME_SIZE + 16]; /**< "credit-3" */
};

/** Why a record does not lift an earlier one. */
struct ta_lasting_why {
    /** End of its sentence's key: "_unlooked" it does not ask the indicators named, or by other parameters; "" it saw less of those
     *  named; "_unsaid" it saw as much, and cannot say; each with "_other" where the earlier one is under
     *  another model. */
    const char *key;
    size_t n; /**< more are not named */
    char lacks[12][TA_NAME_SIZE];
};

/** Higher is graver. Nobody can say is no graver than nothing at all. */
int ta_lasting_gravity(enum ta_opinion opinion);

/** Of @p n records, newest first, that which stands on @p day: of the earlier ones whose days last, that are
 *  graver than the newest and that none after them lifts, the gravest, and of those the newest. @return its
 *  place; 0: the newest itself. */
size_t ta_lasting_among(const struct ta_record_stands *record, size_t n, ta_day day);

/** @p now is of after @p before, milder, and does not lift it. */
struct ta_lasting_why ta_lasting_why(const struct ta_record_stands *before,
                                     const struct ta_record_stands *now);

struct ta_lasting_request {
    const struct ta_store *store;
    const char *project, *record;
    ta_day day;           /**< on which the other is to stand */
    ta_time_us signed_by; /**< only records that were signed by then; 0: all */
};

struct ta_lasting_answer {
    struct ta_lasting stands; /**< @p record itself where no other does */
    struct ta_lasting_why why;
    /** Earlier records whose bytes are not those that were signed, or do not read: what they say is not known. */
    size_t n_unknown;
    char unknown[TA_HEX_SIZE]; /**< the newest of them */
};

/** What stands beside the record, of all that the project had until its day.
 *  @return TA_OK; TA_E_DATA where the record itself is not what was signed; TA_E_NOMEM; what the store gave */
TA_NODISCARD enum ta_status ta_lasting_of(const struct ta_lasting_request *request,
                                          struct ta_lasting_answer *out,
                                          struct ta_error *err);

#endif
