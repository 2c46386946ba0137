/* tid.h - the ids that gettid tells, and whose they are.
 *
 * A thread coroutine's id is a number that no kernel thread has: stable, and unique, also among
 * processes. The calls that take a thread's id know it; /proc/self/task has the kernel's threads only.
 * The main thread's is the process's, as ever. */
#ifndef SHIM_TID_H
#define SHIM_TID_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct co;

/* The program gets to know the id of this one. Its end makes it unknown; false: it has ended. */
bool tid_publish(struct co *co);
void tid_forget(struct co *co);

/* In a forked child: whose only thread is `self`. */
void tid_forked(struct co *self);

/* The thread with an id that was published, to be released by co_unref; or NULL. */
struct co *tid_get(pid_t tid);
/* The same by its lowest bits, of CO_TID_LOW. */
struct co *tid_get_low(pid_t low);

/* The system call rt_tgsigqueueinfo. */
long tid_sigqueue(pid_t pid, pid_t tid, int sig, const siginfo_t *info);

#endif
