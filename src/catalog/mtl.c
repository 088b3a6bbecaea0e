/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/mtl.h"

#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"

enum {
    MAX_BYTES =
        1 << 20, /* the largest seen has 64 KiB, most of it padding behind END */
    MAX_LINE = 4096,
    MAX_ROWS = 4096,
    MAX_GROUPS = 64,
    MAX_DEPTH = 8
};

/* Where the text parser stands. */
struct reader {
    const char *name;
    struct ta_mtl *mtl;
    size_t line, depth, n_groups;
    const char *open[MAX_DEPTH];   /* groups that are open, outermost first */
    const char *group[MAX_GROUPS]; /* every group seen so far */
    bool ended;
};

void ta_mtl_free(struct ta_mtl *mtl)
{
    ta_free(mtl->bytes);
    json_decref(mtl->json);
    ta_free(mtl->row);
    *mtl = (struct ta_mtl){0};
}

const char *ta_mtl_text(const struct ta_mtl *mtl, const char *group, const char *key)
{
    for (size_t i = 0; i < mtl->n; i++)
        if (strcmp(mtl->row[i].key, key) == 0 && strcmp(mtl->row[i].group, group) == 0)
            return mtl->row[i].value;
    return NULL;
}

enum ta_status ta_mtl_number(const struct ta_mtl *mtl, const char *group,
                             const char *key, double *out, struct ta_error *err)
{
    const char *text = ta_mtl_text(mtl, group, key);
    if (text == NULL) return TA_E_NOTFOUND;
    if (ta_parse_f64(text, out) == TA_OK) return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: wanted a number, found \"%.60s\"", key, text);
}

