/* fork.h - the runtime across fork: the child keeps the calling coroutine only. */
#ifndef RUNTIME_FORK_H
#define RUNTIME_FORK_H

/* Before anybody else registers handlers; again does nothing. */
void fork_be_first(void);

/* Once, before the process can fork. */
void fork_hooks(void);

/* In the child of a fork that ran no hooks, where libc's locks may be held by nobody: the caller is a
 * native thread from now on, and its calls go straight to the kernel. Async-signal-safe. */
void fork_without_hooks(void);

/* In the parent, behind each fork. */
void fork_made_child(void);

/* How many forks made this process: what bears another number than this is a parent's. */
extern unsigned fork_generation __attribute__((visibility("hidden")));

/* What the shims want done after a fork: in the parent, and in the child after the runtime. */
extern void (*fork_in_parent)(void), (*fork_in_child)(void);

#endif
