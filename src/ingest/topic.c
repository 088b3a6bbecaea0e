/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/topic.h"

#include <string.h>

#include "base/text.h"

/* The next level into @p to, which has to be an id. */
static bool take_level(struct ta_view *text, char *to, size_t room, bool last)
{
    const char *slash = memchr(text->bytes, '/', text->size);
    size_t size = slash == NULL ? text->size : (size_t)(slash - text->bytes);
    if ((slash == NULL) != last || size == 0 || size >= room) return false;
    memcpy(to, text->bytes, size);
    to[size] = '\0';
    text->bytes += size + !last;
    text->size -= size + !last;
    return strlen(to) == size && ta_id_ok(to);
}

bool ta_topic_read(struct ta_view text, struct ta_topic *out)
{
    static const char root[] = "ta/v1/";
    if (text.size < sizeof root - 1 || memcmp(text.bytes, root, sizeof root - 1) != 0)
        return false;
    text.bytes += sizeof root - 1;
    text.size -= sizeof root - 1;
    return take_level(&text, out->project, sizeof out->project, false) &&
           take_level(&text, out->device, sizeof out->device, false) &&
           take_level(&text, out->format, sizeof out->format, true);
}
