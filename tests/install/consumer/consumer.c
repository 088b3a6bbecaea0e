/* SPDX-License-Identifier: Apache-2.0 */
/** @file consumer.c  A program of somebody else's, built against the installed library.
 */
#include <stdio.h>
#include <string.h>

#include <terrassay/status.h>
#include <terrassay/version.h>

int main(void)
{
    struct ta_error err = {0};
    enum ta_status status = ta_fail(&err, TA_E_DATA, "row %d", 7);
    printf("%s %s\n", ta_version(), err.text);
    return status == TA_E_DATA && strcmp(ta_version(), TA_VERSION) == 0 ? 0 : 1;
}
