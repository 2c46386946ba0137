/* real.h - libc's own version of every call in the table, typed: real.read(fd, buf, count).
 *
 * Usable at any time, also before any constructor has run: each pointer starts at a function that looks
 * the symbol up, puts it here and calls it. A call that this libc lacks fails with ENOSYS. */
#ifndef SHIM_REAL_H
#define SHIM_REAL_H

#include "shim/calls.h"

struct real {
#define PARK(family, returns, name, params, args)     returns(*name) params;
#define PARK_VOID(family, name, params, args)         void(*name) params;
#define HOOK(family, returns, name, params, args)     returns(*name) params;
#define LAST(family, name, params, args)              void(*name) params;
#define VARIADIC(family, returns, name, params, args) returns(*name) params;
#define STREAM(returns, name, params, args, stream)   returns(*name) params;
#define STREAM_VOID(name, params, args, stream)       void(*name) params;
#include "shim/calls.def"
};

extern struct real real;

/* Look all of them up. */
void real_look_up(void);

#endif
