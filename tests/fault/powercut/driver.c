/* SPDX-License-Identifier: Apache-2.0 */
/** @file driver.c  The program's commands, one after the other in one process: starting takes the program
 *  longer than what it does here.
 *
 *  Each line of standard input: file for standard output, file for standard error, the command's
 *  words; tabs between. Each answer: the exit code. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/run.h"
#include "cli/stop.h"

enum { WORDS = 40, CANNOT = 120 };

static int onto(const char *path, int file)
{
    int opened = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int done = opened >= 0 && dup2(opened, file) == file ? 0 : -1;
    if (opened >= 0) (void)close(opened);
    return done;
}

/* Its output goes to files; where it stands itself stays. */
static int run(char **word, int n)
{
    if (onto(word[0], STDOUT_FILENO) != 0 || onto(word[1], STDERR_FILENO) != 0)
        return CANNOT;
    word[1] = "terrassay";
    int code = ta_cli_run(n - 1, word + 1);
    (void)fflush(stderr);
    return code;
}

int main(void)
{
    char *line = NULL, *word[WORDS + 1];
    size_t room = 0;
    ssize_t size;
    int answers = dup(STDOUT_FILENO);
    ta_signals_setup();
    while (answers >= 0 && (size = getline(&line, &room, stdin)) > 0) {
        int n = 0;
        line[size - 1] = '\0';
        for (char *at = line; at != NULL && n < WORDS; n++) {
            word[n] = at;
            at = strchr(at, '\t');
            if (at != NULL) *at++ = '\0';
        }
        word[n] = NULL;
        (void)dprintf(answers, "%d\n", n < 3 ? CANNOT : run(word, n));
    }
    free(line);
    return 0;
}
