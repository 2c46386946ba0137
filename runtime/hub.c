/* hub.c - hubs, on libev: the only file that knows it.
 *
 * Three habits of libev's epoll backend (4.33) are answered here, at the calls that it makes through
 * the program's symbols and so through ours: it waits in whole milliseconds; it asserts that a watched
 * descriptor is valid, which the program may have changed since; its descriptors get the lowest free
 * numbers, which the program counts on. And its memory comes straight from the kernel, because
 * malloc's locks may be held by a thread that cannot run on until the hub has. */
#include "runtime/hub.h"

#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "runtime/detach.h"
#include "runtime/fd.h"
#include "runtime/lock.h"
#include "runtime/lot.h"
#include "runtime/monitor.h"
#include "runtime/report.h"
#include "runtime/say.h"
#include "runtime/settings.h"
#include "runtime/sys.h"
#include "runtime/tcb.h"

enum { BUDGET = 64 }; /* switches between two looks at the events, where nobody else waits */

/* libev's watcher of one direction of a descriptor. */
struct watch {
	ev_io io;
	unsigned generation; /* of the record when it was started */
};

enum {
	WATCH_CHUNK = 1024,
	WATCH_CHUNK_BYTES = 2 * WATCH_CHUNK * sizeof(struct watch),
	WATCH_CHUNKS = 16384, /* 16 million descriptors, as in fd.c */
};
static const int64_t SUSPICION_NS = 1000000000; /* asleep for so long, a hub may be stuck */

struct hub_events {
	struct ev_loop *loop;
	ev_async knock; /* the inbox is not empty */
	unsigned watches;
	struct watch *watch[WATCH_CHUNKS]; /* by descriptor: two for each, as they are needed */
	unsigned chunks;                   /* of them, at most */
	_Atomic bool changed;              /* libev has not told the kernel yet what is watched */
	_Atomic int epoll;                 /* libev's descriptor */
};

static struct {
	struct lock starting;
	bool started, failed;
	struct hub *first;         /* of the process's threads */
	_Atomic(struct hub *) all; /* of which none is ever freed */
} hubs;

/* ---- the run queue's outside ---- */

void hub_ready(struct co *co) {
	struct hub *hub = co->hub;
	if (likely(hub == hub_here())) {
		timers_disarm(&hub->timers, co);
		hub_push(hub, co);
	} else {
		hub_post(co);
	}
}

/* The hub wakes up, if it sleeps. Any context; async-signal-safe. */
static void knock(struct hub *hub) {
	if (atomic_load(&hub->asleep) && atomic_exchange(&hub->asleep, false))
		ev_async_send(hub->events->loop, &hub->events->knock);
}

void hub_post(struct co *co) {
	struct hub *hub = co->hub;
	struct co *first = atomic_load_explicit(&hub->inbox, memory_order_relaxed);
	do
		co->next = first;
	while (!atomic_compare_exchange_weak(&hub->inbox, &first, co));
	knock(hub);
}

