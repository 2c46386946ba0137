/* link.c - see link.h. The coroutine of a link is made when it is linked, because nothing can be made
 * where one ends. */
#include "runtime/link.h"

#include <errno.h>
#include <stdlib.h>

#include "runtime/hub.h"
#include "runtime/lock.h"

enum { LINK_STACK = 64 << 10 };

/* Linking is rare: one lock for all lists. */
static struct lock links_lock;

static void *run(void *arg) {
	struct link l = *(struct link *)arg;
	free(arg);
	if (l.fn)
		l.fn((eg_co *)(void *)l.co, l.arg);
	co_unref(l.co);
	return NULL;
}

static struct link *reversed(struct link *newest) {
	struct link *oldest = NULL;
	while (newest) {
		struct link *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}

void link_start_all(struct co *co) {
	lock_take(&links_lock);
	struct link *oldest = reversed(atomic_exchange(&co->api.links, NULL));
	for (struct link *l = oldest, *next; l; l = next) {
		next = l->next;
		if (!l->place)
			co_start(l->runner);
		else if (wait_claim(l->place))
			wait_finish(l->place, 0);
	}
	lock_drop(&links_lock);
}

/* Into the list of one that has not ended, or ends after it has seen the link. */
static void insert(struct co *co, struct link *l) {
	lock_take(&links_lock);
	l->next = atomic_load(&co->api.links);
	atomic_store(&co->api.links, l);
	lock_drop(&links_lock);
	atomic_thread_fence(memory_order_seq_cst);
	if (co_ended(co))
		link_start_all(co);
}

int link_add(struct co *co, void (*fn)(eg_co *, void *), void *arg) {
	struct link *l = calloc(1, sizeof *l);
	if (!l)
		return -ENOMEM;
	struct co_options options = { .stack_size = LINK_STACK, .guard = 4096, .flags = CO_OWN_TLS };
	int error = co_new(&l->runner, run, l, &options);
	if (error) {
		free(l);
		return error;
	}
	l->runner->refs = 1;
	l->co = co;
	l->fn = fn;
	l->arg = arg;
	co_ref(co);
	struct co *self = gate_enter();
	insert(co, l);
	gate_leave(self);
	return 0;
}

/* Take out the first one linked that is `wanted`, or has this function and argument. */
static struct link *take_out(struct co *co, const struct link *wanted, void (*fn)(eg_co *, void *),
			     const void *arg) {
	struct link **first = NULL, *found = NULL;
	lock_take(&links_lock);
	struct link *newest = atomic_load(&co->api.links);
	for (struct link **at = &newest; *at; at = &(*at)->next) {
		if (*at == wanted || (!wanted && !(*at)->place && (*at)->fn == fn && (*at)->arg == arg))
			first = at;
	}
	if (first) {
		found = *first;
		*first = found->next;
		atomic_store(&co->api.links, newest);
	}
	lock_drop(&links_lock);
	return found;
}

bool link_remove(struct co *co, void (*fn)(eg_co *, void *), void *arg) {
	struct co *self = gate_enter();
	struct link *found = take_out(co, NULL, fn, arg);
	gate_leave(self);
	if (found) { /* its coroutine is there: it ends without doing anything */
		found->fn = NULL;
		co_start(found->runner);
	}
	return found != NULL;
}

bool link_wait(struct co *co, struct link *link, struct wait_place *place) {
	if (co_ended(co))
		return false;
	link->place = place;
	insert(co, link);
	return true;
}

void link_unwait(struct co *co, struct link *link) {
	take_out(co, link, NULL, NULL);
}
