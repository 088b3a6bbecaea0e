/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/run.h"
#include "cli/stop.h"

int main(int argc, char **argv)
{
    ta_signals_setup();
    return ta_cli_run(argc, argv);
}
