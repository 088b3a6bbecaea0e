/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/health.h"

#include <stdbool.h>
#include <string.h>

#include <curl/curl.h>
#include <expat.h>

static bool speaks(const curl_version_info_data *about, const char *protocol)
{
    for (const char *const *p = about->protocols; *p != NULL; p++)
        if (strcmp(*p, protocol) == 0) return true;
    return false;
}

void ta_catalog_health(const struct ta_health *health)
{
    const curl_version_info_data *about = curl_version_info(CURLVERSION_NOW);
    ta_health_tell(health, TA_HEALTH_OK, "expat", NULL, "%s", XML_ExpatVersion());
    if (speaks(about, "https"))
        ta_health_tell(health, TA_HEALTH_OK, "curl", NULL, "%s, %s", about->version,
                       about->ssl_version == NULL ? "?" : about->ssl_version);
    else
        ta_health_tell(health, TA_HEALTH_FAULT, "curl",
                       "install a libcurl that was built with TLS",
                       "%s does not speak https", about->version);
}
