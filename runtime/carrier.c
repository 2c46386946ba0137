/* carrier.c - see carrier.h. Kernel threads are made by the worker only (monitor.c), since making one takes
 * libc's locks; whoever needs one leaves the coroutine in `waiting` and pokes it. The watcher, which takes
 * hubs from coroutines that may hold these locks, needs one at once: some are always there. */
#include "runtime/carrier.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "runtime/co.h"
#include "runtime/cputime.h"
#include "runtime/detach.h"
#include "runtime/hub.h"
#include "runtime/lock.h"
#include "runtime/monitor.h"
#include "runtime/next.h"
#include "runtime/say.h"
#include "runtime/settings.h"
#include "runtime/sys.h"
#include "runtime/tcb.h"

enum { CARRIER_STACK = 128 << 10 };
enum { RESERVE = 4 }; /* spare carriers that do not end */

static struct {
	struct lock lock;
	struct carrier *spare; /* last in, first out: the others grow old and end */
	size_t spares;
	struct carrier *ended; /* to be used again */
	struct co *waiting, **waiting_tail;
	size_t waiting_count;
	size_t count;    /* carriers that take coroutines, */
	size_t starting; /* and those of them that have not got so far yet */
	bool lacks;      /* the watcher found none */
	cpu_set_t usual; /* processors; empty: not known yet */
} carriers = { .waiting_tail = &carriers.waiting };

/* With the TLS that is taken out of it. */
static size_t stack_size(void) {
	size_t size = CARRIER_STACK + tcb_layout()->above + tcb_layout()->below;
	return (size + 4095) & ~(size_t)4095;
}

int carrier_thread(void *(*fn)(void *), void *arg) {
	pthread_attr_t attr;
	pthread_t thread;
	uint64_t old = sigmask_current();
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, stack_size());
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	sigmask_apply(SIGMASK_ALL);
	int error = next_pthread_create(&thread, &attr, fn, arg);
	sigmask_apply(old);
	pthread_attr_destroy(&attr);
	return -error;
}

/* The calling kernel thread is this carrier: note who it is, and give it an alternate signal stack. */
static void settle(struct carrier *self) {
	enum { ALTSTACK = 64 << 10 };
	self->tid = (int)sys(SYS_gettid);
	void *map = mmap(NULL, ALTSTACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED)
		return; /* an overflow then ends the process without a word, as without us */
	self->altstack = map;
	stack_t altstack = { .ss_sp = map, .ss_size = ALTSTACK };
	sys(SYS_sigaltstack, &altstack, NULL);
}

static void unsettle(struct carrier *self) {
	enum { ALTSTACK = 64 << 10 };
	stack_t none = { .ss_flags = SS_DISABLE };
	sys(SYS_sigaltstack, &none, NULL);
	if (self->altstack)
		munmap(self->altstack, ALTSTACK);
	self->altstack = NULL;
}

/* ---- carriers that take coroutines ---- */

/* With the lock held. */
static struct co *next_waiting(void) {
	struct co *co = carriers.waiting;
	if (co) {
		carriers.waiting = co->next;
		if (!co->next)
			carriers.waiting_tail = &carriers.waiting;
		carriers.waiting_count--;
	}
	return co;
}

/* With the lock held. */
static void push_spare(struct carrier *carrier) {
	carrier->next = carriers.spare;
	carriers.spare = carrier;
	carriers.spares++;
}

static struct carrier *pop_spare(void) {
	struct carrier *carrier = carriers.spare;
	if (carrier) {
		carriers.spare = carrier->next;
		carriers.spares--;
	}
	return carrier;
}

/* How many more are wanted. */
static size_t missing(void) {
	size_t wanted = carriers.waiting_count + RESERVE, there = carriers.starting + carriers.spares;
	if (wanted <= there || carriers.count >= settings.carriers)
		return 0;
	size_t most = settings.carriers - carriers.count;
	return wanted - there < most ? wanted - there : most;
}

/* Out of the spare ones, where there are enough without it. */
static bool retires(struct carrier *self) {
	lock_take(&carriers.lock);
	struct carrier **at = &carriers.spare;
	while (*at && *at != self)
		at = &(*at)->next;
	bool ends = *at == self && carriers.spares > RESERVE;
	if (ends) {
		*at = self->next;
		carriers.spares--;
		carriers.count--;
	}
	lock_drop(&carriers.lock);
	return ends;
}

/* As a spare, until there is something to do. False: there was nothing for so long that it ends. */
static bool wait_as_spare(struct carrier *self) {
	struct timespec idle = { .tv_sec = settings.carrier_idle_ns / 1000000000,
				 .tv_nsec = settings.carrier_idle_ns % 1000000000 };
	while (!atomic_load(&self->awake)) {
		long error = sys(SYS_futex, &self->awake, FUTEX_WAIT_PRIVATE, 0,
				 self->stays ? NULL : &idle, 0, 0);
		if (error == -ETIMEDOUT && retires(self))
			return false;
	}
	return true;
}

