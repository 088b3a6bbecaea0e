/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/material.h"

#include <string.h>
#include <sys/stat.h>

#include "base/datasets.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "demo/cases.h"
#include "demo/feed.h"
#include "demo/plot.h"

enum { MODE = 0644, SAME_BYTES_MAX = 64 << 20 };

static const double m2_per_ha = 1e4;

/* --- one file ----------------------------------------------------------------------------- */

static bool has_bytes(const char *path, const char *bytes, size_t size)
{
    char *there = NULL;
    size_t n = 0;
    if (ta_file_read(path, SAME_BYTES_MAX, &there, &n, NULL) != TA_OK) return false;
    bool same = n == size && memcmp(there, bytes, size) == 0;
    ta_free(there);
    return same;
}

static enum ta_status put(const char *folder, const char *below, const char *name,
                          const char *bytes, size_t size, struct ta_error *err)
{
    struct ta_text place = {0}, path = {0};
    ta_text_addf(&place, "%s%s%s", folder, below[0] != '\0' ? "/" : "", below);
    ta_text_addf(&path, "%s/%s", place.failed ? "" : place.bytes, name);
    enum ta_status rc = TA_OK;
    if (place.failed || path.failed) {
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    } else if (!has_bytes(path.bytes, bytes, size)) {
        rc = ta_folder_make(place.bytes, err);
        if (rc == TA_OK) rc = ta_file_write(path.bytes, bytes, size, MODE, err);
    }
    ta_text_free(&place);
    ta_text_free(&path);
    return rc;
}

static enum ta_status put_text(const char *folder, const char *below, const char *name,
                               struct ta_text *text, struct ta_error *err)
{
    enum ta_status rc = TA_E_NOMEM;
    if (text->failed)
        (void)ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    else
        rc = put(folder, below, name, text->bytes, text->size, err);
    ta_text_free(text);
    return rc;
}

/* --- what is put -------------------------------------------------------------------------- */

static enum ta_status put_dataset(const char *folder, const char *datasets,
                                  const char *file, struct ta_error *err)
{
    char name[96], *bytes = NULL;
    size_t size = 0;
    if (file == NULL) return TA_OK;
    (void)snprintf(name, sizeof name, "portfolio/%s", file);
    enum ta_status rc = ta_dataset_read(datasets, name, &bytes, &size, err);
    if (rc == TA_OK) rc = put(folder, "portfolio", file, bytes, size, err);
    ta_free(bytes);
    return rc;
}

static enum ta_status put_portfolio(const char *folder, const char *datasets,
                                    struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < ta_demo_file_count() && rc == TA_OK; i++)
        rc = put_dataset(folder, datasets, ta_demo_file_at(i)->name, err);
    for (size_t i = 0; i < ta_demo_layer_count() && rc == TA_OK; i++) {
        const struct ta_demo_layer *layer = ta_demo_layer_at(i);
        if (layer->real) continue;
        rc = put_dataset(folder, datasets, layer->file, err);
        if (rc == TA_OK) rc = put_dataset(folder, datasets, layer->extent, err);
    }
    return rc;
}

static enum ta_status put_feeds(const char *folder, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < ta_feed_count() && rc == TA_OK; i++) {
        const struct ta_feed *feed = ta_feed_at(i);
        struct ta_text text = {0}, mapping = {0};
        ta_feed_print(feed, &text);
        rc = put_text(folder, "readings", feed->name, &text, err);
        if (rc != TA_OK || feed->mapping == NULL) continue;
        ta_feed_print_mapping(feed, &mapping);
        rc = put_text(folder, "readings", feed->mapping, &mapping, err);
    }
    return rc;
}

/* The file at Olinda has neither date nor calibration, and nothing here makes them up: its item
 * says so, and the reader tells why it cannot be used. */
