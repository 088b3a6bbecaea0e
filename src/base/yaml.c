/* SPDX-License-Identifier: Apache-2.0 */
/** @file yaml.c  Builds the tree from libfyaml's events. */
#include "base/yaml.h"

#include <string.h>

#include <libfyaml.h>

#include "base/memory.h"
#include "base/text.h"

#include "base/yaml_tree.h"

enum { BYTES_MOST = 1 << 20, DEPTH_MOST = 24, NODES_MOST = 50000, MEMBERS_MOST = 4096 };

/** Where the next node goes. */
struct level {
    struct ta_yaml_node *node; /**< the open map or list */
    struct ta_yaml_node *last; /**< its last child */
};

struct builder {
    struct ta_yaml *yaml;
    struct fy_parser *parser;
    struct fy_diag *diag;
    struct level level[DEPTH_MOST];
    size_t depth;
    char *key; /**< read, its value not yet; owned */
    unsigned key_line, key_column;
    struct ta_error *err;
};

static enum ta_status fail_at(const struct builder *b, unsigned line, unsigned column,
                              const char *words)
{
    return ta_mended(
        ta_fail(b->err, TA_E_DATA, "%s:%u:%u: %s", b->yaml->name, line, column, words),
        b->err, "write plain keys and values");
}

static void mark(struct fy_token *token, unsigned *line, unsigned *column)
{
    const struct fy_mark *at = token == NULL ? NULL : fy_token_start_mark(token);
    *line = at == NULL ? 1 : (unsigned)at->line + 1;
    *column = at == NULL ? 1 : (unsigned)at->column + 1;
}

static struct ta_yaml_node *node_new(struct builder *b, enum ta_yaml_kind kind,
                                     struct fy_token *token)
{
    struct ta_yaml_link *link = ta_alloc(1, sizeof *link);
    if (link == NULL) return NULL;
    link->next = b->yaml->all;
    b->yaml->all = link;
    b->yaml->nodes++;
    link->node.kind = kind;
    mark(token, &link->node.line, &link->node.column);
    return &link->node;
}

static enum ta_status check_unique(const struct builder *b, const struct level *level)
{
    if (level->node->n == MEMBERS_MOST)
        return ta_mended(
            ta_fail(b->err, TA_E_LIMIT, "%s:%u:%u: more than %d keys in one map",
                    b->yaml->name, b->key_line, b->key_column, MEMBERS_MOST),
            b->err, "split it");
    const struct ta_yaml_node *c = level->node->child;
    for (; c != NULL; c = c->next)
        if (strcmp(c->key, b->key) == 0)
            return ta_mended(ta_fail(b->err, TA_E_DATA,
                                     "%s:%u:%u: \"%s\" stands twice (also line %u)",
                                     b->yaml->name, b->key_line, b->key_column, b->key,
                                     c->key_line),
                             b->err, "leave one of the two out");
    return TA_OK;
}

/** Put @p node where the next node goes. */
static enum ta_status attach(struct builder *b, struct ta_yaml_node *node)
{
    if (b->depth == 0) {
        b->yaml->root = node;
        return TA_OK;
    }
    struct level *level = &b->level[b->depth - 1];
    if (level->node->kind == TA_YAML_MAP) {
        enum ta_status rc = check_unique(b, level);
        if (rc != TA_OK) return rc;
        node->key = b->key;
        node->key_line = b->key_line;
        node->key_column = b->key_column;
        b->key = NULL;
    }
    if (level->last == NULL)
        level->node->child = node;
    else
        level->last->next = node;
    level->last = node;
    level->node->n++;
    return TA_OK;
}

/** Does a map wait for a key rather than a value? */
static bool wants_key(const struct builder *b)
{
    return b->depth > 0 && b->level[b->depth - 1].node->kind == TA_YAML_MAP &&
           b->key == NULL;
}

