/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/source.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/yaml.h"
#include "catalog/http_url.h"

enum {
    SOURCES_MOST = 64,
    HOSTS_MOST = 64,
    COLLECTIONS_MOST = 256,
    SECRET_MOST = 16384
};

static void free_host(struct ta_http_host *host)
{
    struct ta_http_header *header = (struct ta_http_header *)host->header;
    for (size_t i = 0; i < host->n_headers; i++) {
        ta_free((char *)header[i].name);
        ta_free((char *)header[i].value);
        ta_free((char *)host->file[i]);
    }
    ta_free(header);
    ta_free((char **)host->file);
    ta_free((char *)host->name);
}

static void free_source(struct ta_source *source)
{
    for (size_t i = 0; i < source->n_collections; i++) ta_free(source->collection[i]);
    for (size_t i = 0; i < source->n_hosts; i++) free_host(&source->host[i]);
    ta_free(source->collection);
    ta_free(source->host);
    ta_free(source->url);
    ta_free(source->sign);
}

void ta_sources_free(struct ta_sources *sources)
{
    for (size_t i = 0; i < sources->n; i++) free_source(&sources->source[i]);
    ta_free(sources->source);
    *sources = (struct ta_sources){0};
}

static size_t length_without_slash(const char *url)
{
    size_t n = strlen(url);
    return n > 0 && url[n - 1] == '/' ? n - 1 : n;
}

const struct ta_source *ta_sources_find(const struct ta_sources *sources,
                                        const char *url)
{
    size_t n = length_without_slash(url);
    for (size_t i = 0; i < sources->n; i++) {
        const char *its = sources->source[i].url;
        if (length_without_slash(its) == n && strncmp(its, url, n) == 0)
            return &sources->source[i];
    }
    return NULL;
}

