/* kthread.c - see kthread.h. */
#include "runtime/kthread.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "runtime/cancel.h"
#include "runtime/errand.h"
#include "runtime/fd.h"
#include "runtime/fork.h"
#include "runtime/list.h"
#include "runtime/lock.h"
#include "runtime/next.h"
#include "runtime/settings.h"
#include "runtime/sys.h"
#include "runtime/wait.h"

static struct {
	struct lock lock;
	struct list list; /* of struct kthread */
	bool has_key;
	pthread_key_t key; /* whose destructor is the end of a thread */
	_Atomic uint64_t made;
	struct guard guard;       /* of the following */
	unsigned live;            /* started, and not ended; of these */
	unsigned daemons;         /* some that nobody waits for, and */
	unsigned idle;            /* some that wait for the end of the others, */
	struct wait_queue idlers; /* as do these */
} all = { .list = { &all.list, &all.list } };

struct kthread {
	struct co co;
	struct list ring;
	bool is_daemon;
	struct kthread *lent, *next_lent; /* references that it has for now; and of such, the next */
	_Atomic int calls; /* of libc's that it is in, and that may block: more than one in handlers; */
	_Atomic bool is_shielded; /* no cancellation ends them */
	_Atomic bool is_armed;    /* the timer that interrupts them */
	_Atomic int timer;        /* its id plus one; 0: none */
};

static struct kthread *of(struct co *co) {
	return container_of(co, struct kthread, co);
}

/* ---- references ---- */

void kthread_lend(struct co *co) {
	struct kthread *self = of(kthread_adopt()); /* it has one: it has spawned */
	of(co)->next_lent = self->lent;
	self->lent = of(co);
}

void kthread_unlend(struct co *co) {
	struct kthread *lent = of(co)->lent;
	of(co)->lent = NULL;
	for (struct kthread *next; lent; lent = next) {
		next = lent->next_lent;
		co_unref(&lent->co);
	}
}

/* ---- calls of libc ----
 *
 * A signal can come just before a thread blocks, and is lost then: so it comes again and again, from a timer that
 * is armed while the thread is in such a call and is to come back from it; or, if it is cancelled just when the call
 * is over, until the next one is. No lock is taken here: a handler of the program's may make calls, too. */

/* Only the thread itself makes it. */
static void make_timer(struct kthread *k) {
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = errand_interrupts() };
	int timer;
	event._sigev_un._tid = k->co.tid;
	if (sys(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer) == 0)
		atomic_store(&k->timer, timer + 1);
}

/* From a time on, CLOCK_MONOTONIC; FOREVER_NS: no more. */
static void arm(struct kthread *k, int64_t from_ns) {
	struct itimerspec times = { 0 };
	int timer = atomic_load(&k->timer) - 1;
	if (timer < 0)
		return;
	if (from_ns != FOREVER_NS) {
		errand_interrupts();
		atomic_store(&k->is_armed, true);
		from_ns = from_ns > 0 ? from_ns : 1;
		times = (struct itimerspec){ .it_value = { from_ns / 1000000000, from_ns % 1000000000 },
					     .it_interval = { .tv_nsec = 1000000 } };
	}
	sys(SYS_timer_settime, timer, TIMER_ABSTIME, &times, NULL);
}

static bool is_cancelled(struct co *co) {
	return (atomic_load(&co->attention) & ATTEND_CANCEL) && !co->cancel.shields;
}

void kthread_interrupt(struct co *co) {
	struct kthread *k = of(co);
	if (atomic_load(&k->calls) && !atomic_load(&k->is_shielded))
		arm(k, 1);
}

int kthread_begin_call(struct co *self) {
	struct kthread *k = of(self);
	int saved_errno = errno;
	if (unlikely(!atomic_load_explicit(&k->timer, memory_order_relaxed)))
		make_timer(k);
	atomic_store(&k->is_shielded, self->cancel.shields != 0);
	atomic_fetch_add(&k->calls, 1); /* from here on it is seen to by who cancels it */
	if (is_cancelled(self))
		arm(k, 1);
	else if (self->limit_ns != FOREVER_NS)
		arm(k, self->limit_ns);
	errno = 0; /* tells whether the call has failed */
	return saved_errno;
}

