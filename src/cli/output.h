/* SPDX-License-Identifier: Apache-2.0 */
/** @file output.h  Standard output: buffered, its faults kept until the end.
 *
 *  A reader that closed the pipe (`| head`) is no fault: what follows is dropped and the command
 *  goes on to its end, because what it stores matters more than what it says. */
#ifndef TA_CLI_OUTPUT_H
#define TA_CLI_OUTPUT_H

#include "base/text.h"
#include "terrassay/status.h"

struct ta_output {
    int descriptor;
    bool terminal;
    size_t columns; /**< of the terminal; 0 when it is none */
    struct ta_text buffer;
    int fault;   /**< errno of the first write that failed */
    bool closed; /**< nobody reads any more */
};

/** Output to an open descriptor, which stays the caller's. */
void ta_output_open(struct ta_output *out, int descriptor);
void ta_output_add(struct ta_output *out, const char *words);
void ta_output_bytes(struct ta_output *out, const void *bytes, size_t size);
void ta_output_addf(struct ta_output *out, const char *format, ...) TA_PRINTF(2, 3);
/** Write what is buffered. */
void ta_output_flush(struct ta_output *out);
/** Flush, free, and say what failed. @return TA_OK also when the reader closed the pipe;
 *  TA_E_IO when the output could not be written, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_output_close(struct ta_output *out,
                                            struct ta_error *err);

#endif
