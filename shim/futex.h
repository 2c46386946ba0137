/* futex.h - see futex.c. */
#ifndef SHIM_FUTEX_H
#define SHIM_FUTEX_H

#include <stdint.h>
#include <time.h>

struct futex_waitv;

/* futex(2): the result or -errno. Any context. */
long futex(unsigned *addr, int op, unsigned val, const struct timespec *timeout, unsigned *addr2,
	   unsigned val3);
long futex_wait_any(const struct futex_waitv *waits, unsigned count, unsigned flags,
		    const struct timespec *until, clockid_t clock);

#endif
