/* SPDX-License-Identifier: Apache-2.0 */
#include "base/machine.h"

#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

/* Classes as glibc has them (sysdeps/x86_64/fpu/multiarch/ifunc-avx-fma4.h). */
static void processor(char out[TA_NAME_SIZE])
{
#if defined(__x86_64__) && defined(__GNUC__)
    const char *more = "";
    if (__builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2"))
        more = "+fma";
    else if (__builtin_cpu_supports("fma4"))
        more = "+fma4";
    else if (__builtin_cpu_supports("avx"))
        more = "+avx";
    (void)snprintf(out, TA_NAME_SIZE, "x86_64%s", more);
#else
    struct utsname name;
    if (uname(&name) == 0)
        (void)snprintf(out, TA_NAME_SIZE, "%.30s", name.machine);
    else
        (void)snprintf(out, TA_NAME_SIZE, "unknown");
#endif
}

static void library(char out[TA_NAME_SIZE])
{
#ifdef _CS_GNU_LIBC_VERSION
    size_t n = confstr(_CS_GNU_LIBC_VERSION, out, TA_NAME_SIZE);
    if (n > 0 && n <= TA_NAME_SIZE) return;
#endif
    (void)snprintf(out, TA_NAME_SIZE, "libc");
}

void ta_machine(char out[TA_NAME_SIZE])
{
    char is[TA_NAME_SIZE], with[TA_NAME_SIZE];
    processor(is);
    library(with);
    (void)snprintf(out, TA_NAME_SIZE, "%.30s %.30s", is, with);
}
