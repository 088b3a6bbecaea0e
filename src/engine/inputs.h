/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs.h  Pinned evidence, loaded: the inputs of every indicator of a model.
 *
 *  Each file's hash is checked before it is used. Evidence that is damaged or gone is an error
 *  that names it, never "not observed"; what nobody ever gathered is an input with a reason. */
#ifndef TA_ENGINE_INPUTS_H
#define TA_ENGINE_INPUTS_H

#include "engine/evidence.h"
#include "engine/room.h"
#include "engine/workspace.h"
#include "terrassay/table.h"

struct ta_layer_cache;

/** What is loaded, and for what. All borrowed for the call. */
struct ta_loading {
    const struct ta_workspace *workspace;
    const struct ta_project *project;
    const struct ta_model *model;
    ta_day as_of;
    /** What each piece says of itself is filled in as it is loaded. */
    struct ta_evidence_list *evidence;
    const struct ta_table_set
        *tables;                   /**< for adjusting bands; NULL: none are adjusted */
    struct ta_layer_cache *layers; /**< of the run; NULL: opened for this call alone */
};

enum { TA_BEHIND_MOST = 2 };

/** Inputs of one evaluation of an indicator. */
struct ta_input_set {
    const char
        *subject; /**< datastream it is about; NULL when it is about the project */
    const char
        *why; /**< words for what is missing, where the loader has some; or NULL */
    size_t n_without;    /**< looks that came without a band of the layer it asks for,
                              beside others that have it */
    const char *without; /**< the first such band */
    bool unchecked;      /**< readings of the subject came by an unchecked decoder */
    size_t n_inputs;
    struct ta_input *input;
    /** [n_inputs] whose readings an input is; NULL where it is none. NULL: all are none */
    const struct ta_datastream **stream;
    /** oxygen and moisture that brought the subject's readings to their state; NULL: none */
    const struct ta_datastream *behind[TA_BEHIND_MOST];
};

/** All that one indicator of the model gets. */
struct ta_gathered {
    const struct ta_indicator *indicator;
    size_t n_params;
    struct ta_param_value *param; /**< as used, fallbacks filled in */
    size_t n_sets;                /**< 1 but where several datastreams have a limit */
    struct ta_input_set *set;
    size_t n_evidence;
    size_t *evidence; /**< [n_evidence] ascending places in the evidence list */
};

/** A signal of another project, to hold this one's against. */
struct ta_foreign {
    char project[TA_ID_SIZE], device[TA_ID_SIZE], name[TA_NAME_SIZE];
    char property[TA_NAME_SIZE];
    struct ta_series series; /**< one value a time; how often it reports is not known */
};

/** Readings of a datastream of the project in the unit it is registered with. */
struct ta_own_feed {
    const struct ta_datastream *stream;
    struct ta_series series;
};

struct ta_inputs {
    struct ta_room room; /**< holds all of it */
    size_t n;            /**< ta_model_parts(model), in that order */
    struct ta_gathered *gathered;
    size_t n_looks; /**< by layer, site, time, scene */
    struct ta_look *look;
    size_t n_foreign;
    struct ta_foreign *foreign; /**< of the pinned files of other projects */
    size_t n_feeds;
    struct ta_own_feed *
        feed; /**< those that have something to be held against, or that bring, or are brought to, a state */
    size_t n_findings; /**< clocks of devices that were set, by device and time */
    struct ta_finding *finding;
    bool
        unchecked_decoder; /**< a series has readings of a decoder that nobody held against
                                 its standard */
};

/** Load. @param out zeroed; ended by ta_inputs_free(), also after a failure
 *  @return TA_OK; TA_E_DATA or TA_E_NOTFOUND for evidence that is damaged, gone or something
 *  else than it was pinned as; TA_E_NOMEM, TA_E_IO. */
TA_NODISCARD enum ta_status ta_inputs_load(const struct ta_loading *loading,
                                           struct ta_inputs *out, struct ta_error *err);
void ta_inputs_free(struct ta_inputs *inputs);

/** Full path of a piece of evidence whose file has the hash it was pinned by. Owned (ta_free). */
TA_NODISCARD enum ta_status ta_evidence_file(const struct ta_workspace *workspace,
                                             const struct ta_evidence_item *item,
                                             char **path, struct ta_error *err);

#endif