static void empty_inbox(struct hub *hub) {
	if (likely(!atomic_load_explicit(&hub->inbox, memory_order_relaxed)))
		return;
	struct co *newest = atomic_exchange(&hub->inbox, NULL), *oldest = NULL;
	while (newest) {
		struct co *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	while (oldest) {
		struct co *next = oldest->next;
		hub_count(hub, oldest);
		timers_disarm(&hub->timers, oldest);
		hub_push(hub, oldest);
		oldest = next;
	}
}

/* ---- events ---- */

static void on_event(struct ev_loop *loop, ev_io *io, int revents) {
	struct hub *hub = ev_userdata(loop);
	(void)revents;
	if (likely(fd_ready(io->data, io->events & EV_READ ? FD_READ : FD_WRITE, hub)))
		return;
	ev_io_stop(loop, io);
	hub->events->watches--;
}

static void on_knock(struct ev_loop *loop, ev_async *w, int revents) {
	(void)loop;
	(void)w;
	(void)revents; /* hub_run looks into the inbox */
}

/* NULL: out of memory. */
static struct watch *watch_of(struct hub_events *events, int fd, int dir) {
	struct watch **chunk = &events->watch[(unsigned)fd / WATCH_CHUNK];
	if (unlikely(!*chunk)) {
		void *map = mmap(NULL, WATCH_CHUNK_BYTES, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (map == MAP_FAILED)
			return NULL;
		*chunk = map;
		if ((unsigned)fd / WATCH_CHUNK >= events->chunks)
			events->chunks = (unsigned)fd / WATCH_CHUNK + 1;
	}
	return &(*chunk)[(unsigned)fd % WATCH_CHUNK * 2 + (unsigned)dir];
}

bool hub_watch_start(struct hub *hub, struct fd_rec *rec, int dir) {
	struct hub_events *events = hub->events;
	struct watch *w = watch_of(events, rec->fd, dir);
	if (!w)
		return false;
	if (ev_is_active(&w->io)) {
		if (w->generation == rec->generation)
			return true;
		ev_io_stop(events->loop, &w->io); /* closed since then: the kernel has forgotten it */
		events->watches--;
	}
	ev_io_init(&w->io, on_event, rec->fd, dir == FD_READ ? EV_READ : EV_WRITE);
	w->io.data = rec;
	w->generation = rec->generation;
	ev_io_start(events->loop, &w->io);
	atomic_store_explicit(&events->changed, true, memory_order_relaxed);
	events->watches++;
	return true;
}

/* ---- what libev asks for ---- */

int hub_epoll_ctl(int fd, int op, int target, struct epoll_event *event) {
	const struct fd_rec *rec = fd_record(target);
	if (event && (event->events & EPOLLIN) && rec && rec->urgent)
		event->events |= EPOLLPRI;
	long error = sys(SYS_epoll_ctl, fd, op, target, event);
	if (error == -EEXIST) /* watched again, by what is wanted now */
		error = sys(SYS_epoll_ctl, fd, EPOLL_CTL_MOD, target, event);
	/* "Always ready": the waiter tries, and gets the error. */
	if (error == -EBADF || error == -EINVAL || error == -ELOOP)
		return -EPERM;
	return (int)error;
}

/* epoll adds a slack of a thousandth of the timeout. Waking up somewhat early first keeps it below the
 * slack that every timer of the kernel has, 50 us. */
static int64_t unslacked(int64_t wait_ns) {
	const int64_t fine = 40 * INT64_C(1000000);
	return wait_ns > fine ? wait_ns - wait_ns / 512 : wait_ns;
}

/* Result or -errno. */
static long wait_for_events(int fd, struct epoll_event *events, int room, int timeout_ms) {
	struct hub *hub = eg_tls.carrier->hub;
	int64_t next_ns = timers_next_ns(&hub->timers);
	atomic_store_explicit(&hub->events->epoll, fd, memory_order_relaxed);
	atomic_store_explicit(&hub->events->changed, false, memory_order_relaxed);
	if (hub->is_suspect && timeout_ms != 0)
		next_ns = clock_ns() + SUSPICION_NS;
	if (timeout_ms == 0 || next_ns == FOREVER_NS)
		return sys(SYS_epoll_pwait, fd, events, room, timeout_ms ? -1 : 0, NULL, 8);

	int64_t wait_ns = next_ns - clock_ns();
	wait_ns = wait_ns > 0 ? unslacked(wait_ns) : 0;
	struct timespec ts = { wait_ns / 1000000000, wait_ns % 1000000000 };
	long n = sys(SYS_epoll_pwait2, fd, events, room, &ts, NULL, 8);
	if (n != -ENOSYS)
		return n;
	struct pollfd p = { .fd = fd, .events = POLLIN }; /* before Linux 5.11 */
	sys(SYS_ppoll, &p, 1, &ts, NULL, 8);
	return sys(SYS_epoll_pwait, fd, events, room, 0, NULL, 8);
}

/* libev knows of no urgent data: it comes as something to read. */
int hub_epoll_wait(int fd, struct epoll_event *events, int room, int timeout_ms) {
	long n = wait_for_events(fd, events, room, timeout_ms);
	for (long i = 0; i < n; i++) {
		if (unlikely(events[i].events & EPOLLPRI))
			events[i].events |= EPOLLIN;
	}
	return (int)n;
}

/* The same descriptor at a number that is not below `from`; if there is none, -EMFILE or so. */
static int move_up(int fd, long from) {
	long high = from > fd ? sys(SYS_fcntl, fd, F_DUPFD_CLOEXEC, from) : fd;
	if (high >= 0 && high != fd)
		sys(SYS_close, fd);
	return (int)high;
}

/* Above the limit of the program's own descriptors, which is raised for the moment: all numbers below
 * stay the program's, and as many as it may have. Where the limit cannot be raised, as high as is
 * sensible: the kernel's table of descriptors is as large as the highest needs. */
int hub_own_fd(int fd) {
	enum { HIGHEST = 32768 };
	struct rlimit limit;
	if (fd < 0 || sys(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &limit) < 0)
		return fd;
	int high = -EMFILE;
	if (limit.rlim_cur < limit.rlim_max && limit.rlim_cur < INT_MAX) {
		struct rlimit most = { limit.rlim_max, limit.rlim_max };
		if (sys(SYS_prlimit64, 0, RLIMIT_NOFILE, &most, NULL) == 0) {
			high = move_up(fd, (long)limit.rlim_cur);
			sys(SYS_prlimit64, 0, RLIMIT_NOFILE, &limit, NULL);
		}
	}
	long most = limit.rlim_cur < HIGHEST ? (long)limit.rlim_cur : HIGHEST;
	for (long room = most < 256 ? most / 4 : 64; high < 0 && room <= most / 2; room *= 4)
		high = move_up(fd, most - room);
	if (high >= 0)
		fd = high;
	fd_add_own(fd);
	return fd;
}

int hub_park_on_own(struct co *self, int fd, int64_t deadline_ns) {
	if (fd < 0)
		return -ENOSYS;
	fd = hub_own_fd(fd);
	struct fd_rec *rec = fd_record(fd);
	int error = rec ? fd_park(self, rec, FD_READ, deadline_ns) : -ENOSYS;
	fd_closing(fd);
	fd_remove_own(fd);
	sys(SYS_close, fd);
	return error;
}

/* realloc and free in one, as libev wants it. The size is kept in front. */
static void *allocate(void *old, long size) {
	enum { HEADER = 16 };
	size_t *was = old ? (size_t *)(void *)((char *)old - HEADER) : NULL;
	if (!size) {
		if (was)
			munmap(was, *was);
		return NULL;
	}
	size_t room = (size_t)size + HEADER;
	size_t *now = was ? mremap(was, *was, room, MREMAP_MAYMOVE)
			  : mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (now == MAP_FAILED)
		return NULL;
	*now = room;
	return (char *)now + HEADER;
}

/* libev's own answer is perror and abort. */
static void on_ev_error(const char *what) {
	say(SAY_ERROR, "%s: %s", what, strerror(errno));
	abort();
}

/* ---- making ---- */

static struct hub_events *events_new(struct hub *hub) {
	struct hub_events *events = calloc(1, sizeof *events);
	if (!events)
		return NULL;
	eg_tls.is_libev = true;
	events->loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV | EVFLAG_NOSIGMASK | EVFLAG_NOTIMERFD);
	if (events->loop) {
		ev_set_userdata(events->loop, hub);
		ev_async_init(&events->knock, on_knock);
		ev_async_start(events->loop, &events->knock);
	}
	eg_tls.is_libev = false;
	if (events->loop)
		return events;
	free(events);
	return NULL;
}

/* Also in a forked child: libev only closes its descriptors, it does not touch the parent's epoll set. */
static void events_free(struct hub_events *events) {
	eg_tls.is_libev = true;
	ev_loop_destroy(events->loop);
	eg_tls.is_libev = false;
	for (unsigned i = 0; i < events->chunks; i++) {
		if (events->watch[i])
			munmap(events->watch[i], WATCH_CHUNK_BYTES);
	}
	free(events);
}

static struct hub *hub_new(void) {
	struct hub *hub = calloc(1, sizeof *hub);
	if (!hub || !(hub->events = events_new(hub))) {
		free(hub);
		return NULL;
	}
	hub->owns = guard_can_own();
	if (settings.stats)
		hub->count.parks = calloc(CALLS_MOST, sizeof *hub->count.parks);
	return hub;
}

static void publish(struct hub *hub) {
	hub->next = atomic_load(&hubs.all);
	while (!atomic_compare_exchange_weak(&hubs.all, &hub->next, hub))
		;
}

/* One that was not published. */
static void hub_free(struct hub *hub) {
	events_free(hub->events);
	timers_free(&hub->timers);
	free(hub->count.parks);
	free(hub);
}

/* What the whole process needs, once. */
static bool start_runtime(void) {
	const char *why = "";
	lock_take(&hubs.starting); /* for a while: a waiter sleeps in the kernel */
	if (!hubs.started) {
		hubs.started = true;
		context_init();
		ev_set_allocator(allocate);
		ev_set_syserr_cb(on_ev_error);
		int error = tcb_init(&why);
		if (error) {
			hubs.failed = true;
			say(SAY_ERROR,
			    "cannot make coroutines here, so threads stay kernel threads: no %s (%s)",
			    why, strerror(-error));
		}
	}
	if (!hubs.failed && monitor_start() < 0) {
		say(SAY_ERROR, "no kernel thread to watch over coroutines: raise ulimit -u");
		lock_drop(&hubs.starting);
		return false;
	}
	lock_drop(&hubs.starting);
	return !hubs.failed;
}

struct hub *hub_adopt(void) {
	struct co *self = co_self();
	if (self)
		return self->hub;
	if (!start_runtime())
		return NULL;
	stack_t altstack; /* the thread's own goes with its coroutine */
	sys(SYS_sigaltstack, NULL, &altstack);
	struct hub *hub = hub_new();
	self = hub ? calloc(1, sizeof *self) : NULL;
	if (!self || !(hub->carrier = carrier_adopt(hub))) {
		say(SAY_ERROR, "no hub: out of memory or descriptors");
		free(self);
		if (hub)
			hub_free(hub);
		return NULL;
	}
	self->context.thread_pointer = context_thread_pointer();
	self->flags = CO_ADOPTED;
	self->counted = true;
	self->hub = hub;
	self->refs = 2;
	self->tid = (int)sys(SYS_gettid);
	sys(SYS_prctl, PR_GET_NAME, self->name);
	self->sigmask = hub->sigmask = sigmask_current();
	sigmask_add(self->sigmask);
	self->wake = WAKE_EVENT;
	self->parked_as = WAKE_NOT_YET;
	self->limit_ns = FOREVER_NS;
	if (!(altstack.ss_flags & SS_DISABLE))
		self->shim.altstack = altstack;
	hub->current = hub->adopted = self;
	hub->live = 1;
	hub->is_shared = getpid() == sys(SYS_gettid);
	publish(hub);
	self->begun = true;
	eg_tls.co = self;
	if (co_hooks.started)
		co_hooks.started();
	return hub;
}

int hub_shared_tls(struct hub *hub) {
	enum { SMALL = 16 << 10 }; /* nothing runs there */
	struct co *frame;
	if (likely(hub->shared_tls != NULL))
		return 0;
	int error = co_new(&frame, NULL, NULL,
			   &(struct co_options){ .stack_size = SMALL, .flags = CO_OWN_TLS });
	if (error)
		return error;
	co_set_tls(frame, (struct tls){ 0 });
	hub->shared_tls = frame->context.thread_pointer;
	return 0;
}

struct hub *hub_first(void) {
	if (hubs.first && monitor_start() == 0)
		return hubs.first;
	if (getpid() == sys(SYS_gettid))
		return hubs.first = hub_adopt();
	struct hub *hub = start_runtime() ? hub_new() : NULL;
	if (hub && carrier_start(hub) == 0) {
		hub->is_shared = true;
		publish(hub);
		return hubs.first = hub;
	}
	say(SAY_ERROR, "no hub: out of memory, descriptors or kernel threads");
	if (hub)
		hub_free(hub);
	return NULL;
}

/* ---- running ---- */

static void expire(struct hub *hub) {
	enum { BATCH = 32 };
	struct co *due[BATCH];
	unsigned count = hub->timers.count ? BATCH : 0;
	int64_t now_ns = count ? clock_ns() : 0;
	while (count == BATCH) {
		count = timers_take(&hub->timers, now_ns, due, BATCH);
		for (unsigned i = 0; i < count; i++) {
			if (co_claim(due[i], WAKE_TIMEOUT))
				hub_push(hub, due[i]);
		}
	}
}

static bool has_nothing_to_wait_for(const struct hub *hub) {
	return !hub->timers.count && !hub->events->watches;
}

/* Wait for an event, the first timer or a knock. */
static void sleep_until_event(struct hub *hub) {
	atomic_store(&hub->asleep, true);
	hub_set_sigmask(hub, sigmask_idle());
	hub->is_suspect =
		hub->has_api && !hub->was_reported && hub->live && has_nothing_to_wait_for(hub);
	if (!atomic_load(&hub->inbox) && !atomic_load(&hub->trim))
		ev_run(hub->events->loop, EVRUN_ONCE);
	if (unlikely(hub->is_suspect) && !atomic_load(&hub->inbox) && atomic_load(&hub->asleep) &&
	    !atomic_load(&hub->trim)) {
		report_if_stuck(hub);
		hub->was_reported = true;
	}
	atomic_store(&hub->asleep, false);
	monitor_wake();
}

/* Give every second one of the thread coroutines that are runnable to the other hub, which has nothing to
 * do. Whoever is runnable has no timer armed, and waits for no descriptor. */
static void share(struct hub *hub, struct hub *other) {
	struct co *co = hub->run_head;
	bool gives = false;
	hub->run_head = hub->run_tail = NULL;
	hub->runnable = 0;
	for (struct co *next; co; co = next) {
		next = co->next;
		if ((co->flags & (CO_THREAD | CO_STAYS)) != CO_THREAD || !(gives = !gives)) {
			hub_push(hub, co);
			continue;
		}
		hub_uncount(hub, co);
		hub->count.moved++;
		__atomic_store_n(&co->hub, other, __ATOMIC_RELEASE);
		hub_post(co);
	}
}

void hub_run(struct hub *hub, struct carrier *carrier) {
	while (carrier->hub == hub) { /* else it was taken from the coroutine that has come back here */
		hub_after(hub);
		empty_inbox(hub);
		expire(hub);
		if (!hub->run_head)
			sleep_until_event(hub);
		else if (hub->events->watches)
			ev_run(hub->events->loop, EVRUN_NOWAIT);
		empty_inbox(hub);
		expire(hub);
		if (unlikely(atomic_load_explicit(&hub->trim, memory_order_relaxed))) {
			atomic_store(&hub->trim, false);
			cache_trim(hub);
		}
		struct hub *other = atomic_load_explicit(&hub->share_with, memory_order_relaxed);
		if (unlikely(other != NULL)) {
			atomic_store(&hub->share_with, NULL);
			share(hub, other);
		}
		if (!hub->run_head)
			continue;
		hub->budget = hub->runnable > BUDGET ? hub->runnable : BUDGET;
		hub->current = hub_pop(hub);
		hub_set_sigmask(hub, hub->current->sigmask);
		context_switch(&carrier->context, &hub->current->context);
	}
}

/* ---- for others ---- */

struct hub *hub_next(const struct hub *hub) {
	return hub ? hub->next : atomic_load(&hubs.all);
}

struct hub *hub_add(void) {
	struct carrier *carrier = carrier_reserve();
	struct hub *hub = carrier ? hub_new() : NULL;
	if (!hub) {
		if (carrier)
			carrier_give_back(carrier);
		return NULL;
	}
	hub->is_shared = true;
	hub->live = 1; /* none of its coroutines is ever alone, and makes its calls as a plain thread */
	hub->asleep = true;
	hub->carrier = carrier;
	hub->sigmask = SIGMASK_ALL;
	publish(hub);
	carrier_give_hub(carrier, hub);
	return hub;
}

bool hub_is_one_of_many(void) {
	return hub_next(hub_next(NULL)) || detach_count() > 0;
}

bool hub_has_work(const struct hub *hub) {
	const struct hub_events *events = hub->events;
	struct pollfd p = { .fd = atomic_load(&events->epoll), .events = POLLIN };
	int64_t due_ns = atomic_load(&hub->timers.next_ns);
	if (hub->runnable || atomic_load(&hub->inbox) || (due_ns && due_ns <= clock_ns()))
		return true;
	return events->watches && (atomic_load(&events->changed) || sys(SYS_poll, &p, 1, 0) > 0);
}

void hub_trim_all(void) {
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		atomic_store(&hub->trim, true);
		knock(hub);
	}
}

