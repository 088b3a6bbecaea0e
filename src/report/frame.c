/* SPDX-License-Identifier: Apache-2.0 */
/** @file frame.c  What every page begins and ends with: policy, style, title, footer. */
#include <sodium.h>
#include <string.h>

#include "base/datasets.h"
#include "base/memory.h"
#include "report/page.h"

static const char *const language_tag[TA_LANGUAGE_COUNT] = {
    [TA_EN] = "en", [TA_ZH] = "zh-Hans"};

/* The style sheet, and at the foot of printed pages what they are of. */
static enum ta_status make_style(const struct ta_page *page,
                                 const struct ta_page_frame *frame, struct ta_text *out)
{
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc =
        ta_dataset_read(frame->datasets, "report/style.css", &bytes, &size, page->err);
    if (rc != TA_OK) return rc;
    if (strstr(bytes, "</") != NULL)
        rc = ta_fail(page->err, TA_E_DATA,
                     "report/style.css: holds \"</\", which ends it");
    ta_text_add_bytes(out, bytes, size);
    ta_text_addf(out,
                 "@page{@bottom-left{content:\"Terrassay  %.16s\";"
                 "font:8pt sans-serif;color:#4f5d64}}\n",
                 frame->foot);
    ta_free(bytes);
    if (rc == TA_OK && out->failed)
        rc = ta_fail(page->err, TA_E_NOMEM, "report: out of memory");
    return rc;
}

/* Nothing but this very style sheet and pictures of the page itself: no script, no
 * request, whatever the words in it are. */
static void write_policy(struct ta_page *page, const struct ta_text *style)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, (const unsigned char *)style->bytes, style->size);
    ta_page_tags(page, "<meta http-equiv=\"Content-Security-Policy\" "
                       "content=\"default-src 'none'; img-src data:; base-uri 'none'; "
                       "form-action 'none'; style-src 'sha256-");
    ta_base64(page->out, hash, sizeof hash);
    ta_page_tags(page, "'\">\n");
}

enum ta_status ta_page_frame_begin(struct ta_page *page,
                                   const struct ta_page_frame *frame)
{
    struct ta_text style = {0};
    enum ta_status rc = make_style(page, frame, &style);
    if (rc == TA_OK) {
        ta_text_addf(page->out,
                     "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
                     "<meta charset=\"utf-8\">\n",
                     language_tag[page->speech.language]);
        write_policy(page, &style);
        ta_page_tags(page, "<meta name=\"viewport\" content=\"width=device-width, "
                           "initial-scale=1\">\n<meta name=\"referrer\" "
                           "content=\"no-referrer\">\n<meta name=\"robots\" "
                           "content=\"noindex\">\n<title>");
        ta_page_words(page, frame->title);
        ta_page_tags(page, " \u00b7 ");
        ta_page_say(page, frame->kind);
        ta_page_tags(page, "</title>\n<style>");
        ta_text_add_bytes(page->out, style.bytes, style.size);
        ta_page_tags(page, "</style>\n</head>\n");
        ta_text_addf(page->out, "<body%s>\n",
                     frame->simulated ? " class=\"made-up\"" : "");
    }
    ta_text_free(&style);
    return rc;
}

void ta_page_frame_end(struct ta_page *page, const char *footer)
{
    ta_page_tags(page, "</main>\n<footer>\n");
    ta_page_element(page, "p", footer);
    ta_page_tags(page, "</footer>\n</body>\n</html>\n");
}
