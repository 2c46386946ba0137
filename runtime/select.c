/* select.c - eg_select: waiting for several things at once, of which one happens.
 *
 * One round over the cases takes a place in the queue of each, unless one of them can be had: then the
 * wait is claimed for it, as another would claim it, and it is had. If the wait cannot be claimed any
 * more, somebody else has ended it with a case of an earlier queue. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/api.h"
#include "runtime/event.h"
#include "runtime/fd.h"
#include "runtime/hub.h"
#include "runtime/queue.h"
#include "runtime/semaphore.h"
#include "runtime/sys.h"

enum { FEW = 8 };

/* What a case needs on the stack of the waiter. */
struct slot {
	struct wait_place place;
	bool is_queued;
	struct offer offer;
	struct fd_waiter reader, writer;
};

/* ---- one case ---- */

static struct guard *guard_of(const eg_case *c) {
	switch (c->kind) {
	case EG_ON_CO: return &((struct co *)c->object)->end_guard;
	case EG_ON_EVENT: return &event_of(c->object)->guard;
	case EG_ON_SEM: return &semaphore_of(c->object)->guard;
	case EG_ON_GET:
	case EG_ON_PUT: return &queue_of(c->object)->guard;
	default: return NULL;
	}
}

static struct wait_queue *queue_for(const eg_case *c) {
	switch (c->kind) {
	case EG_ON_CO: return &((struct co *)c->object)->joiners;
	case EG_ON_EVENT: return &event_of(c->object)->waiters;
	case EG_ON_SEM: return &semaphore_of(c->object)->waiters;
	case EG_ON_GET: return &queue_of(c->object)->getters;
	default: return &queue_of(c->object)->putters;
	}
}

/* Can it be had, as far as one can see? In the guard, where it has one. */
static bool looks_ready(eg_case *c, const struct wait *own) {
	struct pollfd p = { .fd = c->fd, .events = c->events };
	const struct queue *q = c->object;
	switch (c->kind) {
	case EG_ON_CO: return co_ended(c->object);
	case EG_ON_EVENT: return eg_event_is_set(c->object);
	case EG_ON_SEM: return semaphore_of(c->object)->value > 0;
	case EG_ON_GET: return q->count || q->is_closed || wait_has_others(&q->putters, own);
	case EG_ON_PUT:
		return q->is_closed || !q->most || (q->most != EG_CHAN && q->count < q->most) ||
		       wait_has_others(&q->getters, own);
	default:
		if (sys(SYS_poll, &p, 1, 0) <= 0)
			return false;
		c->error = p.revents & POLLNVAL ? EBADF : 0;
		c->revents = p.revents;
		return true;
	}
}

/* 0: it has happened, for better or worse; -EAGAIN, -ENOBUFS. */
static int take(eg_case *c, struct slot *slot) {
	int error = 0;
	void *value = NULL;
	switch (c->kind) {
	case EG_ON_SEM: return semaphore_try(semaphore_of(c->object)) ? 0 : -EAGAIN;
	case EG_ON_GET: error = queue_try_get(queue_of(c->object), &value); break;
	case EG_ON_PUT: error = queue_try_put(queue_of(c->object), &slot->offer); break;
	default: return 0;
	}
	if (error == -EAGAIN || error == -ENOBUFS)
		return error;
	c->error = -error;
	if (c->kind == EG_ON_GET && !error)
		c->value = value;
	return 0;
}

static void enqueue_fd(const eg_case *c, struct slot *slot, struct co *self) {
	struct fd_rec *rec = fd_record(c->fd);
	if (rec && (c->events & POLLIN))
		fd_queue(&slot->reader, self, rec, FD_READ);
	if (rec && (c->events & POLLOUT))
		fd_queue(&slot->writer, self, rec, FD_WRITE);
}

static void enqueue(const eg_case *c, struct slot *slot, struct wait *wait) {
	slot->is_queued = true;
	slot->place = (struct wait_place){ .wait = wait };
	if (c->kind != EG_ON_FD) {
		slot->place.value = c->kind == EG_ON_PUT ? &slot->offer : NULL;
		wait_enqueue(queue_for(c), &slot->place, wait, false);
	} else if (wait->co) {
		enqueue_fd(c, slot, wait->co);
	}
}