static enum ta_status copy_scalar(struct builder *b, struct fy_token *token, char **out)
{
    size_t size = 0;
    const char *text = token == NULL ? "" : fy_token_get_text(token, &size);
    unsigned line, column;
    mark(token, &line, &column);
    if (text == NULL || !ta_utf8_ok(text, size)) /* "\\0" is a zero byte */
        return fail_at(b, line, column, "text with a zero byte");

    char *copy = ta_alloc(size + 1, 1);
    if (copy == NULL)
        return ta_fail(b->err, TA_E_NOMEM, "%s: out of memory", b->yaml->name);
    memcpy(copy, text, size);
    *out = copy;
    return TA_OK;
}

static enum ta_status take_scalar(struct builder *b, const struct fy_event *event)
{
    struct fy_token *token = event->scalar.value;
    if (event->scalar.anchor != NULL || event->scalar.tag != NULL) {
        unsigned line, column;
        mark(token, &line, &column);
        return fail_at(b, line, column, "anchors and tags are not read here");
    }
    if (wants_key(b)) {
        mark(token, &b->key_line, &b->key_column);
        return copy_scalar(b, token, &b->key);
    }
    struct ta_yaml_node *node = node_new(b, TA_YAML_SCALAR, token);
    if (node == NULL)
        return ta_fail(b->err, TA_E_NOMEM, "%s: out of memory", b->yaml->name);
    enum fy_scalar_style style =
        token == NULL ? FYSS_PLAIN : fy_token_scalar_style(token);
    node->quoted = style != FYSS_PLAIN;
    /* libfyaml's mark stands behind the opening quote. */
    if (style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) node->column--;

    char *text = NULL;
    enum ta_status rc = copy_scalar(b, token, &text);
    if (rc != TA_OK) return rc;
    node->text = text;
    return attach(b, node);
}

static enum ta_status open_level(struct builder *b, enum ta_yaml_kind kind,
                                 struct fy_token *token, bool plain)
{
    unsigned line, column;
    mark(token, &line, &column);
    if (!plain) return fail_at(b, line, column, "anchors and tags are not read here");
    if (wants_key(b)) return fail_at(b, line, column, "a key must be one word");
    if (b->depth == DEPTH_MOST)
        return ta_mended(ta_fail(b->err, TA_E_LIMIT, "%s:%u:%u: nested deeper than %d",
                                 b->yaml->name, line, column, DEPTH_MOST),
                         b->err, "write it with fewer levels");

    struct ta_yaml_node *node = node_new(b, kind, token);
    if (node == NULL)
        return ta_fail(b->err, TA_E_NOMEM, "%s: out of memory", b->yaml->name);
    enum ta_status rc = attach(b, node);
    if (rc != TA_OK) return rc;
    b->level[b->depth++] = (struct level){.node = node};
    return TA_OK;
}

static enum ta_status open_document(const struct builder *b,
                                    const struct fy_event *event)
{
    struct fy_document_state *state = event->document_start.document_state;
    unsigned line, column;
    mark(event->document_start.document_start, &line, &column);
    if (b->yaml->root != NULL) return fail_at(b, line, column, "a second document");
    if (fy_document_state_version_explicit(state) ||
        fy_document_state_tags_explicit(state))
        return fail_at(b, line, column, "directives are not read here");
    return TA_OK;
}

static enum ta_status take_event(struct builder *b, const struct fy_event *event)
{
    unsigned line, column;
    switch ((int)event->type) {
    case FYET_SCALAR: return take_scalar(b, event);
    case FYET_MAPPING_START:
        return open_level(b, TA_YAML_MAP, event->mapping_start.mapping_start,
                          event->mapping_start.anchor == NULL &&
                              event->mapping_start.tag == NULL);
    case FYET_SEQUENCE_START:
        return open_level(b, TA_YAML_LIST, event->sequence_start.sequence_start,
                          event->sequence_start.anchor == NULL &&
                              event->sequence_start.tag == NULL);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END: b->depth--; return TA_OK;
    case FYET_ALIAS:
        mark(event->alias.anchor, &line, &column);
        return fail_at(b, line, column,
                       "aliases are not read here: write the value out");
    case FYET_DOCUMENT_START: return open_document(b, event);
    default: return TA_OK; /* stream and document marks */
    }
}

