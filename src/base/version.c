/* SPDX-License-Identifier: Apache-2.0 */
#include "terrassay/version.h"

const char *ta_version(void)
{
    return TA_VERSION;
}
