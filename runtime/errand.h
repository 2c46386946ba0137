/* errand.h - a function that runs on another kernel thread of the process, at once: in a handler of the
 * signal that glibc keeps for setuid, which it no longer uses here, and which nobody blocks. */
#ifndef RUNTIME_ERRAND_H
#define RUNTIME_ERRAND_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on errands are this function, which must be async-signal-safe; `ucontext` is what it interrupts.
 * Others who want one wait until errand_end. */
void errand_begin(void (*fn)(void *ucontext));
void errand_end(void);

/* With EVERGREEN_BACKEND=threads, where there are no errands: have the signal interrupt the calls that threads block
 * in, and do nothing else. Returns its number. */
int errand_interrupts(void);

/* False: there is no such thread any more. */
bool errand_send(pid_t tid);

#endif
