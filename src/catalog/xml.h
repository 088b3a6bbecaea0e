/* SPDX-License-Identifier: Apache-2.0 */
/** @file xml.h  Reading XML from outside: no document types, no entities, bounded. */
#ifndef TA_CATALOG_XML_H
#define TA_CATALOG_XML_H

#include <stddef.h>

#include "terrassay/status.h"

/** Who listens; names come without namespace prefix. Not TA_OK ends the reading. */
struct ta_xml_hooks {
    void *self;
    /** An element begins. @param attribute  name, value, name, value, ..., NULL; may be NULL
     *  when nobody cares */
    enum ta_status (*open)(void *self, const char *name, const char *const *attribute,
                           struct ta_error *err);
    /** An element without children ended. @param text  trimmed */
    enum ta_status (*text)(void *self, const char *name, const char *text,
                           struct ta_error *err);
};

/** Read a whole document. @param name  goes into errors, with the line
 *  @return TA_OK, TA_E_DATA (not well-formed, or with a document type), TA_E_LIMIT (deeper than
 *          32, above a million elements, a text above 64 KiB), TA_E_NOMEM, or what a hook
 *          returned */
TA_NODISCARD enum ta_status ta_xml_read(const char *name, const char *bytes,
                                        size_t size, const struct ta_xml_hooks *hooks,
                                        struct ta_error *err);

/** Value of the attribute @p name, or NULL. */
const char *ta_xml_attribute(const char *const *attribute, const char *name);

#endif
