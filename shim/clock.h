/* clock.h - see clock.c. */
#ifndef SHIM_CLOCK_H
#define SHIM_CLOCK_H

#include <sys/types.h>

struct co;

/* The coroutine whose processor time the clock tells, to be released by co_unref; NULL: it is a clock of the
 * kernel's, or none. */
struct co *clock_owner(clockid_t clock);

#endif
