/* signal.h - signals among the shims: signal.c delivers, pending.c
 * has what is to be delivered, sigaction.c sets actions, sigwait.c has masks
 * and all that waits for signals. */
#ifndef SHIM_SIGNAL_H
#define SHIM_SIGNAL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "runtime/co.h"
#include "runtime/sigmask.h"

enum { SIGNALS = 64 };

/* ---- life ---- */

/* When the runtime starts, and what its hooks call: see co.h. In a forked child: nothing is on its way.
 */
void signal_start(void);
void signal_handle_posted(struct co *self);
void signal_route(void);
void signal_ending(struct co *self);
void signal_forked(void);

bool signal_started(void);

/* ---- for shims that park ---- */

/* After a park that a signal ended, in calls that a handler ends whatever it asks for: -EINTR, or 0 where none has run. */
static inline int signal_ends(struct co *self) {
	return co_interrupted(self) == INTERRUPTION_NONE ? 0 : -EINTR;
}

/* There are handlers to run. */
static inline bool signal_is_due(struct co *self) {
	return atomic_load_explicit(&self->attention, memory_order_relaxed) & ATTEND_SIGNAL;
}

/* The coroutine's mask is `mask` from now on, and the kernel's. */
void signal_set_mask(struct co *self, uint64_t mask);

/* The same, where the kernel is about to be told. */
void signal_note_mask(struct co *self, uint64_t mask);

/* The same for the time of one call: as long as no handler has run, which returns to the old mask. NULL: no
 * other mask. Gate closed. */
struct signal_masked {
	bool changed;
	uint64_t old;
};
void signal_mask_begin(struct co *self, struct signal_masked *masked, const sigset_t *mask);
void signal_mask_end(struct co *self, struct signal_masked *masked);

/* ---- sending ---- */

/* As pthread_kill and pthread_sigqueue do. 0 or an error number. */
int signal_send(struct co *co, int sig, const siginfo_t *info);

/* As pthread_kill: without more to tell. */
int signal_kill(struct co *co, int sig);

/* ---- actions ---- */

void sigaction_start(void);
void sigaction_forked(void);

/* A signal is delivered to a handler with SA_RESETHAND. False: it was reset before. Where no handler interrupts. */
bool sigaction_reset(int sig);

/* Is there a handler of the program's? Then *action is what the program set. */
bool signal_is_hooked(int sig, struct sigaction *action);

/* Have the kernel call us, to run action's handler (`handled`) or for our own purposes; one caller at a
 * time, whom no signal handler interrupts. As sigaction returns. */
int signal_hook(int sig, const struct sigaction *action, bool handled, int more_flags);
void signal_unhook(int sig);

static inline uint64_t sigset_mask(const sigset_t *set) {
	uint64_t mask;
	memcpy(&mask, set, sizeof mask);
	return mask & SIGMASK_ALL;
}

static inline void mask_sigset(uint64_t mask, sigset_t *set) {
	memset(set, 0, sizeof *set);
	memcpy(set, &mask, sizeof mask);
}

static inline bool signal_is_blocked(const struct co *co, int sig) {
	return co->sigmask & sigmask_bit(sig);
}

#endif