void kthread_end_call(struct co *self, int saved_errno) {
	struct kthread *k = of(self);
	int error = errno;
	enum wake why = WAKE_EVENT;
	if (atomic_fetch_sub(&k->calls, 1) == 1 && atomic_exchange(&k->is_armed, false))
		arm(k, FOREVER_NS);
	if (error == EINTR && is_cancelled(self))
		why = WAKE_CANCEL;
	else if (error == EINTR && self->limit_ns <= clock_ns())
		why = WAKE_LIMIT;
	if (why != WAKE_EVENT) {
		cancel_stopped(self, why);
		error = self->cancel.stop;
	}
	errno = error ? error : saved_errno;
	cancel_point(self);
}

/* ---- the end ---- */

/* Of those who wait for all others, when there are none. In the guard. */
static void end_waits(void) {
	if (all.live == all.idle + all.daemons)
		wait_finish_all(&all.idlers, 0);
}

static void forget(struct kthread *k) {
	lock_take(&all.lock);
	list_remove(&k->ring);
	lock_drop(&all.lock);
	if (k->co.flags & CO_ADOPTED)
		return;
	bool owned = guard_take(&all.guard, NULL);
	all.live--;
	all.daemons -= k->is_daemon;
	end_waits();
	wait_drop(&all.guard, owned);
}

/* By libc, when the thread has run its own destructors. */
static void end(void *arg) {
	struct co *self = arg;
	cancel_ending(self); /* of one that was adopted; and what was deferred since */
	kthread_unlend(self);
	native_end(&self->native);
	int timer = atomic_exchange(&of(self)->timer, 0) - 1;
	if (timer >= 0)
		sys(SYS_timer_delete, timer);
	co_announce_end(NULL, self);
	forget(of(self));
	eg_tls.kthread = NULL;
	co_unref(self);
}

static void function_over(void *self) {
	cancel_ending(self);
}

void kthread_free(struct co *co) {
	free(co->api.message);
	free(of(co));
}

/* ---- making ---- */

static int make_key(void) {
	lock_take(&all.lock);
	int error = all.has_key ? 0 : pthread_key_create(&all.key, end);
	all.has_key = !error;
	lock_drop(&all.lock);
	return -error;
}

static struct kthread *make(void *(*fn)(void *), void *arg, const char *name) {
	struct kthread *k = make_key() < 0 ? NULL : calloc(1, sizeof *k);
	if (!k)
		return NULL;
	struct co *co = &k->co;
	co->flags = CO_KTHREAD | CO_NATIVE;
	co->fn = fn;
	co->arg = arg;
	atomic_init(&co->refs, 2);
	atomic_init(&co->end_guard.owner, guard_state(GUARD_SHARED));
	atomic_init(&co->wake, WAKE_EVENT);
	co->parked_as = WAKE_NOT_YET;
	co->limit_ns = FOREVER_NS;
	co->id = co_new_id();
	co->generation = fork_generation;
	if (name)
		strncpy(co->name, name, sizeof co->name - 1);
	return k;
}

/* It exists from now on. */
static void note(struct kthread *k) {
	lock_take(&all.lock);
	list_insert(&all.list, &k->ring);
	lock_drop(&all.lock);
	atomic_fetch_add(&all.made, 1);
}

/* Until it is started, and its time has come, or it is cancelled. */
static void wait_for_start(struct co *self) {
	struct wait wait;
	native_wait(&self->native, FOREVER_NS);
	int error = self->start_ns ? -EINTR : 0;
	while (error == -EINTR) {
		wait_begin(&wait, NULL);
		error = wait_park(&wait, self->start_ns);
	}
}

static void *run(void *arg) {
	struct co *self = arg;
	eg_tls.kthread = self;
	pthread_setspecific(all.key, self);
	self->tid = (int)sys(SYS_gettid);
	if (self->name[0])
		sys(SYS_prctl, PR_SET_NAME, self->name);
	pthread_cleanup_push(function_over, self);
	wait_for_start(self);
	if (!atomic_load(&self->cancel.code)) { /* before it started: it never does */
		__atomic_store_n(&self->begun, true, __ATOMIC_RELAXED);
		self->result = self->fn(self->arg);
	}
	pthread_cleanup_pop(1);
	return NULL;
}

