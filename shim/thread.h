/* thread.h - threads among the shims. */
#ifndef SHIM_THREAD_H
#define SHIM_THREAD_H

/* The hooks of the runtime: see co.h. */
void thread_hooks(void);

/* In a forked child: the caller is the only thread. */
void thread_forked(void);

#endif
