/* SPDX-License-Identifier: Apache-2.0 */
/** @file pages.c  pages FOLDER [CASE]: the reports of all cases, or of one, as
 *  FOLDER/CASE-LANG.html. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/message.h"
#include "case.h"
#include "report/report.h"
#include "ta_test_folder.h"

static const struct page_case cases[] = {
    {.name = "plantation", .en = true, .zh = true},
    {.name = "shared", .en = true, .zh = true, .shared = true},
    {.name = "plain", .en = true, .real = true},
    {.name = "hostile", .en = true, .hostile = true},
    {.name = "clouded", .zh = true, .clouded = true},
    {.name = "silent", .zh = true, .silent = true, .real = true},
};

static int write_report(const char *folder, const struct page_case *which,
                        const struct ta_workspace *workspace, const char *id,
                        enum ta_language language, const struct ta_messages *messages)
{
    char path[1024];
    struct ta_error err = {0};
    struct ta_text page = {0};
    struct ta_report_request request = {
        .record = id, .language = language, .shared = which->shared};
    enum ta_status rc = ta_report_html(workspace, &request, messages, &page, &err);
    (void)snprintf(path, sizeof path, "%s/%s-%s.html", folder, which->name,
                   language == TA_ZH ? "zh" : "en");
    if (rc == TA_OK) rc = ta_file_write(path, page.bytes, page.size, 0644, &err);
    if (rc != TA_OK) (void)fprintf(stderr, "%s: %s\n", which->name, err.text);
    ta_text_free(&page);
    return rc == TA_OK ? 0 : 1;
}

int main(int n, char **words)
{
    struct ta_messages *messages = NULL;
    struct ta_error err = {0};
    int failed = 0;
    if (n < 2 || ta_messages_load(NULL, &messages, &err) != TA_OK) return 2;
    (void)ta_test_folder(words[1]);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char folder[1024], id[TA_HEX_SIZE];
        struct ta_workspace workspace;
        const struct ta_workspace_options options = {.read_only = true};
        if (n > 2 && strcmp(words[2], cases[i].name) != 0) continue;
        (void)snprintf(folder, sizeof folder, "%s/%s", words[1], cases[i].name);
        page_case_make(&cases[i], folder, id);
        if (ta_workspace_open(folder, &options, &workspace, &err) != TA_OK) {
            (void)fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        if (cases[i].en)
            failed |=
                write_report(words[1], &cases[i], &workspace, id, TA_EN, messages);
        if (cases[i].zh)
            failed |=
                write_report(words[1], &cases[i], &workspace, id, TA_ZH, messages);
        ta_workspace_close(&workspace);
    }
    ta_messages_free(messages);
    return failed;
}