static void dequeue(const eg_case *c, struct slot *slot, struct hub *hub) {
	if (!slot->is_queued)
		return;
	slot->is_queued = false;
	if (c->kind == EG_ON_FD) {
		bool parks = hub && fd_record(c->fd);
		if (parks && (c->events & POLLIN))
			fd_unqueue(&slot->reader);
		if (parks && (c->events & POLLOUT))
			fd_unqueue(&slot->writer);
	} else if (__atomic_load_n(&slot->place.queue, __ATOMIC_ACQUIRE)) {
		struct guard *g = guard_of(c);
		bool owned = guard_take(g, hub);
		wait_dequeue(&slot->place);
		guard_drop(g, owned);
	}
}

/* ---- a round over all of them ---- */

struct selection {
	struct co *self; /* the coroutine; NULL: a kernel thread */
	eg_case *cases;
	struct slot *slots;
	struct pollfd *fds; /* of a kernel thread that waits for some: see native_poll */
	int count, start;
	struct wait wait;
	struct queue *to_grow; /* out of room for the put that would be possible */
};

enum verdict { NOT_READY, TAKEN, LOOK_AGAIN, ENDED_BY_OTHERS };

/* Take it, or queue up for it unless the caller does not wait. */
static enum verdict visit(struct selection *s, int i, bool waits) {
	eg_case *c = &s->cases[i];
	struct wait_place mine = { .wait = &s->wait };
	if (!looks_ready(c, &s->wait)) {
		if (waits)
			enqueue(c, &s->slots[i], &s->wait);
		return NOT_READY;
	}
	if (!wait_claim(&mine))
		return ENDED_BY_OTHERS;
	int error = take(c, &s->slots[i]);
	if (error == -ENOBUFS)
		s->to_grow = c->object;
	return error ? LOOK_AGAIN : TAKEN;
}

/* Whose place has ended the wait, or -1. */
static int find_ended(struct selection *s) {
	for (int i = 0; i < s->count; i++) {
		eg_case *c = &s->cases[i];
		if (s->wait.ended != &s->slots[i].place)
			continue;
		c->error = -s->wait.result;
		if (c->kind == EG_ON_GET && !s->wait.result)
			c->value = s->wait.ended->value;
		return i;
	}
	return -1;
}

static struct hub *hub_of(const struct selection *s) {
	return s->self ? s->self->hub : NULL;
}

static int begin(struct selection *s) {
	if (s->fds)
		return wait_begin_to_poll(&s->wait);
	wait_begin(&s->wait, s->self);
	return 0;
}

static int park(struct selection *s, int64_t deadline_ns) {
	unsigned count = 1;
	for (int i = 0; s->fds && i < s->count; i++) {
		const eg_case *c = &s->cases[i];
		if (c->kind == EG_ON_FD && s->slots[i].is_queued)
			s->fds[count++] = (struct pollfd){ .fd = c->fd, .events = c->events };
	}
	return count > 1 ? wait_poll(&s->wait, s->fds, count, deadline_ns)
			 : wait_park(&s->wait, deadline_ns);
}

/* Index; -EAGAIN: nothing now, or look again; -ETIMEDOUT, -EINTR, -ECANCELED. */
static int round_over(struct selection *s, int64_t deadline_ns) {
	bool waits = deadline_ns != EG_NOW.ns;
	enum verdict verdict = NOT_READY;
	int at = 0, error = begin(s);
	s->to_grow = NULL;
	if (error)
		return error;
	for (int n = 0; n < s->count && verdict == NOT_READY; n++) {
		at = (s->start + n) % s->count;
		struct guard *g = guard_of(&s->cases[at]);
		bool owned = g && guard_take(g, hub_of(s));
		verdict = visit(s, at, waits);
		if (g)
			wait_drop(g, owned);
	}
	/* Who is claimed by others is on the way to the run queue, and has to leave it by that way. */
	if (verdict == ENDED_BY_OTHERS || (verdict == NOT_READY && waits) ||
	    (verdict == NOT_READY && !wait_give_up(&s->wait)))
		error = park(s, deadline_ns);
	for (int i = 0; i < s->count; i++)
		dequeue(&s->cases[i], &s->slots[i], hub_of(s));
	if (verdict != TAKEN)
		at = s->wait.ended ? find_ended(s) : -1;
	return at >= 0 ? at : error ? error : -EAGAIN;
}

