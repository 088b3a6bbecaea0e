/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/journal_passed.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

void ta_passed_add(struct ta_passed_tally *tally,
                   const struct ta_journal_passed *passed)
{
    char topic[TA_PASSED_TOPIC];
    size_t i = 0, size = passed->topic.size;
    if (size > sizeof topic - 1) size = sizeof topic - 1;
    memcpy(topic, passed->topic.bytes, size);
    topic[size] = '\0';
    tally->outcome[passed->outcome] += passed->messages;
    while (i < tally->n && (tally->told[i].outcome != passed->outcome ||
                            strcmp(tally->told[i].topic, topic) != 0))
        i++;
    if (i == TA_PASSED_TOLD) return;
    struct ta_passed_topic *to = &tally->told[i];
    if (i == tally->n) {
        tally->n++;
        to->outcome = passed->outcome;
        memcpy(to->topic, topic, size + 1);
    }
    to->messages += passed->messages;
}

void ta_passed_complain(const struct ta_passed_tally *tally, void *self,
                        void (*complain)(void *self,
                                         const struct ta_complaint *complaint))
{
    if (complain == NULL) return;
    for (size_t i = 0; i < tally->n; i++) {
        const struct ta_passed_topic *of = &tally->told[i];
        char name[TA_NAME_SHOWN], why[TA_NAME_SHOWN + 96];
        if (of->outcome == TA_RETAINED) continue;
        const struct ta_view topic = {of->topic, strlen(of->topic)};
        (void)snprintf(why, sizeof why, "%s: %s", ta_name_shown(topic, 64, name),
                       ta_outcome_help(of->outcome));
        const struct ta_complaint complaint = {.source = of->topic,
                                               .outcome = of->outcome,
                                               .why = why,
                                               .messages = of->messages};
        complain(self, &complaint);
    }
}

static enum ta_status on_message(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    (void)self, (void)message, (void)err;
    return TA_OK;
}

static enum ta_status on_passed(void *self, const struct ta_journal_passed *passed,
                                struct ta_error *err)
{
    (void)err;
    ta_passed_add(self, passed);
    return TA_OK;
}

enum ta_status ta_passed_read(const char *folder, struct ta_passed_tally *tally,
                              struct ta_error *err)
{
    const struct ta_journal_sink sink = {
        .self = tally, .message = on_message, .passed = on_passed};
    return ta_journal_read_all(folder, &sink, err);
}
