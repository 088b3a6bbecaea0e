/* SPDX-License-Identifier: Apache-2.0 */
/** @file svg.h  A drawing as SVG inside an HTML page. */
#ifndef TA_REPORT_SVG_H
#define TA_REPORT_SVG_H

#include "report/drawing.h"

struct ta_svg {
    const char *id;    /**< unique in the page; letters, digits, hyphens */
    const char *title; /**< what it is, for who cannot see it; NULL: mere ornament */
    const char *words; /**< what it shows; NULL: nothing more */
    const char *kind;  /**< class of the element; NULL: none */
};

/** Letters of the drawings and of the page: fonts that machines with Chinese have. */
#define TA_FONTS                                                                       \
    "'Noto Sans','Segoe UI','Helvetica Neue',Arial,'PingFang SC','Hiragino Sans GB',"  \
    "'Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC','WenQuanYi Micro Hei'," \
    "sans-serif"

/** Append. @return TA_OK, or TA_E_NOMEM also when the drawing ran out of memory before. */
TA_NODISCARD enum ta_status ta_svg_write(const struct ta_drawing *drawing,
                                         const struct ta_svg *about,
                                         struct ta_text *out);

/** Append base64 of bytes (RFC 4648). */
void ta_base64(struct ta_text *out, const void *bytes, size_t size);

#endif
