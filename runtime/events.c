/* events.c - see events.h; the only file that knows libev.
 *
 * Three habits of libev's epoll backend (4.33) are answered here, at the calls that it makes through
 * the program's symbols and so through ours: it waits in whole milliseconds; it asserts that a watched
 * descriptor is valid, which the program may have changed since; its descriptors get the lowest free
 * numbers, which the program counts on. And its memory comes straight from the kernel, because
 * malloc's locks may be held by a thread that cannot run on until the hub has. */
#include "runtime/events.h"

#include <errno.h>
#include <ev.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>

#include "runtime/fd.h"
#include "runtime/hub.h"
#include "runtime/say.h"
#include "runtime/sys.h"

/* libev's watcher of one direction of a descriptor. */
struct watch {
	_Alignas(64) ev_io io; /* each in a cache line: see struct fd_rec */
	unsigned generation;   /* of the record when it was started */
};

enum {
	WATCH_CHUNK = 1024,
	WATCH_CHUNK_BYTES = 2 * WATCH_CHUNK * sizeof(struct watch),
	WATCH_CHUNKS = 16384, /* 16 million descriptors, as in fd.c */
};
static const int64_t SUSPICION_NS = 1000000000; /* asleep for so long, a hub may be stuck */

struct events {
	struct ev_loop *loop;
	ev_async knock; /* the inbox is not empty */
	unsigned watches;
	struct watch *watch[WATCH_CHUNKS]; /* by descriptor: two for each, as they are needed */
	unsigned chunks;                   /* of them, at most */
	_Atomic bool changed;              /* libev has not told the kernel yet what is watched */
	_Atomic int epoll;                 /* libev's descriptor */
};

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
static struct watch *watch_of(struct events *events, int fd, int dir) {
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

bool events_watch(struct hub *hub, struct fd_rec *rec, int dir) {
	struct events *events = hub->events;
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

int events_epoll_ctl(int fd, int op, int target, struct epoll_event *event) {
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

	int64_t wait_ns = next_ns - clock_ns() + hub->late_ns;
	wait_ns = wait_ns > 0 ? unslacked(wait_ns) : 0;
	struct timespec ts = { wait_ns / 1000000000, wait_ns % 1000000000 };
	long n = sys(SYS_epoll_pwait2, fd, events, room, &ts, NULL, 8);
	if (n != -ENOSYS)
		return n;
	struct pollfd p = { .fd = fd, .events = POLLIN }; /* before Linux 5.11 */
	sys(SYS_ppoll, &p, 1, &ts, NULL, 8);
	return sys(SYS_epoll_pwait, fd, events, room, 0, NULL, 8);
}

/* The kernel looks at each socket when it tells of it. So few at once that these are in the caches still when
 * their coroutines read them: with 10,000 connections that saves a twelfth of an echo.
 *
 * libev knows of no urgent data: it comes as something to read. */
int events_epoll_wait(int fd, struct epoll_event *events, int room, int timeout_ms) {
	enum { AT_ONCE = 32 };
	long n = wait_for_events(fd, events, room < AT_ONCE ? room : AT_ONCE, timeout_ms);
	for (long i = 0; i < n; i++) {
		if (unlikely(events[i].events & EPOLLPRI))
			events[i].events |= EPOLLIN;
	}
	return (int)n;
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

void events_start(void) {
	ev_set_allocator(allocate);
	ev_set_syserr_cb(on_ev_error);
}

struct events *events_new(struct hub *hub) {
	struct events *events =
		mmap(NULL, sizeof *events, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (events == MAP_FAILED)
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
	munmap(events, sizeof *events);
	return NULL;
}

/* In a forked child, too: libev only closes its descriptors, it does not touch the parent's epoll set. */
void events_free(struct events *events) {
	eg_tls.is_libev = true;
	ev_loop_destroy(events->loop);
	eg_tls.is_libev = false;
	for (unsigned i = 0; i < events->chunks; i++) {
		if (events->watch[i])
			munmap(events->watch[i], WATCH_CHUNK_BYTES);
	}
	munmap(events, sizeof *events);
}

/* ---- for the hub ---- */

void events_knock(struct events *events) {
	ev_async_send(events->loop, &events->knock);
}

void events_sleep(struct events *events) {
	ev_run(events->loop, EVRUN_ONCE);
}

void events_look(struct events *events) {
	if (events->watches)
		ev_run(events->loop, EVRUN_NOWAIT);
}

bool events_are_watched(const struct events *events) {
	return events->watches;
}

bool events_may_be(const struct events *events) {
	struct pollfd p = { .fd = atomic_load(&events->epoll), .events = POLLIN };
	return events->watches && (atomic_load(&events->changed) || sys(SYS_poll, &p, 1, 0) > 0);
}
