/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/stop.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t asked, heeded;

static void remember(int signal_number)
{
    asked = signal_number;
}

void ta_stop_watch(void)
{
    struct sigaction action = {.sa_handler = remember,
                               .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
    (void)sigemptyset(&action.sa_mask);
    static const int signals[] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction before;
        /* what nohup or a shell's background job ignores stays ignored */
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN)
            continue;
        (void)sigaction(signals[i], &action, NULL);
    }
}

bool ta_stop_asked(void *self)
{
    (void)self;
    if (asked != 0) heeded = asked;
    return asked != 0;
}

int ta_stop_heeded(void)
{
    return heeded;
}

/* Whoever writes to a stand-in gets EBADF, as from the closed descriptor. */
static void fill(int descriptor)
{
    if (fcntl(descriptor, F_GETFD) != -1) return;
    int stand_in = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (stand_in != -1 && stand_in != descriptor) (void)close(stand_in);
}

void ta_signals_setup(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigemptyset(&ignore.sa_mask);
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL);
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) fill(i);
}
