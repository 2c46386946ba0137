/* fork.c - see fork.h. pthread_atfork also covers the forks inside libc (daemon, forkpty).
 *
 * There are two sets of handlers. The inner one is registered before all others, so that it is the last
 * before the fork and the first behind it: the handlers of libraries wait for locks, and let threads run
 * that hold them, which need the runtime as it is. So do those for whom libc's fork itself waits. Hence
 * only the locks of stacks and TCBs are held, whose state the child goes on with: nobody waits for these
 * but threads that make others, with the gate open. The outer set is registered later than malloc's, which
 * it uses in the child. */
#include "runtime/fork.h"

#include <pthread.h>
#include <stdbool.h>

#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/hub.h"
#include "runtime/kthread.h"
#include "runtime/stack.h"
#include "runtime/tcb.h"

void (*fork_in_parent)(void), (*fork_in_child)(void);
unsigned fork_generation;

/* ---- the inner set ---- */

static void hold(void) {
	stacks_hold();
	tcb_hold();
}

static void release(void) {
	tcb_release();
	stacks_release();
}

static void begin_child(void) {
	release();
	hub_left_alone();
}

void fork_be_first(void) {
	static bool is_first;
	if (is_first)
		return;
	is_first = true; /* before we come here again */
	pthread_atfork(hold, release, begin_child);
}

/* ---- the outer set ---- */

void fork_made_child(void) {
	const struct co *self = co_self();
	if (self)
		carrier_has_child(self);
}

static void parent(void) {
	fork_made_child();
	if (fork_in_parent)
		fork_in_parent();
}

static void begin_anew(void) {
	fork_generation++;
	kthreads_forked();
	hub_forked();
	if (fork_in_child)
		fork_in_child();
}

static void child(void) {
	const struct co *self = co_self();
	tcb_forked(self && !(self->flags & CO_ADOPTED) ? self->context.thread_pointer : NULL);
	begin_anew();
}

void fork_without_hooks(void) {
	eg_tls.co = NULL;
	release(); /* whoever held them */
	begin_anew();
}

void fork_hooks(void) {
	fork_be_first();
	pthread_atfork(NULL, parent, child);
}
