/* fork.c - see fork.h. pthread_atfork also covers the forks inside libc (daemon, forkpty). While the
 * process forks nobody is in the middle of changing what the child goes on with: those locks are held;
 * all else is made anew. */
#include "runtime/fork.h"

#include <pthread.h>

#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/hub.h"
#include "runtime/stack.h"
#include "runtime/tcb.h"

void (*fork_in_parent)(void), (*fork_in_child)(void);

static void prepare(void) {
	stacks_hold();
	carriers_hold();
	tcb_hold();
}

static void release(void) {
	tcb_release();
	carriers_release();
	stacks_release();
}

static void parent(void) {
	release();
	if (fork_in_parent)
		fork_in_parent();
}

static void begin_anew(void) {
	hub_forked();
	if (fork_in_child)
		fork_in_child();
}

static void child(void) {
	const struct co *self = co_self();
	release();
	tcb_forked(self && !(self->flags & CO_ADOPTED) ? self->context.thread_pointer : NULL);
	begin_anew();
}

void fork_without_hooks(void) {
	eg_tls.co = NULL;
	release(); /* whoever held them */
	begin_anew();
}

void fork_hooks(void) {
	pthread_atfork(prepare, parent, child);
}
