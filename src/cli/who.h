/* SPDX-License-Identifier: Apache-2.0 */
/** @file who.h  Who runs the program, for the audit log. */
#ifndef TA_CLI_WHO_H
#define TA_CLI_WHO_H

enum { TA_WHO_SIZE = 64 };

/** Name of the real user as the system knows it, else "uid N". */
void ta_who(char out[TA_WHO_SIZE]);

#endif