struct hub_totals hub_totals(void) {
	struct hub_totals totals = { 0 };
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		totals.made += hub->count.made;
		totals.blocking += hub->count.blocking;
		totals.detached += hub->count.detached;
		totals.moved += hub->count.moved;
		totals.switches += hub->switches;
		totals.hubs++;
	}
	return totals;
}

bool hubs_each_adopted(bool (*visit)(void *co, void *arg), void *arg) {
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		if (hub->adopted && visit(hub->adopted, arg))
			return true;
	}
	return false;
}

void hubs_visit_masks(void (*visit)(const struct sigmask_counts *masks, void *arg), void *arg) {
	for (struct hub *hub = NULL; (hub = hub_next(hub));)
		visit(&hub->masks, arg);
}

int hubs_asleep(void) {
	enum { NOT_ALL = 1 << 30 };
	int count = 0;
	for (struct hub *hub = NULL; (hub = hub_next(hub));)
		count += atomic_load(&hub->asleep) && has_nothing_to_wait_for(hub) ? 1 : NOT_ALL;
	return count;
}

uint64_t hub_parks(unsigned call) {
	uint64_t parks = 0;
	for (struct hub *hub = NULL; call < CALLS_MOST && (hub = hub_next(hub));)
		parks += hub->count.parks ? hub->count.parks[call] : 0;
	return parks;
}