static void wake(struct carrier *carrier) {
	atomic_store(&carrier->awake, 1);
	sys(SYS_futex, &carrier->awake, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

/* A coroutine to carry, or a hub to run. False: none came. */
static bool find_work(struct carrier *self) {
	lock_take(&carriers.lock);
	carriers.starting -= self->is_starting;
	self->is_starting = false;
	self->riding = next_waiting();
	if (!self->riding) {
		atomic_store(&self->awake, 0);
		push_spare(self);
	}
	lock_drop(&carriers.lock);
	return self->riding || wait_as_spare(self);
}

static void ride(struct carrier *self) {
	struct co *co = self->riding;
	co->carrier = self;
	sigmask_apply(co->sigmask);
	if (unlikely(cputime_is_measured()))
		cputime_switch(NULL, co);
	context_switch(&self->context, &co->context);
}

/* The coroutine that it carried is off its stack here: back to its hub. */
static void send_home(struct carrier *self) {
	struct co *co = self->riding;
	sigmask_apply(SIGMASK_ALL);
	self->riding = NULL;
	co->away = false;
	detach_ended(co);
	hub_ready(co);
}

const cpu_set_t *carriers_usual(void) {
	return &carriers.usual;
}

static void bind(struct carrier *self, const cpu_set_t *to) {
	if (likely(self->bound == to))
		return;
	sys(SYS_sched_setaffinity, 0, sizeof *to, to ? to : &carriers.usual);
	self->bound = to;
}

/* All that carriers do, each in its own context. */
static void carry(struct carrier *self) {
	do {
		bind(self, (self->hub ? self->hub : self->riding->hub)->bound);
		if (self->hub)
			hub_run(self->hub, self); /* until that is taken, and its last coroutine rides */
		else
			ride(self);
		send_home(self);
	} while (find_work(self));
}

static void *run_carrier(void *arg) {
	struct carrier *self = arg;
	self->context.thread_pointer = context_thread_pointer();
	eg_tls.carrier = self;
	settle(self);
	if (self->hub || find_work(self))
		carry(self);
	unsettle(self); /* never freed: a signal may be on its way to it */
	lock_take(&carriers.lock);
	self->next = carriers.ended;
	carriers.ended = self;
	lock_drop(&carriers.lock);
	return NULL;
}

void carrier_take(struct co *co) {
	lock_take(&carriers.lock);
	struct carrier *spare = pop_spare();
	if (spare) {
		spare->riding = co;
	} else {
		co->next = NULL;
		*carriers.waiting_tail = co;
		carriers.waiting_tail = &co->next;
		carriers.waiting_count++;
	}
	bool make = missing() > 0, all = carriers.count >= settings.carriers;
	lock_drop(&carriers.lock);
	if (spare)
		wake(spare);
	if (make)
		monitor_poke();
	else if (!spare && all) {
		say_once(SAY_WARN,
			 "%zu blocking calls are under way, the limit of kernel threads for them; "
			 "further ones wait for these. --carriers=N raises it",
			 settings.carriers);
	}
}

int carriers_idle(void) {
	lock_take(&carriers.lock);
	int spare = (int)carriers.spares;
	bool all = !carriers.waiting;
	lock_drop(&carriers.lock);
	return all ? spare : -1;
}

/* No more are to be had. Where no carrier will ever come, a coroutine that waits for one makes its call on
 * its hub, blocking that. */
static void give_up(int error) {
	lock_take(&carriers.lock);
	bool lacks = carriers.lacks || carriers.waiting;
	struct co *co = carriers.count == 0 ? next_waiting() : NULL;
	lock_drop(&carriers.lock);
	if (lacks)
		say_once(SAY_WARN,
			 "no kernel thread for a thread that computes or blocks (%s): others wait for "
			 "it; raise ulimit -u or kernel.threads-max",
			 strerror(error));
	if (co) {
		co->away = false;
		hub_ready(co);
	}
}

/* A new one, which has been counted. 0 or -errno. */
static int make(void) {
	lock_take(&carriers.lock);
	struct carrier *carrier = carriers.ended;
	if (carrier)
		carriers.ended = carrier->next;
	lock_drop(&carriers.lock);
	if (!carrier && !(carrier = calloc(1, sizeof *carrier)))
		return -ENOMEM;
	*carrier = (struct carrier){ .is_starting = true };
	int error = carrier_thread(run_carrier, carrier);
	if (error) {
		lock_take(&carriers.lock);
		carrier->next = carriers.ended;
		carriers.ended = carrier;
		lock_drop(&carriers.lock);
	}
	return error;
}

void carriers_make(void) {
	for (;;) {
		lock_take(&carriers.lock);
		bool wanted = missing() > 0;
		carriers.count += wanted;
		carriers.starting += wanted;
		lock_drop(&carriers.lock);
		int error = wanted ? make() : 0;
		if (error) {
			lock_take(&carriers.lock);
			carriers.count--;
			carriers.starting--;
			lock_drop(&carriers.lock);
			give_up(-error);
		}
		if (!wanted || error)
			return;
	}
}

/* ---- carriers without malloc ---- */

/* libc's pthread_create takes malloc's lock, unless there is the stack of a thread that has ended. Where a thread
 * waits for a page in malloc, all that want memory wait behind it, each keeping its carrier, and the next one cannot
 * be made. So some are made in time, and end. */
enum { STOCK = 16 };

static _Atomic unsigned stocked; /* futex */

static void *wait_for_stock(void *arg) {
	(void)arg;
	while (!atomic_load(&stocked))
		sys(SYS_futex, &stocked, FUTEX_WAIT_PRIVATE, 0, 0, 0, 0);
	return NULL;
}

void carriers_stock(void) {
	struct carrier *carrier = calloc(STOCK, sizeof *carrier);
	atomic_store(&stocked, 0);
	for (int i = 0; carrier && i < STOCK; i++, carrier++) {
		if (carrier_thread(wait_for_stock, NULL) < 0)
			break;
		lock_take(&carriers.lock);
		carrier->next = carriers.ended;
		carriers.ended = carrier;
		lock_drop(&carriers.lock);
	}
	atomic_store(&stocked, 1);
	sys(SYS_futex, &stocked, FUTEX_WAKE_PRIVATE, INT_MAX, 0, 0, 0);
}

/* ---- for the watcher ---- */

struct carrier *carrier_reserve(void) {
	lock_take(&carriers.lock);
	struct carrier *carrier = pop_spare();
	bool may = missing() > 0, all = carriers.count >= settings.carriers;
	carriers.lacks = !carrier;
	lock_drop(&carriers.lock);
	if (may)
		monitor_poke();
	else if (!carrier && all)
		say_once(SAY_WARN,
			 "%zu threads compute or block at once, the limit of kernel threads for them; "
			 "others wait for these. --carriers=N raises it",
			 settings.carriers);
	return carrier;
}

void carrier_give_back(struct carrier *carrier) {
	lock_take(&carriers.lock);
	push_spare(carrier);
	lock_drop(&carriers.lock);
}

void carrier_give_hub(struct carrier *carrier, struct hub *hub) {
	carrier->hub = hub;
	wake(carrier);
}

/* ---- carriers that run a hub ---- */

/* It is the first coroutine that switches here: because it waits, or because its hub was taken from it.
 */
static void run_adopted(void *arg) {
	struct carrier *self = arg;
	if (!self->hub) {
		send_home(self);
		find_work(self);
	}
	carry(self);
	CHECK(!"a carrier ended whose kernel thread is not ours");
}

struct carrier *carrier_adopt(struct hub *hub) {
	struct carrier *carrier = calloc(1, sizeof *carrier);
	struct co *frame;
	if (!carrier)
		return NULL;
	struct co_options options = { .stack_size = stack_size(), .guard = 4096, .flags = CO_OWN_TLS };
	if (co_new(&frame, NULL, NULL, &options) < 0) {
		free(carrier);
		return NULL;
	}
	carrier->context.thread_pointer = frame->context.thread_pointer;
	context_make(&carrier->context, frame->top, run_adopted, carrier);
	co_set_tls(frame, (struct tls){ .carrier = carrier });
	carrier->hub = hub;
	carrier->stays = true;
	if (CPU_COUNT(&carriers.usual) == 0)
		sys(SYS_sched_getaffinity, 0, sizeof carriers.usual, &carriers.usual);
	settle(carrier);
	return carrier;
}

int carrier_start(struct hub *hub) {
	struct carrier *carrier = calloc(1, sizeof *carrier);
	if (!carrier)
		return -ENOMEM;
	carrier->hub = hub;
	hub->carrier = carrier;
	hub->sigmask = SIGMASK_ALL;
	int error = carrier_thread(run_carrier, carrier);
	if (error) {
		free(carrier);
		return error;
	}
	lock_take(&carriers.lock);
	carriers.count++;
	lock_drop(&carriers.lock);
	return 0;
}

/* The order of the looks makes up for the monitor, which may be about to detach it: see detach.c. */
const struct carrier *carrier_of(const struct co *co) {
	const struct hub *hub = __atomic_load_n(&co->hub, __ATOMIC_ACQUIRE);
	bool is_current = hub && __atomic_load_n(&hub->current, __ATOMIC_ACQUIRE) == co;
	const struct carrier *carrier =
		is_current ? __atomic_load_n(&hub->carrier, __ATOMIC_ACQUIRE) : NULL;
	if (__atomic_load_n(&co->away, __ATOMIC_ACQUIRE))
		return co->carrier;
	return carrier;
}

/* ---- fork ---- */

void carrier_has_child(const struct co *self) {
	struct carrier *carrier = (struct carrier *)(uintptr_t)carrier_of(self);
	if (carrier)
		carrier->stays = true; /* whose kernel thread alone looks at it */
}

/* The lock was not held: anybody may have been in the middle of something. */
void carriers_forked(void) {
	atomic_store(&carriers.lock.word, 0);
	carriers.ended = NULL;
	carriers.spare = NULL;
	carriers.spares = 0;
	carriers.lacks = false;
	CPU_ZERO(&carriers.usual);
	carriers.waiting = NULL;
	carriers.waiting_tail = &carriers.waiting;
	carriers.waiting_count = carriers.count = carriers.starting = 0;
}
