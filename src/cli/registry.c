/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/registry.h"

#include <string.h>

#define GROUP(words)
#define TOPIC(word, words)
#define COMMAND(id) extern const struct ta_command ta_command_##id;
#include "cli/commands.def"
#undef GROUP
#undef TOPIC
#undef COMMAND

#define GROUP(words) {.group = (words)},
#define TOPIC(word, words) {.topic = (word), .summary = (words)},
#define COMMAND(id) {.command = &ta_command_##id},
const struct ta_command_row ta_command_rows[] = {
#include "cli/commands.def"
};
#undef GROUP
#undef TOPIC
#undef COMMAND

const size_t ta_command_row_count = sizeof ta_command_rows / sizeof ta_command_rows[0];

const struct ta_command *ta_command_find(const char *name)
{
    for (size_t i = 0; i < ta_command_row_count; i++) {
        const struct ta_command *command = ta_command_rows[i].command;
        if (command != NULL && strcmp(command->name, name) == 0) return command;
    }
    return NULL;
}

/* What stands behind `word` and a blank in the name, or NULL. */
static const char *behind(const char *name, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(name, word, length) != 0 || name[length] != ' ') return NULL;
    return name + length + 1;
}

bool ta_command_topic(const char *word)
{
    for (size_t i = 0; i < ta_command_row_count; i++) {
        const struct ta_command *command = ta_command_rows[i].command;
        if (command != NULL && behind(command->name, word) != NULL) return true;
    }
    return false;
}

static bool is_there(const char *const *words, size_t n, const char *word,
                     size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(words[i]) == length && strncmp(words[i], word, length) == 0)
            return true;
    return false;
}

void ta_command_words(const char *topic, char room[TA_COMMAND_WORDS][TA_COMMAND_WORD],
                      const char *words[TA_COMMAND_WORDS + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < ta_command_row_count && n < TA_COMMAND_WORDS; i++) {
        const struct ta_command *command = ta_command_rows[i].command;
        if (command == NULL) continue;
        const char *word = topic == NULL ? command->name : behind(command->name, topic);
        if (word == NULL) continue;
        size_t length = strcspn(word, " ");
        if (length >= TA_COMMAND_WORD || is_there(words, n, word, length)) continue;
        memcpy(room[n], word, length);
        room[n][length] = '\0';
        words[n] = room[n];
        n++;
    }
    words[n] = NULL;
}
