/* process.h - processes among the shims. */
#ifndef SHIM_PROCESS_H
#define SHIM_PROCESS_H

/* Called by vfork itself, in the parent. In between, the child uses the parent's memory: every call on
 * this thread goes straight to libc. The end returns what vfork returns, given the kernel's result. */
void process_vfork_begin(void);
long process_vfork_end(long result);

/* The same in the child, which changes no memory. */
void process_vfork_child(void);

/* A system call that forks, made as such. */
long process_raw_fork(long number, long a, long b, long c, long d, long e);

/* This process traces another one: children do not only end. */
void process_traces(void);

/* The system call ptrace: its result or -errno. */
long ptrace_raw(long request, long pid, long addr, long data);

/* What the shims do in a forked child. */
void process_forked(void);

#endif