static int start_thread(struct co *co, size_t stack_size) {
	pthread_attr_t attr;
	pthread_t id;
	int error = 0;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	if (stack_size) /* what libc puts there comes on top */
		error = pthread_attr_setstacksize(&attr,
						  stack_size + (size_t)sysconf(_SC_THREAD_STACK_MIN));
	if (!error)
		error = next_pthread_create(&id, &attr, run, co);
	pthread_attr_destroy(&attr);
	return error ? -ENOMEM : 0;
}

int kthread_new(struct co **co, void *(*fn)(void *), void *arg, const struct co_options *options) {
	struct kthread *k = make(fn, arg, options->name);
	if (!k)
		return -ENOMEM;
	native_prepare(&k->co.native, NATIVE_FIRM);
	int error = start_thread(&k->co, options->stack_size);
	if (error) {
		kthread_free(&k->co);
		return error;
	}
	note(k);
	*co = &k->co;
	return 0;
}

void kthread_start(struct co *co) {
	bool owned = guard_take(&all.guard, NULL);
	all.live++;
	guard_drop(&all.guard, owned);
	if (native_claim(&co->native))
		native_wake(&co->native);
}

struct co *kthread_adopt(void) {
	if (eg_tls.kthread)
		return eg_tls.kthread;
	struct kthread *k = make(NULL, NULL, NULL);
	if (!k)
		return NULL;
	k->co.flags |= CO_ADOPTED;
	k->co.refs = 1;
	k->co.begun = true;
	k->co.tid = (int)sys(SYS_gettid);
	note(k);
	pthread_setspecific(all.key, &k->co);
	return eg_tls.kthread = &k->co;
}

/* ---- all of them ---- */

void kthread_is_daemon(void) {
	bool owned = guard_take(&all.guard, NULL);
	of(eg_tls.kthread)->is_daemon = true;
	all.daemons++;
	end_waits();
	wait_drop(&all.guard, owned);
}

static int wait_for_others(unsigned self, int64_t deadline_ns, bool again) {
	struct entry e = entry_begin(&all.guard, "eg_wait", NULL);
	bool is_over = all.live == all.idle + all.daemons + self;
	if (is_over)
		wait_finish_all(&all.idlers, 0);
	if (is_over || deadline_ns == 0) {
		entry_drop(&all.guard, e);
		return is_over ? 0 : -EAGAIN;
	}
	all.idle += self;
	int error = wait_in(&e, &all.guard, &all.idlers, NULL, deadline_ns, again);
	bool owned = guard_take(&all.guard, NULL);
	all.idle -= self;
	guard_drop(&all.guard, owned);
	return error;
}

int kthreads_wait(int64_t deadline_ns) {
	const struct co *self = kthread_adopt();
	int error = self ? -EINTR : -ENOMEM;
	for (bool again = false; error == -EINTR; again = true)
		error = wait_for_others(!(self->flags & CO_ADOPTED), deadline_ns, again);
	return error;
}

void kthreads_each(bool (*visit)(void *co, void *arg), void *arg) {
	lock_take(&all.lock);
	for (struct list *at = all.list.next; at != &all.list; at = at->next) {
		if (visit(&container_of(at, struct kthread, ring)->co, arg))
			break;
	}
	lock_drop(&all.lock);
}

uint64_t kthreads_made(void) {
	return atomic_load(&all.made);
}

void kthreads_forked(void) {
	struct co *self = eg_tls.kthread;
	all.lock = (struct lock){ 0 };
	list_init(&all.list);
	all.guard = (struct guard){ 0 };
	all.idlers = (struct wait_queue){ 0 };
	all.live = all.idle = all.daemons = 0;
	if (settings.backend != BACKEND_THREADS)
		return;
	fd_close_own(settings.stats_fd); /* what all of them have waited on */
	if (!self)
		return;
	self->native = (struct native){ 0 };
	of(self)->timer = 0; /* it is the parent's */
	of(self)->is_armed = false;
	list_insert(&all.list, &of(self)->ring);
	self->tid = (int)sys(SYS_gettid);
	self->generation = fork_generation;
	self->flags |= CO_ADOPTED; /* it is the child's main thread */
	self->joiners = (struct wait_queue){ 0 };
	self->end_guard = (struct guard){ .owner = guard_state(GUARD_SHARED) };
}