static enum ta_status put_olinda(const char *folder, const char *samples,
                                 struct ta_error *err)
{
    static const char item[] =
        "{\"type\":\"Feature\",\"stac_version\":\"1.1.0\",\"id\":\"L7_ETMs\","
        "\"collection\":\"olinda\",\"geometry\":null,\"links\":[],"
        "\"properties\":{\"datetime\":null,\"platform\":\"landsat-7\","
        "\"description\":\"Sample of the R package stars; date and calibration are not "
        "known.\"},"
        "\"assets\":{\"etm\":{\"href\":\"./L7_ETMs.tif\",\"bands\":["
        "{\"eo:common_name\":\"blue\"},{\"eo:common_name\":\"green\"},"
        "{\"eo:common_name\":\"red\"},{\"eo:common_name\":\"nir\"},"
        "{\"eo:common_name\":\"swir16\"},{\"eo:common_name\":\"swir22\"}]}}}\n";
    struct ta_text from = {0};
    char *bytes = NULL;
    size_t size = 0;
    ta_text_addf(&from, "%s/olinda/L7_ETMs.tif", samples);
    enum ta_status rc =
        from.failed ? ta_fail(err, TA_E_NOMEM, "olinda: out of memory")
                    : ta_file_read(from.bytes, SAME_BYTES_MAX, &bytes, &size, err);
    if (rc == TA_OK) rc = put(folder, "olinda", "L7_ETMs.tif", bytes, size, err);
    if (rc == TA_OK)
        rc = put(folder, "olinda", "L7_ETMs.json", item, sizeof item - 1, err);
    ta_free(bytes);
    ta_text_free(&from);
    return rc;
}

static json_t *plot_truth(const struct ta_sim_set *set, const struct ta_plot *plot,
                          bool *ok, enum ta_status *rc, struct ta_error *err)
{
    double area = 0.0;
    json_t *row = json_object();
    if (*rc == TA_OK) *rc = ta_plot_measure(set, plot, &area, NULL, err);
    ta_json_set_text(row, "plot", plot->name, ok);
    ta_json_set_number(row, "area_ha", area / m2_per_ha, ok);
    if (plot->from != NULL) ta_json_set_text(row, "since", plot->from, ok);
    return row;
}

static json_t *probe_truth(const struct ta_probe *probe, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "project", probe->project, ok);
    ta_json_set_text(row, "device", probe->device, ok);
    ta_json_set_int(row, "hours_above_limit", ta_probe_hours_above(probe), ok);
    if (probe->constant_from_step > 0)
        ta_json_set_time(row, "constant_since", ta_feed_time(probe->constant_from_step),
                         ok);
    if (probe->neighbour != NULL) {
        ta_json_set_text(row, "copies", probe->neighbour, ok);
        ta_json_set_time(row, "copies_since", ta_feed_time(probe->copies_from_step),
                         ok);
        ta_json_set_int(row, "late_s", (int64_t)probe->late_steps * TA_FEED_STEP_S, ok);
    }
    if (probe->silent_from_hour > 0)
        ta_json_set_time(row, "silent_since",
                         ta_feed_time(probe->silent_from_hour * TA_FEED_HOUR_STEPS),
                         ok);
    return row;
}

/* What the simulator drew, for whoever wants to compare. */
static enum ta_status put_truth(const char *folder, struct ta_error *err)
{
    bool ok = true;
    enum ta_status rc = TA_OK;
    struct ta_text text = {0};
    json_t *truth = json_object(), *plots = json_array(), *probes = json_array();
    for (size_t s = 0; s < ta_sim_set_count(); s++) {
        const struct ta_sim_set *set = ta_sim_set_at(s);
        for (size_t p = 0; p < set->n_plots; p++)
            if (json_array_append_new(
                    plots, plot_truth(set, &set->plot[p], &ok, &rc, err)) != 0)
                ok = false;
    }
    for (size_t i = 0; i < ta_probe_count(); i++)
        if (json_array_append_new(probes, probe_truth(ta_probe_at(i), &ok)) != 0)
            ok = false;
    ta_json_set(truth, "plots", plots, &ok);
    ta_json_set(truth, "probes", probes, &ok);
    if (rc == TA_OK && (!ok || ta_json_canonical(truth, &text) != TA_OK))
        rc = ta_fail(err, TA_E_NOMEM, "truth.json: out of memory");
    json_decref(truth);
    if (rc == TA_OK) return put_text(folder, "", "truth.json", &text, err);
    ta_text_free(&text);
    return rc;
}

enum ta_status ta_demo_material(const char *folder, const char *datasets,
                                const char *samples, struct ta_error *err)
{
    enum ta_status rc = put_portfolio(folder, datasets, err);
    if (rc == TA_OK) rc = put_feeds(folder, err);
    if (rc == TA_OK && samples != NULL) rc = put_olinda(folder, samples, err);
    if (rc == TA_OK) rc = put_truth(folder, err);
    return rc;
}

bool ta_demo_samples_there(const char *folder, const char **missing)
{
    for (const char *const *name = ta_demo_samples; *name != NULL; name++) {
        struct ta_text path = {0};
        struct stat st;
        ta_text_addf(&path, "%s/%s", folder, *name);
        bool there = !path.failed && stat(path.bytes, &st) == 0 && S_ISDIR(st.st_mode);
        ta_text_free(&path);
        *missing = *name;
        if (!there) return false;
    }
    return true;
}
