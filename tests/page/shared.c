/* SPDX-License-Identifier: Apache-2.0 */
/** @file shared.c  shared FOLDER: a record as rich as records are becomes a page for others, on which
 *  nothing of whom and where it is of stands in any byte. The page for the bank has all of it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/project.h"
#include "case.h"
#include "report/report.h"
#include "ta_test_folder.h"

static int failures;

static void say(bool good, const char *language, const char *what, const char *words)
{
    if (good) return;
    (void)fprintf(stderr, "%s: %s: %s\n", language, what, words);
    failures++;
}

/* Whom it is about, in every form that the record or its document has. */
static const char *const secret[] = {
    "YN-2024-017",        "Dianzhong",   "\u6ec7\u4e2d", /* the same in Chinese */
    "91530000MA6K0000XX", "North slope", "L-2024-0042",  "stack1",
    "YN-2023-004",        "Jizu",        "LC08_129043",  "91530000-001"};
/* Where it is: pictures and what they are made of. */
static const char *const picture[] = {"data:image", "<image", "id=\"place\"",
                                      "id=\"pictures\"", "id=\"evidence\""};
/* What a reader still needs. */
static const char *const kept[][2] = {
    {"id=\"opinion\"", "id=\"opinion\""},
    {"id=\"reasons\"", "id=\"reasons\""},
    {"id=\"questions\"", "id=\"questions\""},
    {"id=\"not-observed\"", "id=\"not-observed\""},
    {"longitude 102.0 to 102.5, latitude 24.0 to 24.5 (degrees)",
     "\u7ecf\u5ea6 102.0 \u81f3 102.5\uff0c\u7eac\u5ea6 24.0 \u81f3 "
     "24.5\uff08\u5ea6\uff09"},
    {"A page to share. Left out: ",
     "\u4f9b\u5916\u4f20\u7684\u9875\u9762\u3002\u5df2\u7565\u53bb\uff1a"},
    {"personal: <bdi>credit decision</bdi>",
     "\u4e00\u822c\u4e2a\u4eba\u4fe1\u606f\uff1a<bdi>credit decision</bdi>"},
    {"signal 1", "\u76d1\u6d4b\u4fe1\u53f7 1"},
    {"GB/T 4754-2017", "GB/T 4754-2017"},
    {"CNY\u00a042,000,000", "CNY\u00a042,000,000"}};

/* Each coordinate of the outline to three decimals, rounded and cut off. */
static size_t count_coordinates(const char *page)
{
    struct ta_polygons outline;
    size_t n = 0;
    page_site(&outline);
    for (size_t i = 0; i < 2 * outline.n_points; i++) {
        char rounded[32], cut[32];
        (void)snprintf(rounded, sizeof rounded, "%.3f", outline.xy[i]);
        (void)snprintf(cut, sizeof cut, "%.3f", floor(outline.xy[i] * 1e3) / 1e3);
        n += strstr(page, rounded) != NULL || strstr(page, cut) != NULL;
    }
    ta_polygons_free(&outline);
    return n;
}

static void write_page(const struct ta_workspace *workspace, const char *id,
                       enum ta_language language, bool shared, struct ta_text *out)
{
    struct ta_messages *messages = NULL;
    struct ta_error err = {0};
    const struct ta_report_request request = {
        .record = id, .language = language, .shared = shared};
    enum ta_status rc = ta_messages_load(NULL, &messages, &err);
    if (rc == TA_OK) rc = ta_report_html(workspace, &request, messages, out, &err);
    ta_messages_free(messages);
    if (rc == TA_OK) return;
    (void)fprintf(stderr, "%s\n", err.text);
    exit(1);
}

static void check(const struct ta_workspace *workspace, const char *id,
                  enum ta_language language)
{
    const char *name = language == TA_ZH ? "zh" : "en";
    struct ta_text shared = {0}, whole = {0};
    char pseudonym[13];
    write_page(workspace, id, language, true, &shared);
    write_page(workspace, id, language, false, &whole);
    (void)snprintf(pseudonym, sizeof pseudonym, "%.12s", id);
    say(strstr(shared.bytes, pseudonym) != NULL, name, "no pseudonym", pseudonym);
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++) {
        bool told = i + 1 < sizeof secret / sizeof *secret; /* a permit: on no page */
        say(strstr(shared.bytes, secret[i]) == NULL, name, "is told", secret[i]);
        say(!told || strstr(whole.bytes, secret[i]) != NULL, name, "tests nothing",
            secret[i]);
    }
    for (size_t i = 0; i < sizeof picture / sizeof *picture; i++)
        say(strstr(shared.bytes, picture[i]) == NULL, name, "is shown", picture[i]);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        say(strstr(shared.bytes, kept[i][language]) != NULL, name, "is missing",
            kept[i][language]);
    say(count_coordinates(shared.bytes) == 0, name, "a coordinate", "of the outline");
    say(count_coordinates(whole.bytes) > 0 || strstr(whole.bytes, "24.39") != NULL,
        name, "tests nothing", "coordinates");
    ta_text_free(&shared);
    ta_text_free(&whole);
}

int main(int n, char **words)
{
    static const struct page_case which = {.name = "shared", .en = true, .zh = true};
    const struct ta_workspace_options options = {.read_only = true};
    struct ta_workspace workspace;
    struct ta_error err = {0};
    char folder[1024], id[TA_HEX_SIZE];
    if (n < 2) return 2;
    (void)ta_test_folder(words[1]);
    (void)snprintf(folder, sizeof folder, "%s/workspace", words[1]);
    page_case_make(&which, folder, id);
    if (ta_workspace_open(folder, &options, &workspace, &err) != TA_OK) return 1;
    check(&workspace, id, TA_EN);
    check(&workspace, id, TA_ZH);
    ta_workspace_close(&workspace);
    return failures == 0 ? 0 : 1;
}