/* "host" or "host:port" of an address, owned; *plain says whether it is http:. */
static char *host_of(const char *url, bool *plain)
{
    CURLU *address = curl_url();
    char *scheme = NULL, *host = NULL, *port = NULL;
    struct ta_text name = {0};
    bool ok = address != NULL &&
              curl_url_set(address, CURLUPART_URL, url, 0) == CURLUE_OK &&
              curl_url_get(address, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
              curl_url_get(address, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
              (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
    if (ok && curl_url_get(address, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT) !=
                  CURLUE_OK)
        port = NULL;
    if (ok) {
        *plain = strcmp(scheme, "http") == 0;
        ta_text_addf(&name, "%s%s%s", host, port != NULL ? ":" : "",
                     port != NULL ? port : "");
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(address);
    return ok ? ta_text_take(&name) : NULL;
}

static bool lists_host(const struct ta_source *source, const char *name)
{
    for (size_t i = 0; i < source->n_hosts; i++)
        if (strcmp(source->host[i].name, name) == 0) return true;
    return false;
}

/* Its text goes into logs, lists of processes and the journal: what is a secret stands in a file. */
static bool holds_user(const char *url)
{
    CURLU *address = curl_url();
    char *user = NULL;
    bool has = address != NULL &&
               curl_url_set(address, CURLUPART_URL, url, 0) == CURLUE_OK &&
               curl_url_get(address, CURLUPART_USER, &user, 0) == CURLUE_OK;
    curl_free(user);
    curl_url_cleanup(address);
    return has;
}

static enum ta_status refuse_user(const char *url, struct ta_error *err)
{
    char shown[300];
    ta_http_public(url, shown, sizeof shown);
    (void)ta_fail(err, TA_E_USAGE, "%s: a user or password stands in the address",
                  shown);
    ta_error_mend(err, "put it into a file that only its owner may read, and name that "
                       "file under `headers` of the host in terrassay.yaml");
    return TA_E_USAGE;
}

/* The catalogue's own host may be asked: its address was given. */
static enum ta_status add_own_host(struct ta_source *source, const char *url,
                                   struct ta_error *err)
{
    bool plain = false;
    char *name = NULL, shown[300];
    if (holds_user(url)) return refuse_user(url, err);
    name = host_of(url, &plain);
    if (name == NULL) {
        ta_http_public(url, shown, sizeof shown);
        enum ta_status rc =
            ta_fail(err, TA_E_USAGE, "%s: is no http: or https: address", shown);
        ta_error_mend(err, "name a folder, or an address such as https://host/path");
        return rc;
    }
    struct ta_http_host *longer =
        lists_host(source, name)
            ? NULL
            : ta_realloc(source->host, source->n_hosts + 1, sizeof *longer);
    if (longer == NULL) {
        bool there = lists_host(source, name);
        ta_free(name);
        return there ? TA_OK : ta_fail(err, TA_E_NOMEM, "out of memory");
    }
    source->host = longer;
    source->host[source->n_hosts++] =
        (struct ta_http_host){.name = name, .plain = plain};
    return TA_OK;
}

static enum ta_status append(struct ta_sources *sources, struct ta_source *source,
                             struct ta_error *err)
{
    struct ta_source *longer =
        ta_realloc(sources->source, sources->n + 1, sizeof *longer);
    if (longer == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    sources->source = longer;
    sources->source[sources->n++] = *source;
    *source = (struct ta_source){0};
    return TA_OK;
}

enum ta_status ta_sources_add(struct ta_sources *sources, const char *url,
                              struct ta_error *err)
{
    struct ta_source source = {.url = ta_strdup(url)};
    enum ta_status rc = source.url != NULL ? add_own_host(&source, url, err)
                                           : ta_fail(err, TA_E_NOMEM, "out of memory");
    if (rc == TA_OK) rc = append(sources, &source, err);
    free_source(&source);
    return rc;
}

/* The first line of a file that only its owner may read; owned. */
static enum ta_status read_secret(const char *path, char **out, struct ta_error *err)
{
    struct stat st;
    size_t size = 0;
    if (stat(path, &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        (void)ta_fail(err, TA_E_PERMISSION, "%s: holds a secret and is open to others",
                      path);
        ta_error_mend(err, "chmod 600 %s", path);
        return TA_E_PERMISSION;
    }
    enum ta_status rc = ta_file_read(path, SECRET_MOST, out, &size, err);
    if (rc == TA_E_NOTFOUND) { /* to callers that would be: no configuration */
        rc = ta_fail(err, TA_E_CONFIG, "%s: is not there; `headers` names it", path);
        ta_error_mend(err,
                      "put the header's value into that file, chmod 600, or name the "
                      "file that holds it in terrassay.yaml");
    }
    if (rc == TA_OK) (*out)[strcspn(*out, "\r\n")] = '\0';
    return rc;
}

static enum ta_status read_headers(const struct ta_yaml *yaml,
                                   const struct ta_yaml_node *map,
                                   struct ta_http_host *host, struct ta_error *err)
{
    if (map->kind != TA_YAML_MAP || map->n > TA_HTTP_HEADERS_MOST / 2)
        return ta_yaml_fail(yaml, map, err, "headers: wanted a map of few headers");
    struct ta_http_header *header = ta_alloc(map->n, sizeof *header);
    const char **file = ta_alloc(map->n, sizeof(*file));
    host->header = header;
    host->file = file;
    if (header == NULL || file == NULL)
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    enum ta_status rc = TA_OK;
    for (const struct ta_yaml_node *at = map->child; at != NULL && rc == TA_OK;
         at = at->next) {
        const char *path = NULL;
        char *value = NULL, *name = ta_strdup(at->key);
        rc = name != NULL ? ta_yaml_text(yaml, at, &path, err) : TA_E_NOMEM;
        if (rc == TA_OK) rc = read_secret(path, &value, err);
        if (rc == TA_OK && (file[host->n_headers] = ta_strdup(path)) == NULL)
            rc = ta_fail(err, TA_E_NOMEM, "out of memory");
        header[host->n_headers++] = (struct ta_http_header){name, value};
    }
    return rc;
}

bool ta_source_renew(const struct ta_http_host *host)
{
    struct ta_http_header *header = (struct ta_http_header *)host->header;
    bool other = false;
    for (size_t i = 0; host->file != NULL && i < host->n_headers; i++) {
        char *now = NULL;
        if (read_secret(host->file[i], &now, NULL) != TA_OK) continue;
        if (strcmp(now, header[i].value) != 0) {
            ta_free((char *)header[i].value);
            header[i].value = now;
            now = NULL;
            other = true;
        }
        ta_free(now);
    }
    return other;
}

static enum ta_status read_flag(const struct ta_yaml *yaml,
                                const struct ta_yaml_node *map, const char *key,
                                bool *out, struct ta_error *err)
{
    static const char *const words[] = {"false", "true", NULL};
    const struct ta_yaml_node *node = ta_yaml_member(map, key);
    size_t choice = 0;
    if (node == NULL) return TA_OK;
    enum ta_status rc = ta_yaml_choice(yaml, node, words, &choice, err);
    *out = choice == 1;
    return rc;
}

static enum ta_status read_host(const struct ta_yaml *yaml,
                                const struct ta_yaml_node *map,
                                struct ta_http_host *host, struct ta_error *err)
{
    static const char *const known[] = {"name", "plain", "headers", NULL};
    const struct ta_yaml_node *name = NULL;
    const struct ta_yaml_node *headers = ta_yaml_member(map, "headers");
    enum ta_status rc = ta_yaml_known(yaml, map, known, err);
    if (rc == TA_OK) rc = ta_yaml_need(yaml, map, "name", TA_YAML_SCALAR, &name, err);
    if (rc != TA_OK) return rc;
    host->name = ta_strdup(name->text);
    if (host->name == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    if (strpbrk(host->name, "/@ ") != NULL)
        return ta_yaml_fail(yaml, name, err, "%.100s: wanted a host, found an address",
                            host->name);
    rc = read_flag(yaml, map, "plain", &host->plain, err);
    if (rc != TA_OK || headers == NULL) return rc;
    if (host->name[0] == '*')
        return ta_yaml_fail(yaml, headers, err,
                            "secrets go to one host by its name, not to %.100s",
                            host->name);
    return read_headers(yaml, headers, host, err);
}

static enum ta_status read_hosts(const struct ta_yaml *yaml,
                                 const struct ta_yaml_node *map,
                                 struct ta_source *source, struct ta_error *err)
{
    const struct ta_yaml_node *list = ta_yaml_member(map, "hosts");
    if (list == NULL) return TA_OK;
    if (list->kind != TA_YAML_LIST || list->n > HOSTS_MOST)
        return ta_yaml_fail(yaml, list, err, "hosts: wanted a list of at most %d",
                            HOSTS_MOST);
    source->host = ta_alloc(list->n, sizeof *source->host);
    if (source->host == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    enum ta_status rc = TA_OK;
    for (const struct ta_yaml_node *at = list->child; at != NULL && rc == TA_OK;
         at = at->next)
        rc = read_host(yaml, at, &source->host[source->n_hosts++], err);
    return rc;
}

static enum ta_status read_collections(const struct ta_yaml *yaml,
                                       const struct ta_yaml_node *map,
                                       struct ta_source *source, struct ta_error *err)
{
    const struct ta_yaml_node *list = ta_yaml_member(map, "collections");
    if (list == NULL) return TA_OK;
    if (list->kind != TA_YAML_LIST || list->n > COLLECTIONS_MOST)
        return ta_yaml_fail(yaml, list, err, "collections: wanted a list of at most %d",
                            COLLECTIONS_MOST);
    source->collection = ta_alloc(list->n, sizeof *source->collection);
    if (source->collection == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    for (const struct ta_yaml_node *at = list->child; at != NULL; at = at->next) {
        const char *text = NULL;
        enum ta_status rc = ta_yaml_text(yaml, at, &text, err);
        if (rc != TA_OK) return rc;
        source->collection[source->n_collections] = ta_strdup(text);
        if (source->collection[source->n_collections++] == NULL)
            return ta_fail(err, TA_E_NOMEM, "out of memory");
    }
    return TA_OK;
}

static enum ta_status read_sign(const struct ta_yaml *yaml,
                                const struct ta_yaml_node *map,
                                struct ta_source *source, struct ta_error *err)
{
    const struct ta_yaml_node *node = ta_yaml_member(map, "sign");
    const char *text = NULL;
    if (node == NULL) return TA_OK;
    enum ta_status rc = ta_yaml_text(yaml, node, &text, err);
    if (rc != TA_OK) return rc;
    source->sign = ta_strdup(text);
    if (source->sign == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    return add_own_host(source, text, err);
}

static enum ta_status read_source(const struct ta_yaml *yaml,
                                  const struct ta_yaml_node *map,
                                  struct ta_source *source, struct ta_error *err)
{
    static const char *const known[] = {"url",  "collections", "hosts",
                                        "sign", "whole",       NULL};
    const struct ta_yaml_node *url = NULL;
    enum ta_status rc = ta_yaml_known(yaml, map, known, err);
    if (rc == TA_OK) rc = ta_yaml_need(yaml, map, "url", TA_YAML_SCALAR, &url, err);
    if (rc == TA_OK) {
        source->url = ta_strdup(url->text);
        if (source->url == NULL) rc = ta_fail(err, TA_E_NOMEM, "out of memory");
    }
    if (rc == TA_OK) rc = read_hosts(yaml, map, source, err);
    if (rc == TA_OK) rc = add_own_host(source, source->url, err);
    if (rc == TA_OK) rc = read_sign(yaml, map, source, err);
    if (rc == TA_OK) rc = read_flag(yaml, map, "whole", &source->whole, err);
    if (rc == TA_OK) rc = read_collections(yaml, map, source, err);
    return rc;
}

static enum ta_status read_list(const struct ta_yaml *yaml, struct ta_sources *out,
                                struct ta_error *err)
{
    static const char *const known[] = {"catalogues", NULL};
    const struct ta_yaml_node *root = ta_yaml_root(yaml);
    /* a file of comments alone is as good as none */
    enum ta_status rc =
        root->kind == TA_YAML_SCALAR ? TA_OK : ta_yaml_known(yaml, root, known, err);
    const struct ta_yaml_node *list = ta_yaml_member(root, "catalogues");
    if (rc != TA_OK || list == NULL) return rc;
    if (list->kind != TA_YAML_LIST || list->n > SOURCES_MOST)
        return ta_yaml_fail(yaml, list, err, "catalogues: wanted a list of at most %d",
                            SOURCES_MOST);
    for (const struct ta_yaml_node *at = list->child; at != NULL && rc == TA_OK;
         at = at->next) {
        struct ta_source source = {0};
        rc = read_source(yaml, at, &source, err);
        if (rc == TA_OK) rc = append(out, &source, err);
        free_source(&source);
    }
    return rc;
}

enum ta_status ta_sources_read(const char *name, const char *bytes, size_t size,
                               struct ta_sources *out, struct ta_error *err)
{
    struct ta_yaml *yaml = NULL;
    *out = (struct ta_sources){0};
    enum ta_status rc = ta_yaml_parse(name, bytes, size, &yaml, err);
    if (rc == TA_OK) rc = read_list(yaml, out, err);
    ta_yaml_free(yaml);
    if (rc != TA_OK) ta_sources_free(out);
    if (rc != TA_E_DATA && rc != TA_E_USAGE) return rc;
    if (err != NULL) err->status = TA_E_CONFIG;
    return TA_E_CONFIG;
}
