/* SPDX-License-Identifier: Apache-2.0 */
/** @file project_verdict.c  One project document per line in; "ok DOCUMENT" or
 *  "no WORDS | MEND" out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/project_range.h"

static enum ta_status judge(const char *line, size_t size, struct ta_text *out,
                            struct ta_error *err)
{
    json_t *document = NULL;
    struct ta_project project;
    enum ta_status rc = ta_json_parse("line", line, size, 1 << 20, &document, err);
    if (rc != TA_OK) return rc;
    rc = ta_project_from_json(document, &project, err);
    json_decref(document);
    if (rc != TA_OK) return rc;
    rc = ta_project_ranges(&project, NULL, err);
    if (rc == TA_OK) rc = ta_project_to_json(&project, out, err);
    ta_project_free(&project);
    return rc;
}

int main(void)
{
    static char line[1 << 20];
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct ta_text out = {0};
        struct ta_error err = {0};
        if (judge(line, strlen(line), &out, &err) == TA_OK)
            printf("ok %s\n", out.bytes);
        else
            printf("no %s | %s\n", err.text, err.mend);
        ta_text_free(&out);
    }
    return 0;
}