static enum ta_status add_row(struct ta_mtl *mtl, const char *name,
                              struct ta_mtl_row row, struct ta_error *err)
{
    if (mtl->n == MAX_ROWS)
        return ta_fail(err, TA_E_LIMIT, "%s: more than %d rows", name, MAX_ROWS);
    if (ta_mtl_text(mtl, row.group, row.key) != NULL)
        return ta_fail(err, TA_E_DATA, "%s: %.80s stands twice in group %.80s", name,
                       row.key, row.group);
    void *rows = mtl->row;
    if (ta_grow(&rows, &mtl->capacity, mtl->n, sizeof row) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    mtl->row = rows;
    mtl->row[mtl->n++] = row;
    return TA_OK;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Cut blanks off both ends, in place. */
static char *trim(char *text)
{
    while (is_blank(*text)) text++;
    size_t n = strlen(text);
    while (n > 0 && is_blank(text[n - 1])) n--;
    text[n] = '\0';
    return text;
}

static enum ta_status bad_line(const struct reader *r, const char *why,
                               struct ta_error *err)
{
    return ta_fail(err, TA_E_DATA, "%s:%zu: %s", r->name, r->line, why);
}

static enum ta_status open_group(struct reader *r, const char *group,
                                 struct ta_error *err)
{
    if (r->depth == MAX_DEPTH || r->n_groups == MAX_GROUPS)
        return ta_fail(err, TA_E_LIMIT, "%s:%zu: too many groups", r->name, r->line);
    for (size_t i = 0; i < r->n_groups; i++)
        if (strcmp(r->group[i], group) == 0)
            return ta_fail(err, TA_E_DATA, "%s:%zu: group %.80s stands twice", r->name,
                           r->line, group);
    r->group[r->n_groups++] = group;
    r->open[r->depth++] = group;
    return TA_OK;
}

static enum ta_status close_group(struct reader *r, const char *group,
                                  struct ta_error *err)
{
    if (r->depth == 0 || strcmp(r->open[r->depth - 1], group) != 0)
        return bad_line(r, "END_GROUP of a group that is not open", err);
    r->depth--;
    return TA_OK;
}

/* Strip the quotes of a value; NULL when only one is there. */
static char *unquote(char *value)
{
    size_t n = strlen(value);
    if (value[0] != '"') return value;
    if (n < 2 || value[n - 1] != '"') return NULL;
    value[n - 1] = '\0';
    return value + 1;
}

static enum ta_status take_line(struct reader *r, char *line, struct ta_error *err)
{
    line = trim(line);
    if (line[0] == '\0') return TA_OK;
    if (strcmp(line, "END") == 0) {
        r->ended = true;
        return r->depth == 0 ? TA_OK : bad_line(r, "END inside a group", err);
    }
    char *equals = strchr(line, '=');
    if (equals == NULL) return bad_line(r, "wanted KEY = VALUE", err);
    *equals = '\0';
    const char *key = trim(line);
    char *value = unquote(trim(equals + 1));
    if (value == NULL) return bad_line(r, "a quote is not closed", err);
    if (strcmp(key, "GROUP") == 0) return open_group(r, value, err);
    if (strcmp(key, "END_GROUP") == 0) return close_group(r, value, err);
    if (r->depth == 0) return bad_line(r, "a value outside any group", err);

    struct ta_mtl_row row = {r->open[r->depth - 1], key, value};
    return add_row(r->mtl, r->name, row, err);
}

/* Behind END stands only padding, which is not looked at. */
static enum ta_status parse_text(const char *name, char *bytes, size_t size,
                                 struct ta_mtl *mtl, struct ta_error *err)
{
    struct reader r = {.name = name, .mtl = mtl};
    char *end = bytes + size;
    for (char *line = bytes; line < end && !r.ended;) {
        r.line++;
        char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL) stop = end;
        if (stop - line > MAX_LINE)
            return ta_fail(err, TA_E_LIMIT, "%s:%zu: a line of more than %d bytes",
                           name, r.line, MAX_LINE);
        *stop = '\0';
        if (strlen(line) != (size_t)(stop - line))
            return bad_line(&r, "a NUL byte", err);
        enum ta_status rc = take_line(&r, line, err);
        if (rc != TA_OK) return rc;
        line = stop + 1;
    }
    if (r.ended) return TA_OK;
    enum ta_status rc = ta_fail(err, TA_E_DATA, "%s: cut off, no END line", name);
    ta_error_mend(err, "fetch the product's MTL file again");
    return rc;
}

static enum ta_status add_json_group(struct ta_mtl *mtl, const char *name,
                                     const char *group, json_t *members,
                                     struct ta_error *err)
{
    const char *key;
    json_t *value;
    json_object_foreach(members, key, value)
    {
        const char *text = json_string_value(value);
        if (text == NULL)
            return ta_fail(err, TA_E_DATA, "%s: %.80s.%.80s: wanted text", name, group,
                           key);
        enum ta_status rc =
            add_row(mtl, name, (struct ta_mtl_row){group, key, text}, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

/* {"LANDSAT_METADATA_FILE": {"GROUP": {"KEY": "value"}}}; duplicate keys are refused
 * before. */
static enum ta_status parse_json(const char *name, const char *bytes, size_t size,
                                 struct ta_mtl *mtl, struct ta_error *err)
{
    enum ta_status rc = ta_json_parse(name, bytes, size, MAX_BYTES, &mtl->json, err);
    if (rc != TA_OK) return rc;
    json_t *groups = json_object_get(mtl->json, "LANDSAT_METADATA_FILE");
    if (!json_is_object(groups))
        return ta_fail(err, TA_E_DATA, "%s: no object LANDSAT_METADATA_FILE", name);

    const char *group;
    json_t *members;
    json_object_foreach(groups, group, members)
    {
        if (!json_is_object(members))
            return ta_fail(err, TA_E_DATA, "%s: %.80s: wanted an object", name, group);
        rc = add_json_group(mtl, name, group, members, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

enum ta_status ta_mtl_parse(const char *name, char *bytes, size_t size,
                            struct ta_mtl *out, struct ta_error *err)
{
    struct ta_mtl mtl = {.bytes = bytes};
    size_t blanks = strspn(bytes, " \t\r\n");
    enum ta_status rc =
        size > MAX_BYTES
            ? ta_fail(err, TA_E_LIMIT, "%s: more than %d bytes", name, MAX_BYTES)
        : bytes[blanks] == '{' ? parse_json(name, bytes, size, &mtl, err)
                               : parse_text(name, bytes, size, &mtl, err);
    if (rc != TA_OK) {
        ta_mtl_free(&mtl);
        return rc;
    }
    *out = mtl;
    return TA_OK;
}

enum ta_status ta_mtl_load(const char *path, struct ta_mtl *out, struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_file_read(path, MAX_BYTES, &bytes, &size, err);
    if (rc != TA_OK) return rc;
    return ta_mtl_parse(path, bytes, size, out, err);
}
