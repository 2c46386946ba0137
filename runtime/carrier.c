/* carrier.c - see carrier.h. Kernel threads are made by the monitor only, since making one takes
 * libc's locks; whoever needs one leaves the coroutine in `waiting` and pokes the monitor. */
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
#include "runtime/hub.h"
#include "runtime/lock.h"
#include "runtime/monitor.h"
#include "runtime/next.h"
#include "runtime/say.h"
#include "runtime/settings.h"
#include "runtime/sys.h"

enum { CARRIER_STACK = 128 << 10 };

static struct {
	struct lock lock;
	struct carrier *spare; /* last in, first out: the others grow old and end */
	struct carrier *ended; /* to be used again */
	struct co *waiting, **waiting_tail;
	size_t waiting_count;
	size_t count;    /* carriers that take coroutines, */
	size_t starting; /* and those of them that have not got so far yet */
} carriers = { .waiting_tail = &carriers.waiting };

int carrier_thread(void *(*fn)(void *), void *arg) {
	pthread_attr_t attr;
	pthread_t thread;
	uint64_t old = sigmask_current();
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, CARRIER_STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	sigmask_apply(SIGMASK_ALL);
	int error = next_pthread_create(&thread, &attr, fn, arg);
	sigmask_apply(old);
	pthread_attr_destroy(&attr);
	return -error;
}

