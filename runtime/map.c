/* map.c - eg_map and eg_imap: a function over many arguments, in the coroutines of a group.
 *
 * An iteration keeps a window of items that were begun and not handed out yet; whoever takes one out
 * lets the next begin. That is all the pressure there is: nothing runs ahead of its reader. */
#include <stdlib.h>

#include "runtime/api.h"
#include "runtime/group.h"
#include "runtime/hub.h"
#include "runtime/link.h"

/* ---- map ---- */

/* The first that failed counts. Returns whether it had ended. */
static bool harvest(struct co *co, void **out, int *failed) {
	int error = eg_error(api_handle(co));
	if (error == EINPROGRESS)
		return false;
	if (out)
		*out = co->result;
	if (error && !*failed)
		*failed = error;
	co_unref(co);
	return true;
}

EXPORT int eg_map(eg_group *group, void *(*fn)(void *), void *const *in, void **out, int count,
		  eg_deadline deadline) {
	int spawned = 0, done = 0, error = 0, failed = 0;
	if (!fn || count < 0)
		return api_fail(EINVAL);
	struct co **co = malloc((size_t)count * sizeof *co + 1);
	if (!co)
		return api_fail(ENOMEM);
	while (!error && done < count) {
		if (spawned < count &&
		    group_spawn(group_of(group), &co[spawned], fn, in[spawned], deadline.ns) < 0)
			error = errno;
		else if (spawned < count)
			spawned++;
		else if (eg_join(api_handle(co[done]), deadline) < 0)
			error = errno;
		while (done < spawned && harvest(co[done], out ? &out[done] : NULL, &failed))
			done++;
	}
	for (; done < spawned; done++) /* they go on, and nobody waits for them */
		co_unref(co[done]);
	free(co);
	if (error || failed)
		return api_fail(error ? error : failed);
	return 0;
}

/* ---- imap ---- */

struct item {
	struct link link;
	struct iteration *iteration;
	struct co *co; /* a reference; NULL: unused */
	int index;
	bool has_ended;
	struct item *next; /* of those that have ended */
};

struct iteration {
	struct group *group;
	void *(*fn)(void *);
	void *const *in;
	int count, window, begun, taken;
	bool unordered;
	struct guard guard;
	struct wait_queue readers;
	struct item *items;         /* of number `window`; item i is at i % window while in order */
	struct item *first, **last; /* ended, and not taken: in the order of their end */
};

static struct iteration *of(eg_iter *iter) {
	_Static_assert(sizeof(struct iteration) <= sizeof(eg_iter), "evergreen.h has room for it");
	return (struct iteration *)(void *)iter;
}

static void item_ended(struct link *link, struct co *co) {
	struct item *item = container_of(link, struct item, link);
	struct iteration *it = item->iteration;
	bool owned = guard_take(&it->guard, hub_here());
	item->has_ended = true;
	item->next = NULL;
	*it->last = item;
	it->last = &item->next;
	wait_finish_all(&it->readers, 0);
	wait_drop(&it->guard, owned);
	(void)co;
}

static struct item *unused_item(struct iteration *it) {
	for (int i = 0; i < it->window; i++) {
		if (!it->items[i].co)
			return &it->items[i];
	}
	return NULL;
}

/* Let items begin while the window has room, and the group; with a deadline for the first. */
static int begin_items(struct iteration *it, int64_t deadline_ns) {
	struct item *item;
	while (it->begun < it->count && (item = unused_item(it))) {
		if (group_spawn(it->group, &item->co, it->fn, it->in[it->begun], deadline_ns) < 0)
			return -1;
		item->link.ended = item_ended;
		item->iteration = it;
		item->index = it->begun++;
		item->has_ended = false;
		struct co *self = gate_enter();
		link_insert(item->co, &item->link);
		gate_leave(self);
		deadline_ns = EG_NOW.ns;
	}
	return 0;
}

EXPORT int eg_imap(eg_iter *iter, eg_group *group, void *(*fn)(void *), void *const *in, int count,
		   int window, int unordered) {
	struct iteration *it = of(iter);
	int saved_errno = errno;
	if (!fn || count < 0 || window < 0)
		return api_fail(EINVAL);
	if (!window)
		window = group_of(group)->limit && group_of(group)->limit < (uintptr_t)count
				 ? (int)group_of(group)->limit
				 : count;
	*it = (struct iteration){ .group = group_of(group),
				  .fn = fn,
				  .in = in,
				  .count = count,
				  .window = window,
				  .unordered = unordered,
				  .items = calloc((size_t)window + 1, sizeof *it->items) };
	it->last = &it->first;
	if (!it->items)
		return api_fail(ENOMEM);
	if (begin_items(it, EG_NOW.ns) < 0 && errno != EAGAIN) {
		int error = errno;
		eg_iter_end(iter);
		return api_fail(error);
	}
	return api_result(0, saved_errno);
}

/* The one to hand out, if it has ended. In the guard. */
static struct item *next_item(struct iteration *it) {
	struct item **at = &it->first;
	while (*at && !it->unordered && (*at)->index != it->taken)
		at = &(*at)->next;
	struct item *item = *at;
	if (item) {
		*at = item->next;
		if (it->last == &item->next)
			it->last = at;
	}
	return item;
}

static int wait_for_item(struct iteration *it, struct item **item, int64_t deadline_ns) {
	for (bool again = false;; again = true) {
		struct entry e = entry_begin(&it->guard, "eg_next", it);
		*item = next_item(it);
		if (*item || deadline_ns == EG_NOW.ns) {
			entry_drop(&it->guard, e);
			return api_leave(e.self, *item ? 0 : -EAGAIN);
		}
		int error = wait_in(&e, &it->guard, &it->readers, NULL, deadline_ns, again);
		if (error && error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

EXPORT int eg_next(eg_iter *iter, eg_item *result, eg_deadline deadline) {
	struct iteration *it = of(iter);
	struct item *item;
	int saved_errno = errno;
	if (it->taken == it->count || !it->items) {
		eg_iter_end(iter);
		return 0;
	}
	bool none = it->begun == it->taken; /* others have all the places of the group */
	if (begin_items(it, none ? deadline.ns : EG_NOW.ns) < 0 && (none || errno != EAGAIN))
		return -1;
	if (wait_for_item(it, &item, deadline.ns) < 0)
		return -1;
	*result = (eg_item){ .index = item->index,
			     .value = item->co->result,
			     .error = eg_error(api_handle(item->co)) };
	co_unref(item->co);
	item->co = NULL;
	it->taken++;
	begin_items(it, EG_NOW.ns); /* what cannot begin now is the next call's affair */
	return api_result(1, saved_errno);
}

EXPORT void eg_iter_end(eg_iter *iter) {
	struct iteration *it = of(iter);
	for (int i = 0; it->items && i < it->window; i++) {
		struct co *co = it->items[i].co;
		if (!co)
			continue;
		struct co *self = gate_enter();
		link_remove(co, &it->items[i].link);
		gate_leave(self);
		cancel_request(co, ECANCELED);
		co_unref(co);
	}
	free(it->items);
	it->items = NULL;
	it->taken = it->count;
}
