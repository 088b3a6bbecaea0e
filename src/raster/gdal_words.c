/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/gdal_words.h"

#include <stdio.h>

#include <cpl_error.h>

static void CPL_STDCALL listen(CPLErr severity, CPLErrorNum number, const char *text)
{
    struct ta_gdal_words *words = CPLGetErrorHandlerUserData();
    (void)number;
    if (severity < CE_Failure || words->text[0] != '\0') return;
    (void)snprintf(words->text, sizeof words->text, "%s", text); /* cut to fit */
    for (char *c = words->text; *c != '\0'; c++)
        if (*c == '\n' || *c == '\r') *c = ' ';
}

void ta_gdal_words_start(struct ta_gdal_words *words)
{
    words->text[0] = '\0';
    CPLPushErrorHandlerEx(listen, words);
}

void ta_gdal_words_end(void)
{
    CPLPopErrorHandler();
}

const char *ta_gdal_words_text(const struct ta_gdal_words *words)
{
    return words->text[0] != '\0' ? words->text : "no reason given";
}
