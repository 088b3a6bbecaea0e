/* SPDX-License-Identifier: Apache-2.0 */
/** Searches a far catalogue or fetches a file, and prints what was heard, one JSON-free line each:
 *
 *      catalog_driver search HOST URL WEST,SOUTH,EAST,NORTH[;...] FROM TO PAGE
 *      catalog_driver fetch  HOST URL PATH SIZE SHA256 BUDGET
 *      catalog_driver far    CONFIG URL FOLDER BUDGET BAND FROM/TO
 *
 *  Three seconds without bytes, or four of one document, are enough; SIGTERM stops it.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "catalog/far.h"
#include "catalog/stac_search.h"

static void on_event(void *self, const struct ta_http_event *event)
{
    (void)self;
    printf("event %s %d %zu %u %s\n", event->method, event->status, event->bytes,
           event->attempt, event->url);
}

static enum ta_status on_item(void *self, const json_t *document, const char *base,
                              struct ta_error *err)
{
    (void)self, (void)err;
    printf("item %s %s\n", json_string_value(json_object_get(document, "id")), base);
    return TA_OK;
}

static void on_problem(void *self, const char *where, const struct ta_error *error)
{
    (void)self;
    printf("problem %s: %s\n", where, error->text);
}

static ta_day day_of(const char *text)
{
    ta_day day = TA_DAY_NONE;
    if (ta_day_parse(text, &day) != TA_OK) return TA_DAY_NONE;
    return day;
}

static enum ta_status search(struct ta_http *http, char **arg, struct ta_error *err)
{
    struct ta_box box[16];
    struct ta_stac_query query = {.box = box,
                                  .from = day_of(arg[2]),
                                  .to = day_of(arg[3]),
                                  .page = (unsigned)strtoul(arg[4], NULL, 10)};
    const struct ta_stac_hearer hearer = {NULL, on_item, on_problem, NULL};
    for (const char *at = arg[1]; at != NULL && query.n_boxes < 16;) {
        struct ta_box *b = &box[query.n_boxes++];
        if (sscanf(at, "%lf,%lf,%lf,%lf", &b->x_min, &b->y_min, &b->x_max, &b->y_max) !=
            4)
            return TA_E_USAGE;
        at = strchr(at, ';');
        if (at != NULL) at++;
    }
    return ta_stac_search(http, arg[0], &query, &hearer, err);
}

static enum ta_status fetch(struct ta_http *http, char **arg, struct ta_error *err)
{
    struct ta_http_fetched got = {0};
    const struct ta_http_fetch want = {.url = arg[0],
                                       .path = arg[1],
                                       .size = strtoll(arg[2], NULL, 10),
                                       .sha256 = arg[3],
                                       .budget = strtoll(arg[4], NULL, 10)};
    enum ta_status rc = ta_http_fetch(http, &want, &got, err);
    printf("fetched %" PRId64 " transferred %" PRId64 " sha256 %s\n", got.size,
           got.transferred, got.sha256);
    return rc;
}

static bool wants_band(void *self, const struct ta_band *band)
{
    const char *only = self;
    return strcmp(only, "all") == 0 || strcmp(only, band->name) == 0;
}

static bool wants(void *self, const struct ta_far_offer *offer)
{
    (void)self;
    printf("offer %s %" PRId64 " %zu\n", offer->head->id, offer->bytes, offer->unsized);
    return true;
}

static enum ta_status on_scene(void *self, struct ta_scene *scene, struct ta_error *err)
{
    (void)self, (void)err;
    printf("scene %s mask=%d", scene->id, (int)scene->mask);
    for (size_t i = 0; i < scene->n_assets; i++) printf(" %s", scene->asset[i].path);
    printf("\n");
    ta_scene_free(scene);
    return TA_OK;
}

static bool told;

static void tell(void *self, const char *path, const char *reason, const char *mend)
{
    (void)self, (void)mend;
    told = true;
    printf("problem %s: %s\n", path, reason);
}

/* "FROM/TO", each a day or "..". */
static ta_day from_of(const char *days)
{
    char from[16];
    (void)snprintf(from, sizeof from, "%.*s", (int)strcspn(days, "/"), days);
    return day_of(from);
}

static ta_day to_of(const char *days)
{
    const char *slash = strchr(days, '/');
    return slash != NULL ? day_of(slash + 1) : TA_DAY_NONE;
}

static enum ta_status far_run(const char *config, char **arg, struct ta_error *err)
{
    const struct ta_box world = {-180, -90, 180, 90};
    struct ta_sources sources = {0};
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_file_read(config, 1 << 20, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_sources_read("terrassay.yaml", bytes, size, &sources, err);
    ta_free(bytes);
    const struct ta_source *source = ta_sources_find(&sources, arg[0]);
    if (rc == TA_OK && source == NULL) rc = TA_E_USAGE;
    if (rc == TA_OK) {
        const struct ta_stac_query query = {1,
                                            &world,
                                            from_of(arg[4]),
                                            to_of(arg[4]),
                                            source->n_collections,
                                            (const char *const *)source->collection,
                                            10};
        const struct ta_far far = {
            source,   &query,     arg[1],   strtoll(arg[2], NULL, 10),
            arg[3],   wants_band, wants,    NULL,
            on_scene, tell,       on_event, NULL,
            NULL,     NULL};
        rc = ta_catalog_far(&far, err);
        if (rc == TA_OK && told) rc = TA_PARTLY;
    }
    ta_sources_free(&sources);
    return rc;
}

static int end(enum ta_status rc, const struct ta_error *err)
{
    if (rc != TA_OK) printf("error %s | %s\n", err->text, err->mend);
    return ta_status_exit_code(rc);
}

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

static bool on_stop(void *self)
{
    (void)self;
    return stopped != 0;
}

int main(int n, char **arg)
{
    const struct sigaction stop = {.sa_handler = on_signal};
    struct ta_error err = {0};
    if (n != 8) return 2;
    if (strcmp(arg[1], "far") == 0) return end(far_run(arg[2], arg + 3, &err), &err);
    struct ta_http_header secret = {"Authorization", "Bearer hush"};
    const struct ta_http_host host = {
        .name = arg[2], .plain = true, .n_headers = 1, .header = &secret};
    struct ta_http_rules rules = ta_http_rules_default();
    struct ta_http *http = NULL;
    rules.n_hosts = 1;
    rules.host = &host;
    rules.wait_ms = 10;
    rules.wait_ms_most = 1500;
    rules.retry_ms_most = 1500;
    rules.stall_s = 3;
    rules.document_s = 4;
    rules.stop = on_stop;
    (void)sigaction(SIGTERM, &stop, NULL);
    rules.event = on_event;
    enum ta_status rc = ta_http_new(&rules, &http, &err);
    if (rc == TA_OK)
        rc = strcmp(arg[1], "search") == 0 ? search(http, arg + 3, &err)
                                           : fetch(http, arg + 3, &err);
    ta_http_free(http);
    return end(rc, &err);
}
