/* futex.h - see futex.c. */
#ifndef SHIM_FUTEX_H
#define SHIM_FUTEX_H

#include <time.h>

/* futex(2): the result or -errno. Any context. */
long futex(unsigned *addr, int op, unsigned val, const struct timespec *timeout, unsigned *addr2,
	   unsigned val3);

#endif
