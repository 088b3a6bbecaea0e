/* SPDX-License-Identifier: Apache-2.0 */
/* Why a sample was set aside, with the names of what was refused. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ingest/intake.h"

enum { NAME_MOST = 64, UNIT_MOST = 24, TOLD_SIZE = 240 };

const char *ta_name_shown(struct ta_view name, size_t most, char out[TA_NAME_SHOWN])
{
    if (most > NAME_MOST) most = NAME_MOST;
    size_t n = name.size < most ? name.size : most;
    while (n > 0 && n < name.size && ((unsigned char)name.bytes[n] & 0xc0U) == 0x80U)
        n--;
    bool utf8 = n == 0 || ta_utf8_ok(name.bytes, n);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)name.bytes[i];
        bool plain = c >= 0x20 && c != 0x7f && (utf8 || c < 0x80);
        out[i] = plain ? name.bytes[i] : '?';
    }
    (void)snprintf(out + n, TA_NAME_SHOWN - n, "%s", n < name.size ? "..." : "");
    ta_words_plain(out);
    return out;
}

static struct ta_view view_of(const char *text)
{
    return (struct ta_view){text, strlen(text)};
}

/* The device that a sample is of, empty when its name has to say it. */
static struct ta_view device_of(const struct ta_intake_context *context,
                                const struct ta_sample *sample)
{
    if (sample->device.size > 0 || context->device == NULL) return sample->device;
    return view_of(context->device);
}

static void tell_device(const struct ta_intake_context *context,
                        const struct ta_sample *sample, char out[TA_INTAKE_WORDS])
{
    char name[TA_NAME_SHOWN], other[TA_NAME_SHOWN];
    struct ta_view device = device_of(context, sample);
    if (context->device != NULL && sample->device.size > 0 &&
        (sample->device.size != strlen(context->device) ||
         memcmp(sample->device.bytes, context->device, sample->device.size) != 0))
        (void)snprintf(out, TA_INTAKE_WORDS,
                       "the payload names another device, \"%s\", than its topic, "
                       "\"%s\"",
                       ta_name_shown(sample->device, NAME_MOST, name),
                       ta_name_shown(view_of(context->device), NAME_MOST, other));
    else if (device.size > 0)
        (void)snprintf(out, TA_INTAKE_WORDS, "project %s has no device \"%s\"",
                       context->project, ta_name_shown(device, NAME_MOST, name));
    else
        (void)snprintf(out, TA_INTAKE_WORDS,
                       "project %s has no device of which \"%s\" could be a datastream",
                       context->project, ta_name_shown(sample->name, NAME_MOST, name));
}

static void tell_stream(const struct ta_intake_context *context,
                        const struct ta_sample *sample, char out[TA_INTAKE_WORDS])
{
    char name[TA_NAME_SHOWN], of[TA_NAME_SHOWN];
    struct ta_view device = device_of(context, sample);
    if (device.size > 0)
        (void)snprintf(out, TA_INTAKE_WORDS,
                       "device \"%s\" of project %s has no datastream \"%s\"",
                       ta_name_shown(device, NAME_MOST, of), context->project,
                       ta_name_shown(sample->name, NAME_MOST, name));
    else
        (void)snprintf(
            out, TA_INTAKE_WORDS,
            "the device named in \"%s\" has no such datastream in project %s",
            ta_name_shown(sample->name, NAME_MOST, name), context->project);
}

static void tell_unit(const struct ta_datastream *stream,
                      const struct ta_sample *sample, enum ta_outcome outcome,
                      char out[TA_INTAKE_WORDS])
{
    char unit[TA_NAME_SHOWN];
    (void)snprintf(out, TA_INTAKE_WORDS,
                   "datastream %s/%s declares unit \"%s\", the message says \"%s\", %s",
                   stream->device, stream->name, stream->unit,
                   ta_name_shown(sample->unit, UNIT_MOST, unit),
                   outcome == TA_UNIT_UNKNOWN ? "which is in no table of units"
                                              : "which measures another quantity");
}

/* Why, and the place of the mapping where it is so. */
static void tell_place(const struct ta_sample *sample, enum ta_outcome outcome,
                       const char *why, char out[TOLD_SIZE])
{
    char place[TA_NAME_SHOWN];
    if (outcome == TA_BAD_FIELD && sample->place.size > 0)
        (void)snprintf(out, TOLD_SIZE, "%.150s: \"%s\"", why,
                       ta_name_shown(sample->place, NAME_MOST, place));
    else
        ta_copy_cut(out, TOLD_SIZE, why);
}

void ta_intake_words(const struct ta_intake *intake,
                     const struct ta_intake_context *context,
                     const struct ta_sample *sample, enum ta_outcome outcome,
                     const struct ta_intake_reading *judged, const char *why,
                     char out[TA_INTAKE_WORDS])
{
    char name[TA_NAME_SHOWN], of[TA_NAME_SHOWN], told[TOLD_SIZE];
    struct ta_view device = device_of(context, sample);
    tell_place(sample, outcome, why, told);
    const struct ta_datastream *stream =
        judged->stream == TA_NO_STREAM ? NULL
                                       : &ta_intake_at(intake, judged->stream)->stream;
    if (outcome == TA_UNKNOWN_DEVICE)
        tell_device(context, sample, out);
    else if (outcome == TA_UNKNOWN_STREAM)
        tell_stream(context, sample, out);
    else if (stream != NULL &&
             (outcome == TA_UNIT_UNKNOWN || outcome == TA_UNIT_MISMATCH))
        tell_unit(stream, sample, outcome, out);
    else if (stream != NULL)
        (void)snprintf(out, TA_INTAKE_WORDS, "datastream %s/%s: %s", stream->device,
                       stream->name, told);
    else if (sample->name.size > 0)
        (void)snprintf(out, TA_INTAKE_WORDS, "\"%s%s%s\": %s",
                       ta_name_shown(device, NAME_MOST, of), device.size > 0 ? "/" : "",
                       ta_name_shown(sample->name, NAME_MOST, name), told);
    else
        ta_copy_cut(out, TA_INTAKE_WORDS, told);
}
