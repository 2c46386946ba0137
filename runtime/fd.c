/* fd.c - see fd.h.
 *
 * A watch stays started after it has fired: a connection that is read, answered and read again costs
 * no epoll_ctl. It is stopped when it fires and nobody is parked. Events are level-triggered, so one
 * waiter is woken at a time, and the next when there is still something to read. */
#include "runtime/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "runtime/check.h"
#include "runtime/co.h"
#include "runtime/events.h"
#include "runtime/hub.h"
#include "runtime/sys.h"

enum { CHUNK = 1024, CHUNKS = 16384 }; /* 16 million descriptors */

enum { OWN_MOST = 1024 };

static struct {
	_Atomic(struct fd_rec *) chunk[CHUNKS];
	_Atomic int own[OWN_MOST]; /* plus one; 0: none */
	_Atomic int own_from;      /* the lowest ever, plus one: most numbers are below it */
} fds;

static struct fd_rec *make_chunk(unsigned n) {
	size_t size = CHUNK * sizeof(struct fd_rec);
	struct fd_rec *made =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (made == MAP_FAILED)
		return NULL;
	struct fd_rec *none = NULL;
	if (!atomic_compare_exchange_strong(&fds.chunk[n], &none, made)) {
		munmap(made, size);
		return none;
	}
	return made;
}

struct fd_rec *fd_record(int fd) {
	unsigned n = (unsigned)fd / CHUNK;
	if (unlikely(n >= CHUNKS))
		return NULL;
	struct fd_rec *chunk = atomic_load_explicit(&fds.chunk[n], memory_order_acquire);
	if (unlikely(!chunk) && !(chunk = make_chunk(n)))
		return NULL;
	struct fd_rec *rec = &chunk[(unsigned)fd % CHUNK];
	if (unlikely(rec->fd != fd))
		rec->fd = fd;
	return rec;
}

/* ---- who waits; with the record's lock held ---- */

static void enqueue(struct fd_waiter *w) {
	struct fd_waiter **first = &w->rec->first[w->dir];
	list_init(&w->link);
	if (*first)
		list_insert(&(*first)->link, &w->link);
	else
		*first = w;
}

/* Twice does no harm. */
static void dequeue(struct fd_waiter *w) {
	struct fd_waiter **first = &w->rec->first[w->dir];
	if (*first == w)
		*first =
			list_empty(&w->link) ? NULL : container_of(w->link.next, struct fd_waiter, link);
	list_remove(&w->link);
}

/* Let the first run who can still be woken. */
static bool wake_first(struct fd_rec *rec, enum fd_dir dir, enum wake why) {
	struct fd_waiter *w = rec->first[dir];
	if (!w)
		return false;
	do {
		struct co *co = w->co;
		if (co_claim(co, why)) {
			dequeue(w);
			hub_ready(co);
			return true;
		}
		w = container_of(w->link.next, struct fd_waiter,
				 link); /* its deadline was first; it takes itself out */
	} while (w != rec->first[dir]);
	return false;
}

/* ---- watching ---- */

/* By the holder of the hub that is to watch from now on, with the record's lock held. A hub that watched
 * before finds that out when it sees an event. */
static void watch(struct fd_rec *rec, struct hub *hub, enum fd_dir wanted) {
	if (rec->hub != hub)
		rec->watched[FD_READ] = rec->watched[FD_WRITE] = false;
	rec->hub = hub;
	for (enum fd_dir dir = FD_READ; dir <= FD_WRITE; dir++) {
		if (rec->watched[dir] || (dir != wanted && !rec->first[dir]))
			continue;
		rec->watched[dir] = events_watch(hub, rec, dir);
	}
}

/* Watch for urgent data, too, or no longer: somebody who only wants to read would be woken by it for ever. */
static void set_urgent(struct fd_rec *rec, bool urgent) {
	rec->urgent = urgent;
	rec->watched[FD_READ] = rec->watched[FD_WRITE] = false;
	rec->generation++;
}

void fd_queue(struct fd_waiter *w, struct co *self, struct fd_rec *rec, enum fd_dir wanted) {
	enum fd_dir dir = wanted == FD_URGENT ? FD_READ : wanted;
	*w = (struct fd_waiter){ .co = self, .rec = rec, .dir = dir };
	lock_take(&rec->lock);
	if (unlikely(rec->urgent != (wanted == FD_URGENT)) && wanted != FD_WRITE)
		set_urgent(rec, wanted == FD_URGENT);
	enqueue(w);
	if (unlikely(!rec->watched[dir] || rec->hub != self->hub))
		watch(rec, self->hub, dir);
	/* Out of memory? It tries again rather than to wait for ever. */
	bool fails = unlikely(!rec->watched[dir]) && co_claim(self, WAKE_EVENT);
	if (fails)
		dequeue(w);
	lock_drop(&rec->lock);
	if (fails)
		hub_ready(self);
}

void fd_unqueue(struct fd_waiter *w) {
	lock_take(&w->rec->lock);
	dequeue(w);
	lock_drop(&w->rec->lock);
}

