/* SPDX-License-Identifier: Apache-2.0 */
/** @file help_bash.c  Completion for bash: words of commands, options, listed values, files. */
#include <string.h>

#include "cli/help.h"
#include "cli/parse.h"
#include "cli/registry.h"

static void add_options(struct ta_text *out, const struct ta_option *option)
{
    for (; option != NULL && option->name != NULL; option++) {
        ta_text_addf(out, " --%s", option->name);
        if (option->letter != 0) ta_text_addf(out, " -%c", option->letter);
    }
}

/* In a case of "COMMAND/--option": the words that may follow, nothing for free text. */
static void add_values(struct ta_text *out, const char *command,
                       const struct ta_option *option)
{
    for (; option != NULL && option->name != NULL; option++) {
        if (option->value == NULL) continue;
        ta_text_addf(out, "        '%s/--%s'", command, option->name);
        if (option->letter != 0)
            ta_text_addf(out, "|'%s/-%c'", command, option->letter);
        ta_text_add(out, ") values='");
        for (const char *c = option->value; option->kind == TA_VALUE_WORD && *c != '\0';
             c++)
            ta_text_add_bytes(out, *c == '|' ? " " : c, 1);
        ta_text_add(out, "'; takes=yes ;;\n");
    }
}

static void add_command(struct ta_text *out, const struct ta_command *command)
{
    ta_text_addf(out, "        '%s') options='", command->name);
    add_options(out, command->option);
    ta_text_add(out, "' ;;\n");
}

static void add_topics(struct ta_text *out)
{
    char room[TA_COMMAND_WORDS][TA_COMMAND_WORD],
        other[TA_COMMAND_WORDS][TA_COMMAND_WORD];
    const char *first[TA_COMMAND_WORDS + 1], *second[TA_COMMAND_WORDS + 1];
    ta_command_words(NULL, room, first);
    ta_text_add(out, "    case $command in\n        '') words='");
    for (size_t i = 0; first[i] != NULL; i++) ta_text_addf(out, " %s", first[i]);
    ta_text_add(out, "' ;;\n");
    for (size_t i = 0; first[i] != NULL; i++) {
        if (!ta_command_topic(first[i])) continue;
        ta_command_words(first[i], other, second);
        ta_text_addf(out, "        %s) words='", first[i]);
        for (size_t k = 0; second[k] != NULL; k++) ta_text_addf(out, " %s", second[k]);
        ta_text_add(out, "' ;;\n");
    }
    ta_text_add(out, "    esac\n");
}

static void add_tables(struct ta_text *out)
{
    ta_text_add(out, "    case $command in\n");
    for (size_t i = 0; i < ta_command_row_count; i++)
        if (ta_command_rows[i].command != NULL)
            add_command(out, ta_command_rows[i].command);
    ta_text_add(out, "    esac\n    case $command/$before in\n");
    for (size_t i = 0; i < ta_command_row_count; i++)
        if (ta_command_rows[i].command != NULL)
            add_values(out, ta_command_rows[i].command->name,
                       ta_command_rows[i].command->option);
    ta_text_add(out, "    esac\n    case /$before in\n");
    add_values(out, "", ta_global_options);
    ta_text_add(out, "    esac\n");
}

/* "-w|--workspace|--datasets": options with a word behind them. */
static void add_takers(struct ta_text *out, const struct ta_option *option)
{
    bool first = true;
    for (; option->name != NULL; option++) {
        if (option->value == NULL) continue;
        ta_text_addf(out, "%s--%s", first ? "" : "|", option->name);
        if (option->letter != 0) ta_text_addf(out, "|-%c", option->letter);
        first = false;
    }
}

void ta_help_bash(struct ta_text *out)
{
    ta_text_add(out,
                "# SPDX-License-Identifier: Apache-2.0\n"
                "# Completion of terrassay for bash, made by "
                "`terrassay help --completion bash`.\n"
                "_terrassay() {\n"
                "    local word=${COMP_WORDS[COMP_CWORD]} before='' command='' i\n"
                "    local words='' options='' values='' takes=''\n"
                "    [ \"$COMP_CWORD\" -lt 2 ] || before=${COMP_WORDS[COMP_CWORD-1]}\n"
                "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                "        case ${COMP_WORDS[i]} in\n"
                "        ");
    add_takers(out, ta_global_options);
    ta_text_add(out, ") i=$((i + 1)) ;;\n"
                     "        -*) ;;\n"
                     "        *) case $command in\n"
                     "           '') command=${COMP_WORDS[i]} ;;\n"
                     "           *' '*) ;;\n"
                     "           *) case \" $(_terrassay_second \"$command\") \" in\n"
                     "              *\" ${COMP_WORDS[i]} \"*) command=\"$command "
                     "${COMP_WORDS[i]}\" ;; esac ;;\n"
                     "           esac ;;\n"
                     "        esac\n"
                     "    done\n");
    add_topics(out);
    add_tables(out);
    ta_text_add(out, "    local global='");
    add_options(out, ta_global_options);
    ta_text_add(out,
                "'\n"
                "    if [ -n \"$takes\" ]; then\n"
                "        [ -z \"$values\" ] || mapfile -t COMPREPLY < "
                "<(compgen -W \"$values\" -- \"$word\")\n"
                "    elif [ -n \"$words\" ]; then\n"
                "        mapfile -t COMPREPLY < <(compgen -W \"$words $global\" -- "
                "\"$word\")\n"
                "    elif [[ $word == -* ]]; then\n"
                "        mapfile -t COMPREPLY < <(compgen -W \"$options $global\" -- "
                "\"$word\")\n"
                "    fi\n"
                "}\n"
                "_terrassay_second() {\n"
                "    local command=$1 words=''\n");
    add_topics(out);
    ta_text_add(out, "    printf '%s' \"$words\"\n"
                     "}\n"
                     "complete -o default -F _terrassay terrassay\n");
}
