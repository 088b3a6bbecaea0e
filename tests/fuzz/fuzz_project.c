/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_project.c  Any bytes as a project document; what is accepted must be written as
 * its own canonical form. */
#include "ta_fuzz.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"

static enum ta_status read_one(const char *bytes, size_t size, struct ta_project *out)
{
    json_t *document = NULL;
    struct ta_error err = {0};
    enum ta_status rc = ta_json_parse("fuzz", bytes, size, 1 << 20, &document, &err);
    if (rc != TA_OK) return rc;
    rc = ta_project_from_json(document, out, &err);
    json_decref(document);
    assert(rc == TA_OK || err.text[0] != '\0');
    return rc;
}

static struct ta_text write_one(struct ta_project *project)
{
    struct ta_text text = {0};
    enum ta_status rc = ta_project_to_json(project, &text, NULL);
    ta_project_free(project);
    assert(rc == TA_OK);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct ta_project project;
    if (read_one((const char *)bytes, size, &project) != TA_OK) return 0;
    struct ta_text once = write_one(&project);
    enum ta_status rc = read_one(once.bytes, once.size, &project);
    assert(rc == TA_OK);
    struct ta_text twice = write_one(&project);
    assert(strcmp(once.bytes, twice.bytes) == 0);
    ta_text_free(&once);
    ta_text_free(&twice);
    return 0;
}
