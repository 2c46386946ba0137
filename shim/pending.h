/* pending.h - signals on their way to a coroutine: posted, and not handled or accepted yet. */
#ifndef SHIM_PENDING_H
#define SHIM_PENDING_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/co.h"

/* Of a pool, so that a signal handler can have one. */
struct pending {
	struct pending *next;
	int sig;
	unsigned discards; /* of its signal when it was sent: no longer so many, and it is void */
	bool to_process;   /* if its thread ends before, another one's */
	siginfo_t info;
};

/* NULL: too many are on their way. Async-signal-safe. */
struct pending *pending_get(void);
void pending_put(struct pending *p);

/* Put one on a list from the front, in any context, async-signal-safe; and turn a list that was filled so. */
void pending_push(_Atomic(struct pending *) *newest, struct pending *p);
struct pending *pending_oldest_first(struct pending *newest);

/* ---- posting ---- */

/* Send one to the process, again, as it was sent where that is allowed. False: no room in the kernel. */
bool pending_send(int sig, const siginfo_t *info);

/* Queue the signal at the coroutine and see that it looks. False: no room for what it carries. Any
 * context; async-signal-safe. */
bool pending_post(struct co *co, int sig, const siginfo_t *info, bool to_process);

/* A signal whose only purpose is to interrupt a system call of the coroutine that it was posted to. */
bool pending_is_kick(const siginfo_t *info);

/* The signal is ignored from now on: those that were sent and not handled are void. */
void pending_discard(int sig);

/* The program reads these from a signalfd: to whoever blocks them, they are sent through the kernel. */
void pending_read_from_fd(uint64_t set);

/* ---- taking; by the coroutine itself ---- */

static inline bool pending_exist(const struct co *self) {
	return self->shim.queue || atomic_load(&self->shim.signals);
}

/* The next of the set, for the caller to handle, who then lets others in: they are not to overtake it.
 * NULL: there is none. */
struct pending *pending_take(struct co *self, uint64_t set);

/* Those to the process that the coroutine blocks by now are sent again: another thread may have them. But not what it
 * blocks until a handler is over, which stays in order. */
void pending_give_back(struct co *self);

/* Handlers may be run again where a signal arrives, rather than after what is queued. */
void pending_let_in(struct co *self);

/* Take one of the set, as sigwait does. False: there is none. */
bool pending_accept(struct co *self, uint64_t set, siginfo_t *info);

/* All of them. */
uint64_t pending_set(struct co *self);

/* ---- what the kernel has for the kernel thread, and the coroutine is to have; gate closed ---- */

/* What was sent to a thread before it became a coroutine goes with it. */
void pending_adopt(struct co *self);

/* A write has failed with EPIPE: the SIGPIPE of a coroutine that blocks it waits for the coroutine, and not
 * for whoever runs next on the kernel thread. */
void pending_take_sigpipe(struct co *self);

/* In a forked child, with all signals blocked: nothing is on its way. */
void pending_forked(struct co *self);

#endif
