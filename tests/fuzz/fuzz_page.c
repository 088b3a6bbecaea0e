/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_page.c  A record's body from outside: a page comes of it or a complaint, and nothing
 *  in its texts becomes markup. */
#include "ta_fuzz.h"

#include "report/page.h"

/* Nothing is kept. */
static enum ta_status no_document(void *self, const char *sha256, void **bytes,
                                  size_t *size, struct ta_error *err)
{
    (void)self;
    (void)sha256;
    (void)bytes;
    (void)size;
    (void)err;
    return TA_E_NOTFOUND;
}

static void check(const struct ta_text *page)
{
    static const char *const never[] = {"<script", "<SCRIPT", "\u202e", "\u2066"};
    static const char end[] = "</html>\n";
    assert(strlen(page->bytes) == page->size && page->size > sizeof end);
    assert(strcmp(page->bytes + page->size - (sizeof end - 1), end) == 0);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert(strstr(page->bytes, never[i]) == NULL);
    assert(ta_utf8_ok(page->bytes, page->size));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct ta_messages *messages;
    static const struct ta_store_ops ops = {.document_get = no_document};
    static char folder[] = "no-such-workspace";
    static struct ta_workspace workspace = {
        .folder = folder, .store = {.ops = &ops}, .lock = -1};
    if (messages == NULL) assert(ta_messages_load(NULL, &messages, NULL) == TA_OK);

    struct ta_dossier dossier = {.workspace = &workspace};
    struct ta_text page = {0};
    if (ta_facts_read((const char *)bytes, size, &dossier.facts, NULL) != TA_OK)
        return 0;
    enum ta_language language = size % 2 == 0 ? TA_EN : TA_ZH;
    dossier.shared = size / 2 % 2 == 0;
    assert(ta_page_write(&dossier, language, messages, &page, NULL) == TA_OK);
    check(&page);
    ta_text_free(&page);
    ta_dossier_close(&dossier);
    return 0;
}