static int select_until(struct selection *s, int64_t deadline_ns) {
	for (;;) {
		struct co *self = gate_enter();
		co_says(co_caller(), "eg_select", s->cases);
		int taken = round_over(s, deadline_ns);
		if (s->to_grow) {
			gate_leave(self);
			if (queue_grow(s->to_grow) < 0)
				return api_fail(ENOMEM);
		} else if (taken == -EINTR || (taken == -EAGAIN && deadline_ns != EG_NOW.ns)) {
			gate_leave(self);
		} else {
			if (self && taken >= 0 && s->cases[taken].kind == EG_ON_FD)
				co_did_not_park(self); /* it may not have */
			return api_leave(self, taken);
		}
	}
}

static bool is_valid(const eg_case *c) {
	if (c->kind == EG_ON_FD)
		return c->fd >= 0 && c->events && !(c->events & ~(POLLIN | POLLOUT));
	return c->kind <= EG_ON_PUT && c->object && c->object != (void *)co_caller();
}

/* Where to begin with the cases, so that each has its turn. */
static unsigned next_turn(const struct hub *hub) {
	static _Atomic unsigned turn; /* of kernel threads */
	return hub ? (unsigned)hub->switches : atomic_fetch_add_explicit(&turn, 1, memory_order_relaxed);
}

/* The coroutine that is going to park, or NULL: a kernel thread waits. -errno. */
static int find_self(struct co **self) {
	struct co *co = *self = api_self();
	if (!co)
		return -ENOSYS;
	bool inside = atomic_load_explicit(&co->gate, memory_order_relaxed) == GATE_INSIDE;
	if ((co->flags & CO_KTHREAD) || (inside && (co->flags & CO_NATIVE)))
		*self = NULL;
	else if (inside) /* nothing that could park */
		return -ENOSYS;
	return 0;
}

/* Memory that the stack has not; the descriptors of kernel threads lie behind the slots. */
static struct slot *make_slots(int count) {
	return malloc((size_t)count * (sizeof(struct slot) + sizeof(struct pollfd)) +
		      sizeof(struct pollfd));
}

static int select_from(struct selection *s, int64_t deadline_ns) {
	bool has_fds = false;
	for (int i = 0; i < s->count; i++) {
		s->slots[i].is_queued = false;
		s->slots[i].offer = (struct offer){ .value = s->cases[i].value };
		has_fds |= s->cases[i].kind == EG_ON_FD;
	}
	if (s->self || !has_fds)
		s->fds = NULL;
	s->start = (int)(next_turn(hub_of(s)) % (unsigned)s->count);
	return select_until(s, deadline_ns);
}

EXPORT int eg_select(eg_case *cases, int count, eg_deadline deadline) {
	struct slot few[FEW];
	struct pollfd few_fds[FEW + 1];
	for (int i = 0; i < count; i++) {
		cases[i].error = 0;
		cases[i].revents = 0;
		if (!is_valid(&cases[i]))
			return api_fail(EINVAL);
	}
	if (count < 1)
		return api_fail(EINVAL);
	struct selection s = { .cases = cases, .slots = few, .fds = few_fds, .count = count };
	int error = find_self(&s.self);
	if (error)
		return api_fail(-error);
	if (count > FEW) {
		s.slots = make_slots(count);
		if (!s.slots)
			return api_fail(ENOMEM);
		s.fds = (struct pollfd *)(void *)(s.slots + count);
	}
	int taken = select_from(&s, deadline.ns);
	if (s.slots != few) {
		int saved_errno = errno;
		free(s.slots);
		errno = saved_errno;
	}
	return taken;
}
