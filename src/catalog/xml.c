/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/xml.h"

#include <expat.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

enum { MAX_DEPTH = 32, MAX_ELEMENTS = 1000000, MAX_TEXT = 65536 };

struct reader {
    XML_Parser parser;
    const char *name;
    const struct ta_xml_hooks *hooks;
    struct ta_error *err;
    enum ta_status rc;
    size_t depth, elements;
    bool leaf;           /* the open element has no child so far */
    struct ta_text text; /* of the open element */
};

const char *ta_xml_attribute(const char *const *attribute, const char *name)
{
    for (; attribute[0] != NULL; attribute += 2)
        if (strcmp(attribute[0], name) == 0) return attribute[1];
    return NULL;
}

static unsigned long line_of(const struct reader *r)
{
    return (unsigned long)XML_GetCurrentLineNumber(r->parser);
}

static void stop(struct reader *r, enum ta_status rc, const char *why)
{
    r->rc = ta_fail(r->err, rc, "%s:%lu: %s", r->name, line_of(r), why);
    (void)XML_StopParser(r->parser,
                         XML_FALSE); /* fails only when it has stopped already */
}

/* What a hook came to. */
static void settle(struct reader *r, enum ta_status rc)
{
    if (rc == TA_OK) return;
    r->rc = rc;
    ta_error_context(r->err, "%s:%lu", r->name, line_of(r));
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static const char *without_prefix(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

static void XMLCALL on_start(void *self, const XML_Char *name,
                             const XML_Char **attribute)
{
    struct reader *r = self;
    if (r->rc != TA_OK) return;
    if (++r->depth > MAX_DEPTH) {
        stop(r, TA_E_LIMIT, "elements nested too deep");
        return;
    }
    if (++r->elements > MAX_ELEMENTS) {
        stop(r, TA_E_LIMIT, "too many elements");
        return;
    }
    r->leaf = true;
    r->text.size = 0;
    if (r->hooks->open == NULL) return;
    const char *const *pairs = (const char *const *)attribute;
    settle(r, r->hooks->open(r->hooks->self, without_prefix(name), pairs, r->err));
}

/* Cut white space off both ends, in place. */
static const char *trimmed(struct ta_text *text)
{
    static const char blanks[] = " \t\r\n";
    if (text->size == 0) return "";
    text->bytes[text->size] = '\0';
    while (text->size > 0 && strchr(blanks, text->bytes[text->size - 1]) != NULL)
        text->bytes[--text->size] = '\0';
    return text->bytes + strspn(text->bytes, blanks);
}

static void XMLCALL on_end(void *self, const XML_Char *name)
{
    struct reader *r = self;
    if (r->rc != TA_OK) return;
    bool leaf = r->leaf;
    r->leaf = false;
    r->depth--;
    if (!leaf) return;
    if (r->text.failed) {
        stop(r, TA_E_NOMEM, "out of memory");
        return;
    }
    const char *text = trimmed(&r->text);
    settle(r, r->hooks->text(r->hooks->self, without_prefix(name), text, r->err));
}

static void XMLCALL on_text(void *self, const XML_Char *bytes, int size)
{
    struct reader *r = self;
    if (r->rc != TA_OK || !r->leaf) return;
    if (r->text.size + (size_t)size > MAX_TEXT) {
        stop(r, TA_E_LIMIT, "a text of more than 64 KiB");
        return;
    }
    ta_text_add_bytes(&r->text, bytes, (size_t)size);
}

/* Entities are declared in document types only; without one there is nothing to expand. */
static void XMLCALL on_doctype(void *self, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    stop(self, TA_E_DATA, "a document type, which may declare entities, is not read");
}

static void parse(struct reader *r, const char *bytes, size_t size)
{
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    if (XML_Parse(r->parser, bytes, (int)size, XML_TRUE) == XML_STATUS_OK) return;
    if (r->rc == TA_OK)
        stop(r, TA_E_DATA, XML_ErrorString(XML_GetErrorCode(r->parser)));
}

enum ta_status ta_xml_read(const char *name, const char *bytes, size_t size,
                           const struct ta_xml_hooks *hooks, struct ta_error *err)
{
    if (size > INT_MAX) return ta_fail(err, TA_E_LIMIT, "%s: too large", name);
    struct reader r = {.name = name, .hooks = hooks, .err = err};
    r.parser = XML_ParserCreate(NULL);
    if (r.parser == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    parse(&r, bytes, size);
    XML_ParserFree(r.parser);
    ta_text_free(&r.text);
    return r.rc;
}
