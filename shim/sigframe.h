/* sigframe.h - what the kernel puts on a stack to call a signal's handler. */
#ifndef SHIM_SIGFRAME_H
#define SHIM_SIGFRAME_H

#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

/* For a handler that the kernel has called with these arguments, and that is about to return: then fn(sig, info,
 * context) is called with copies of them on the stack that ends at `top`, as if by the kernel, with `mask` blocked.
 * When it returns, what was interrupted goes on. */
void sigframe_move(int sig, siginfo_t *info, ucontext_t *context, char *top, uint64_t mask,
		   void (*fn)(int sig, siginfo_t *info, void *context));

#endif