void hub_forked(void) {
	struct co *self = co_self();
	if (!hubs.started)
		return;
	co_forked(self);
	struct hub *hub = self ? self->hub : NULL;
	atomic_store(&hubs.starting.word, 0);
	hubs.first = hub;
	atomic_store(&hubs.all, hub);
	fd_reset();
	lot_reset();
	carriers_forked();
	monitor_forked();
	sigmask_reset(self ? self->sigmask : 0);
	bool held = hub && !self->away; /* else somebody was in the middle of something there */
	if (held) {
		events_free(hub->events);
		timers_free(&hub->timers);
	}
	fd_close_own(settings.stats_fd); /* what others waited on */
	if (!hub)
		return;

	struct hub_events *events = events_new(hub);
	struct carrier *carrier = NULL;
	if (events)
		carrier = carrier_adopt(hub);
	if (!carrier) { /* a thread of its own again: calls go straight to the kernel */
		say(SAY_ERROR, "no hub after fork: out of memory or descriptors");
		hubs.first = NULL;
		eg_tls.co = NULL;
		return;
	}
	struct hub_cache cached[CACHE_KINDS];
	memcpy(cached, hub->cached, sizeof cached);
	uint32_t *parks = hub->count.parks;
	*hub = (struct hub){ .current = self,
			     .adopted = self->flags & CO_ADOPTED ? self : NULL,
			     .has_api = hub->has_api,
			     .owns = hub->owns,
			     .carrier = carrier,
			     .live = 1,
			     .is_shared = true,
			     .events = events,
			     .shared_tls = hub->shared_tls,
			     .sigmask = self->sigmask };
	if (held)
		memcpy(hub->cached, cached, sizeof cached);
	hub->count.parks = parks;
	self->away = false;
	detach_forked(self);
	self->timer = 0;
}
