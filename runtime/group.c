/* group.c - eg_group: coroutines that belong together, as many at once as the group has places.
 *
 * A member's place is free when it has ended, whatever became of it; then it goes to the first who
 * waits. */
#include "runtime/group.h"

#include <stdlib.h>

#include "runtime/api.h"
#include "runtime/hub.h"
#include "runtime/link.h"

/* Allocated with the gate open, and used again: at the end of a member nothing can be freed. */
struct member {
	struct link link;
	struct group *group;
	struct co *co; /* a reference */
	struct member *next, **at;
};

/* ---- places; in the guard ---- */

static bool take_place(struct group *g) {
	if (g->limit && g->count >= g->limit)
		return false;
	set_count(&g->count, g->count + 1);
	return true;
}

static void free_place(struct group *g) {
	struct wait_place *first = wait_claim_first(&g->spawners);
	if (first) {
		wait_finish(first, 0);
		return;
	}
	set_count(&g->count, g->count - 1);
	if (g->count == 0)
		wait_finish_all(&g->joiners, 0);
}

/* ---- members ---- */

static void insert(struct group *g, struct member *m) {
	m->next = g->members;
	m->at = &g->members;
	if (m->next)
		m->next->at = &m->next;
	g->members = m;
}

static void take_out(struct member *m) {
	*m->at = m->next;
	if (m->next)
		m->next->at = m->at;
}

static void cancel_all(struct group *g, int code, bool forced) {
	for (struct member *m = g->members; m; m = m->next) {
		if (forced)
			cancel_force(m->co, code);
		else
			cancel_request(m->co, code);
	}
}

static void member_ended(struct link *link, struct co *co) {
	struct member *m = container_of(link, struct member, link);
	struct group *g = m->group;
	int error = co->api.error;
	struct hub *hub = hub_here();
	bool owned = guard_take(&g->guard, hub);
	take_out(m);
	if (g->is_failfast && error && !g->failed) {
		g->failed = error;
		__atomic_store_n(&co->api.is_asked, true, __ATOMIC_RELAXED);
		cancel_all(g, ECANCELED, false);
	}
	m->next = g->unused;
	g->unused = m;
	free_place(g);
	wait_drop(&g->guard, owned);
	co_unref(co);
}

/* It has a place. */
static void add(struct group *g, struct member *m, struct co *co) {
	struct entry e = entry_begin(&g->guard, "eg_group_add", g);
	*m = (struct member){ .link.ended = member_ended, .group = g, .co = co };
	co_ref(co);
	insert(g, m);
	int failed = g->is_failfast ? g->failed : 0;
	entry_drop(&g->guard, e);
	link_insert(co, &m->link);
	gate_leave(e.self);
	if (failed)
		cancel_request(co, ECANCELED);
}

static void give_back_place(struct group *g) {
	struct entry e = entry_begin(&g->guard, "eg_group_add", g);
	free_place(g);
	entry_drop(&g->guard, e);
	gate_leave(e.self);
}

/* A used one, or a new one; NULL: no memory. */
static struct member *new_member(struct group *g) {
	struct entry e = entry_begin(&g->guard, "eg_group_add", g);
	struct member *m = g->unused;
	if (m)
		g->unused = m->next;
	entry_drop(&g->guard, e);
	gate_leave(e.self);
	return m ? m : malloc(sizeof *m);
}