static enum ta_status syntax_error(const struct builder *b)
{
    void *at = NULL;
    const struct fy_diag_error *e = fy_diag_errors_iterate(b->diag, &at);
    if (e == NULL)
        return ta_mended(ta_fail(b->err, TA_E_DATA, "%s: not YAML 1.2", b->yaml->name),
                         b->err, "write key: value, a line each");
    return ta_mended(ta_fail(b->err, TA_E_DATA, "%s:%d:%d: %s", b->yaml->name, e->line,
                             e->column, e->msg),
                     b->err,
                     "correct that line: YAML 1.2, indented by spaces, never by tabs");
}

static enum ta_status take_all(struct builder *b)
{
    enum ta_status rc = TA_OK;
    while (rc == TA_OK) {
        struct fy_event *event = fy_parser_parse(b->parser);
        if (event == NULL) break;
        rc = take_event(b, event);
        fy_parser_event_free(b->parser, event);
        if (rc == TA_OK && b->yaml->nodes > NODES_MOST)
            rc = ta_mended(ta_fail(b->err, TA_E_LIMIT, "%s: more than %d values",
                                   b->yaml->name, NODES_MOST),
                           b->err, "split it");
    }
    if (rc != TA_OK) return rc;
    if (fy_parser_get_stream_error(b->parser)) return syntax_error(b);
    if (b->yaml->root == NULL)
        return ta_mended(ta_fail(b->err, TA_E_DATA, "%s: nothing in it", b->yaml->name),
                         b->err, "give the file that was meant");
    return TA_OK;
}

static enum ta_status build(struct builder *b, const char *bytes, size_t size)
{
    struct fy_diag_cfg diag_cfg;
    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.fp = NULL;
    b->diag = fy_diag_create(&diag_cfg);
    if (b->diag == NULL)
        return ta_fail(b->err, TA_E_NOMEM, "%s: out of memory", b->yaml->name);
    fy_diag_set_collect_errors(b->diag, true);

    const struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG |
                                              FYPCF_DEFAULT_VERSION_1_2 |
                                              FYPCF_JSON_NONE,
                                     .diag = b->diag};
    b->parser = fy_parser_create(&cfg);
    if (b->parser == NULL || fy_parser_set_string(b->parser, bytes, size) != 0)
        return ta_fail(b->err, TA_E_NOMEM, "%s: out of memory", b->yaml->name);
    return take_all(b);
}

enum ta_status ta_yaml_parse(const char *name, const char *bytes, size_t size,
                             struct ta_yaml **out, struct ta_error *err)
{
    if (size > BYTES_MOST)
        return ta_mended(
            ta_fail(err, TA_E_LIMIT, "%s: more than %d bytes", name, BYTES_MOST), err,
            "give the file that was meant");
    if (!ta_utf8_ok(bytes, size))
        return ta_mended(
            ta_fail(err, TA_E_DATA, "%s: not UTF-8, or a zero byte in it", name), err,
            "save it as UTF-8 text");

    struct builder b = {.yaml = ta_alloc(1, sizeof *b.yaml), .err = err};
    if (b.yaml == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    b.yaml->name = ta_strdup(name);
    enum ta_status rc = b.yaml->name == NULL
                            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", name)
                            : build(&b, bytes, size);
    if (b.parser != NULL) fy_parser_destroy(b.parser);
    if (b.diag != NULL) fy_diag_destroy(b.diag);
    ta_free(b.key);
    if (rc == TA_OK)
        *out = b.yaml;
    else
        ta_yaml_free(b.yaml);
    return rc;
}