void carrier_settle(struct carrier *self) {
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

/* As a spare, until there is a coroutine. False: nobody came for so long that the carrier ends. */
static bool wait_as_spare(struct carrier *self) {
	struct timespec idle = { .tv_sec = settings.carrier_idle_ns / 1000000000,
				 .tv_nsec = settings.carrier_idle_ns % 1000000000 };
	while (!atomic_load(&self->awake)) {
		long error = sys(SYS_futex, &self->awake, FUTEX_WAIT_PRIVATE, 0, &idle, 0, 0);
		if (error != -ETIMEDOUT)
			continue;
		lock_take(&carriers.lock);
		struct carrier **at = &carriers.spare;
		while (*at && *at != self)
			at = &(*at)->next;
		bool ends = *at == self;
		if (ends) {
			*at = self->next;
			carriers.count--;
		}
		lock_drop(&carriers.lock);
		if (ends)
			return false;
	}
	return true;
}

/* A coroutine without a TLS block of its own has the carrier's meanwhile: its hub's is in use there. */
static void ride(struct carrier *self, struct co *co) {
	void *own = co->context.thread_pointer;
	if (co->flags & CO_SHARE_TLS) {
		co->context.thread_pointer = self->context.thread_pointer;
		eg_tls = (struct tls){ .co = co };
	}
	context_switch(&self->context, &co->context);
	eg_tls = (struct tls){ .carrier = self };
	co->context.thread_pointer = own;
}

static void *carry(void *arg) {
	struct carrier *self = arg;
	self->context.thread_pointer = context_thread_pointer();
	eg_tls.carrier = self;
	carrier_settle(self);
	for (bool first = true;; first = false) {
		lock_take(&carriers.lock);
		carriers.starting -= first;
		self->riding = next_waiting();
		if (!self->riding) {
			self->next = carriers.spare;
			carriers.spare = self;
			atomic_store(&self->awake, 0);
		}
		lock_drop(&carriers.lock);
		if (!self->riding && !wait_as_spare(self))
			break;

		struct co *co = self->riding;
		co->carrier = self;
		sigmask_apply(co->sigmask);
		ride(self, co);
		sigmask_apply(SIGMASK_ALL);
		self->riding = NULL;
		co->away = false;
		hub_ready(co);
	}
	unsettle(self); /* never freed: a signal may be on its way to it */
	lock_take(&carriers.lock);
	self->next = carriers.ended;
	carriers.ended = self;
	lock_drop(&carriers.lock);
	return NULL;
}

void carrier_take(struct co *co) {
	lock_take(&carriers.lock);
	struct carrier *spare = carriers.spare;
	bool make = false;
	if (spare) {
		carriers.spare = spare->next;
		spare->riding = co;
	} else {
		co->next = NULL;
		*carriers.waiting_tail = co;
		carriers.waiting_tail = &co->next;
		carriers.waiting_count++;
		make = carriers.count < settings.carriers;
	}
	lock_drop(&carriers.lock);
	if (spare) {
		atomic_store(&spare->awake, 1);
		sys(SYS_futex, &spare->awake, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
	} else if (make) {
		monitor_poke();
	} else {
		say_once(SAY_WARN,
			 "%zu blocking calls are under way, the limit of kernel threads for them; "
			 "further ones wait for these. --carriers=N raises it",
			 settings.carriers);
	}
}

/* Some coroutine waits and no carrier will ever come: it makes its call on its hub, blocking that. */
static void give_up(int error) {
	say_once(SAY_WARN,
		 "no kernel thread for a blocking call (%s): other threads wait for it; raise "
		 "ulimit -u or kernel.threads-max",
		 strerror(error));
	lock_take(&carriers.lock);
	struct co *co = carriers.count == 0 ? next_waiting() : NULL;
	lock_drop(&carriers.lock);
	if (co) {
		co->away = false;
		hub_ready(co);
	}
}

void carriers_make(void) {
	for (;;) {
		lock_take(&carriers.lock);
		bool wanted =
			carriers.waiting_count > carriers.starting && carriers.count < settings.carriers;
		carriers.count += wanted;
		carriers.starting += wanted;
		struct carrier *carrier = carriers.ended;
		if (wanted && carrier)
			carriers.ended = carrier->next;
		lock_drop(&carriers.lock);
		if (!wanted)
			return;
		if (!carrier)
			carrier = calloc(1, sizeof *carrier);
		int error = carrier ? carrier_thread(carry, carrier) : -ENOMEM;
		if (error) {
			lock_take(&carriers.lock);
			if (carrier) {
				carrier->next = carriers.ended;
				carriers.ended = carrier;
			}
			carriers.count--;
			carriers.starting--;
			lock_drop(&carriers.lock);
			give_up(-error);
			return;
		}
	}
}

/* ---- carriers that run a hub ---- */

static void run_adopted(void *arg) {
	struct carrier *self = arg;
	hub_run(self->hub, self);
	CHECK(!"an adopted carrier lost its hub");
}

struct carrier *carrier_adopt(struct hub *hub) {
	struct carrier *carrier = calloc(1, sizeof *carrier);
	struct co *frame;
	if (!carrier)
		return NULL;
	struct co_options options = { .stack_size = CARRIER_STACK, .guard = 4096, .flags = CO_OWN_TLS };
	if (co_new(&frame, NULL, NULL, &options) < 0) {
		free(carrier);
		return NULL;
	}
	carrier->context.thread_pointer = frame->context.thread_pointer;
	context_make(&carrier->context, frame->top, run_adopted, carrier);
	co_set_tls(frame, (struct tls){ .carrier = carrier });
	carrier->hub = hub;
	carrier_settle(carrier);
	return carrier;
}

static void *run_hub(void *arg) {
	struct carrier *self = arg;
	self->context.thread_pointer = context_thread_pointer();
	eg_tls.carrier = self;
	carrier_settle(self);
	hub_run(self->hub, self);
	return NULL;
}

int carrier_start(struct hub *hub) {
	struct carrier *carrier = calloc(1, sizeof *carrier);
	if (!carrier)
		return -ENOMEM;
	carrier->hub = hub;
	hub->carrier = carrier;
	hub->sigmask = SIGMASK_ALL;
	int error = carrier_thread(run_hub, carrier);
	if (error)
		free(carrier);
	return error;
}

/* ---- fork ---- */

void carriers_hold(void) {
	lock_take(&carriers.lock);
}

void carriers_release(void) {
	lock_drop(&carriers.lock);
}

void carriers_forked(void) {
	carriers.spare = NULL;
	carriers.waiting = NULL;
	carriers.waiting_tail = &carriers.waiting;
	carriers.waiting_count = carriers.count = carriers.starting = 0;
}
