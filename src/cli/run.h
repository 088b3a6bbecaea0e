/* SPDX-License-Identifier: Apache-2.0 */
/** @file run.h  The whole program but its main(). */
#ifndef TA_CLI_RUN_H
#define TA_CLI_RUN_H

/** @return the process exit code: ta_status_exit_code(), or 128 + a signal that was heeded */
int ta_cli_run(int argc, char *const *argv);

#endif
