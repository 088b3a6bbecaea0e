/* SPDX-License-Identifier: Apache-2.0 */
#include "base/health.h"

#include <stdarg.h>
#include <stdio.h>

#include <jansson.h>
#include <libfyaml.h>
#include <sodium.h>

#include "base/text.h"

enum { WORDS = 1024 };

void ta_health_tell(const struct ta_health *health, enum ta_health_state state,
                    const char *part, const char *mend, const char *format, ...)
{
    char words[WORDS];
    va_list args;
    va_start(args, format);
    ta_words_format(words, sizeof words, format, args);
    va_end(args);
    const struct ta_health_row row = {state, part, words, mend};
    health->tell(health->self, &row);
}

void ta_health_error(const struct ta_health *health, const char *part,
                     const struct ta_error *err)
{
    const struct ta_health_row row = {TA_HEALTH_FAULT, part, err->text,
                                      err->mend[0] == '\0' ? NULL : err->mend};
    health->tell(health->self, &row);
}

void ta_base_health(const struct ta_health *health)
{
    ta_health_tell(health, TA_HEALTH_OK, "jansson", NULL, "%s", jansson_version_str());
    ta_health_tell(health, TA_HEALTH_OK, "libfyaml", NULL, "%s", fy_library_version());
    if (sodium_init() < 0)
        ta_health_tell(health, TA_HEALTH_FAULT, "libsodium",
                       "see that the system has a source of random numbers",
                       "%s: does not start", sodium_version_string());
    else
        ta_health_tell(health, TA_HEALTH_OK, "libsodium", NULL, "%s",
                       sodium_version_string());
}