static int wait_for_place(struct group *g, int64_t deadline_ns) {
	for (bool again = false;; again = true) {
		struct entry e = entry_begin(&g->guard, "eg_group_spawn", g);
		bool got = take_place(g);
		if (got || deadline_ns == EG_NOW.ns) {
			entry_drop(&g->guard, e);
			return api_leave(e.self, got ? 0 : -EAGAIN);
		}
		int error = wait_in(&e, &g->guard, &g->spawners, NULL, deadline_ns, again);
		if (error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

/* ---- the calls ---- */

int group_spawn(struct group *g, struct co **co, void *(*fn)(void *), void *arg, int64_t deadline_ns) {
	if (wait_for_place(g, deadline_ns) < 0)
		return -1;
	struct member *m = new_member(g);
	eg_co *handle = m ? eg_spawn(fn, arg) : NULL;
	if (!handle) {
		int error = m ? errno : ENOMEM;
		free(m);
		give_back_place(g);
		return api_fail(error);
	}
	*co = api_co(handle);
	add(g, m, *co);
	return 0;
}

EXPORT eg_co *eg_group_spawn(eg_group *group, void *(*fn)(void *), void *arg, eg_deadline deadline) {
	struct co *co;
	if (!fn) {
		errno = EINVAL;
		return NULL;
	}
	if (group_spawn(group_of(group), &co, fn, arg, deadline.ns) < 0)
		return NULL;
	if (co->flags & CO_KTHREAD)
		kthread_lend(co); /* it may have ended, and the group has none any more */
	else
		co_unref(co); /* the group has one */
	return api_handle(co);
}

EXPORT int eg_group_add(eg_group *group, eg_co *handle, eg_deadline deadline) {
	struct group *g = group_of(group);
	if (!handle)
		return api_fail(EINVAL);
	if (wait_for_place(g, deadline.ns) < 0)
		return -1;
	struct member *m = new_member(g);
	if (!m) {
		give_back_place(g);
		return api_fail(ENOMEM);
	}
	add(g, m, api_co(handle));
	return 0;
}

EXPORT size_t eg_group_len(const eg_group *group) {
	return __atomic_load_n(&group_of(group)->count, __ATOMIC_RELAXED);
}

EXPORT int eg_group_full(const eg_group *group) {
	const struct group *g = group_of(group);
	return g->limit && eg_group_len(group) >= g->limit;
}

EXPORT void eg_group_failfast(eg_group *group) {
	group_of(group)->is_failfast = true;
}

static int join(struct group *g, int64_t deadline_ns) {
	for (bool again = false;; again = true) {
		struct entry e = entry_begin(&g->guard, "eg_group_join", g);
		if (!g->count || deadline_ns == EG_NOW.ns) {
			int error = g->count ? -EAGAIN : 0;
			entry_drop(&g->guard, e);
			return api_leave(e.self, error);
		}
		int error = wait_in(&e, &g->guard, &g->joiners, NULL, deadline_ns, again);
		if (error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

/* The code of the first that failed is told once. */
static int take_failure(struct group *g) {
	struct entry e = entry_begin(&g->guard, "eg_group_join", g);
	int failed = g->failed;
	g->failed = 0;
	entry_drop(&g->guard, e);
	gate_leave(e.self);
	return failed;
}

EXPORT int eg_group_join(eg_group *group, eg_deadline deadline) {
	struct group *g = group_of(group);
	if (join(g, deadline.ns) < 0)
		return -1;
	int failed = take_failure(g);
	return failed ? api_fail(failed) : 0;
}

static void end_all(struct group *g, int code, bool forced) {
	struct entry e = entry_begin(&g->guard, "eg_group_cancel", g);
	cancel_all(g, code, forced);
	entry_drop(&g->guard, e);
	gate_leave(e.self);
}

EXPORT int eg_group_cancel(eg_group *group, int code) {
	if (code < 0)
		return api_fail(EINVAL);
	end_all(group_of(group), code ? code : ECANCELED, false);
	return 0;
}

EXPORT int eg_group_kill(eg_group *group, eg_deadline grace) {
	const int64_t least_ns = 100 * INT64_C(1000000);
	int saved_errno = errno;
	struct group *g = group_of(group);
	int64_t start_ns = clock_ns();
	end_all(g, ECANCELED, false);
	int joined = join(g, grace.ns);
	if (joined == 0 || (errno != ETIMEDOUT && errno != EAGAIN) || grace.ns > clock_ns())
		return api_result(joined, saved_errno);
	end_all(g, ECANCELED, true);
	int64_t now_ns = clock_ns(), more_ns = now_ns - start_ns;
	joined = join(g, now_ns + (more_ns > least_ns ? more_ns : least_ns));
	return api_result(joined, saved_errno);
}

EXPORT void eg_group_destroy(eg_group *group) {
	struct group *g = group_of(group);
	wait_destroy(&g->guard, &g->spawners);
	wait_destroy(&g->guard, &g->joiners);
	struct entry e = entry_begin(&g->guard, "eg_group_destroy", g);
	struct member *unused = g->unused;
	g->unused = NULL;
	entry_drop(&g->guard, e);
	gate_leave(e.self);
	for (struct member *next; unused; unused = next) {
		next = unused->next;
		free(unused);
	}
}

/* ---- apply ---- */

bool group_has(struct group *g, const struct co *co) {
	struct entry e = entry_begin(&g->guard, NULL, g);
	struct member *m = g->members;
	while (m && m->co != co)
		m = m->next;
	entry_drop(&g->guard, e);
	gate_leave(e.self);
	return m != NULL;
}

/* In the calling coroutine, whose own failure is another thing. */
static int apply_here(struct co *self, void *(*fn)(void *), void *arg, void **value) {
	int own_error = self->api.error;
	char *own_message = self->api.message;
	self->api.error = 0;
	self->api.message = NULL;
	void *result = fn(arg);
	int error = result ? 0 : self->api.error;
	free(self->api.message);
	self->api.error = own_error;
	self->api.message = own_message;
	if (error)
		return api_fail(error);
	if (value)
		*value = result;
	return 0;
}

EXPORT int eg_apply(eg_group *group, void *(*fn)(void *), void *arg, void **value,
		    eg_deadline deadline) {
	struct co *co;
	if (!fn)
		return api_fail(EINVAL);
	if (eg_group_full(group) && group_has(group_of(group), co_caller()))
		return apply_here(co_caller(), fn, arg, value); /* else it would wait for itself */
	if (group_spawn(group_of(group), &co, fn, arg, deadline.ns) < 0)
		return -1;
	int result = eg_join(api_handle(co), deadline), error = errno;
	if (result == 0 && (error = eg_error(api_handle(co))) != 0)
		result = -1;
	else if (result == 0 && value)
		*value = co->result;
	co_unref(co);
	if (result < 0)
		errno = error;
	return result;
}
