/* SPDX-License-Identifier: Apache-2.0 */
/** @file models.h  Scoring models by name: which there are, their bytes, of whichever use. */
#ifndef TA_ENGINE_MODELS_H
#define TA_ENGINE_MODELS_H

#include "model/index.h"
#include "terrassay/model.h"
#include "terrassay/store.h"

/** Names of the models in @p datasets/models and of the embedded ones, sorted, each once; owned
 *  (ta_free). */
TA_NODISCARD enum ta_status ta_model_names(const char *datasets,
                                           char (**names)[TA_NAME_SIZE], size_t *n,
                                           struct ta_error *err);

/** The bytes of a model (ta_free). A name with a slash or the ending .yaml is a file; 64
 *  hexadecimal digits are a model that @p store holds; any other is one of ta_model_names().
 *  @param store NULL when there is none at hand
 *  @return TA_OK, TA_E_NOTFOUND, TA_E_USAGE for what is no name */
TA_NODISCARD enum ta_status ta_model_read(const char *datasets,
                                          const struct ta_store *store,
                                          const char *name, char **bytes, size_t *size,
                                          struct ta_error *err);

/** A model of either use; the other one is empty. */
struct ta_any_model {
    enum ta_model_use use;
    struct ta_model credit;
    struct ta_index_model index;
};

/** Parse by the use that the file names. @return as ta_model_parse() */
TA_NODISCARD enum ta_status ta_any_model_parse(const char *name, const char *bytes,
                                               size_t size, struct ta_any_model *out,
                                               struct ta_error *err);
void ta_any_model_free(struct ta_any_model *model);

#endif