/* ---- parking ---- */

int fd_park(struct co *self, struct fd_rec *rec, enum fd_dir dir, int64_t deadline_ns) {
	struct fd_waiter *w = &self->fd_waiter;
	co_prepare(self);
	fd_queue(w, self, rec, dir);
	enum wake why = co_park(self, deadline_ns);
	if (why != WAKE_EVENT)
		fd_unqueue(w);
	return wake_result(why);
}

bool fd_ready(struct fd_rec *rec, enum fd_dir dir, const struct hub *hub) {
	lock_take(&rec->lock);
	bool watches = rec->hub == hub && rec->watched[dir];
	if (watches && unlikely(!wake_first(rec, dir, WAKE_EVENT)))
		watches = rec->watched[dir] = false;
	lock_drop(&rec->lock);
	return watches;
}

void fd_nudge(int fd) {
	struct fd_rec *rec = fd_record(fd);
	if (!rec)
		return;
	lock_take(&rec->lock);
	for (enum fd_dir dir = FD_READ; dir <= FD_WRITE; dir++) {
		while (wake_first(rec, dir, WAKE_EVENT))
			;
	}
	lock_drop(&rec->lock);
}

void fd_closing(int fd) {
	unsigned n = (unsigned)fd / CHUNK;
	if (n >= CHUNKS || !atomic_load_explicit(&fds.chunk[n], memory_order_acquire))
		return;
	struct co *entered = gate_enter();
	struct fd_rec *rec = fd_record(fd);
	lock_take(&rec->lock);
	for (enum fd_dir dir = FD_READ; dir <= FD_WRITE; dir++) {
		while (wake_first(rec, dir, WAKE_CLOSED))
			;
	}
	rec->watched[FD_READ] = rec->watched[FD_WRITE] = false;
	rec->generation++;
	rec->urgent = false;
	memset(&rec->shim, 0, sizeof rec->shim);
	lock_drop(&rec->lock);
	gate_leave(entered);
}

void fd_closing_range(unsigned first, unsigned last) {
	for (unsigned n = first / CHUNK; n < CHUNKS && n <= last / CHUNK; n++) {
		if (!atomic_load(&fds.chunk[n]))
			continue;
		for (unsigned fd = n * CHUNK; fd < (n + 1) * CHUNK; fd++) {
			if (fd >= first && fd <= last && !fd_is_own((int)fd))
				fd_closing((int)fd);
		}
	}
}

static void add_own(int fd) {
	int from = atomic_load(&fds.own_from);
	while ((!from || fd + 1 < from) && !atomic_compare_exchange_weak(&fds.own_from, &from, fd + 1))
		;
	for (int i = 0; i < OWN_MOST; i++) {
		int none = 0;
		if (atomic_compare_exchange_strong(&fds.own[i], &none, fd + 1))
			return;
	}
}

void fd_remove_own(int fd) {
	for (int i = 0; i < OWN_MOST; i++) {
		int mine = fd + 1;
		if (atomic_compare_exchange_strong(&fds.own[i], &mine, 0))
			return;
	}
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
int fd_make_own(int fd) {
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
	add_own(fd);
	return fd;
}

void fd_drop_own(int fd) {
	fd_closing(fd);
	fd_remove_own(fd);
	sys(SYS_close, fd);
}

int fd_park_on_own(struct co *self, int fd, int64_t deadline_ns) {
	if (fd < 0)
		return -ENOSYS;
	fd = fd_make_own(fd);
	struct fd_rec *rec = fd_record(fd);
	int error = rec ? fd_park(self, rec, FD_READ, deadline_ns) : -ENOSYS;
	fd_drop_own(fd);
	return error;
}

int fd_next_own(int fd) {
	int lowest = -1;
	for (int i = 0; i < OWN_MOST; i++) {
		int own = atomic_load_explicit(&fds.own[i], memory_order_relaxed) - 1;
		if (own >= fd && (lowest < 0 || own < lowest))
			lowest = own;
	}
	return lowest;
}

bool fd_is_own(int fd) {
	int from = atomic_load_explicit(&fds.own_from, memory_order_relaxed);
	return unlikely(from && fd + 1 >= from) && fd_next_own(fd) == fd;
}

void fd_reset(void) {
	for (unsigned n = 0; n < CHUNKS; n++) {
		struct fd_rec *chunk = fds.chunk[n];
		for (unsigned i = 0; chunk && i < CHUNK; i++) {
			struct fd_rec *rec = &chunk[i];
			memset(&rec->lock, 0, sizeof rec->lock);
			rec->first[FD_READ] = rec->first[FD_WRITE] = NULL;
			rec->hub = NULL;
			rec->watched[FD_READ] = rec->watched[FD_WRITE] = false;
		}
	}
}

void fd_close_own(int but) {
	for (int fd = 0; (fd = fd_next_own(fd)) >= 0; fd++) {
		if (fd == but)
			continue;
		sys(SYS_close, fd);
		fd_remove_own(fd);
	}
}
