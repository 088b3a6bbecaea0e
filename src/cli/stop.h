/* SPDX-License-Identifier: Apache-2.0 */
/** @file stop.h  Stopping a long command in good order on SIGINT or SIGTERM.
 *
 *  A command that never watches is ended by the signal at once; whatever it was writing is
 *  whole or not there. One that watches finishes the item at hand, says so and ends with
 *  128 + the signal (130, 143). A second signal ends it at once. */
#ifndef TA_CLI_STOP_H
#define TA_CLI_STOP_H

#include <stdbool.h>

/** From now on signals ask instead of ending. */
void ta_stop_watch(void);
/** Was the program asked to stop? Fits `bool (*stop)(void *self)`; @p self is not used. */
bool ta_stop_asked(void *self);
/** The signal that ta_stop_asked() has told somebody of, or 0. */
int ta_stop_heeded(void);
/** At start: SIGPIPE and SIGXFSZ become errors of write(); closed standard descriptors are
 *  filled, so that no file of ours is taken for stdout. */
void ta_signals_setup(void);

#endif
