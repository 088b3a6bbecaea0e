/* SPDX-License-Identifier: Apache-2.0 */
/** @file machine.h  What decides the last digits of exp(), log(), pow() here, beside the program. */
#ifndef TA_BASE_MACHINE_H
#define TA_BASE_MACHINE_H

#include "terrassay/types.h"

/** The class of this processor and the C library, as "x86_64+fma glibc 2.36": the library has one
 *  version of its mathematics for each class, and they round differently now and then. */
void ta_machine(char out[TA_NAME_SIZE]);

#endif
