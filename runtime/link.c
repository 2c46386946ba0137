/* link.c - see link.h. The coroutine of a link is made when it is linked, because nothing can be made
 * where one ends. */
#include "runtime/link.h"

#include <errno.h>
#include <stdlib.h>

#include "runtime/hub.h"
#include "runtime/lock.h"

enum { LINK_STACK = 64 << 10 };

struct link {
	struct link *next;
	struct co *co;     /* a reference */
	struct co *runner; /* not started yet, while the link is in the list */
	void (*fn)(eg_co *, void *);
	void *arg;
};

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

/* Give back one that was not started. */
static void discard(struct link *l) {
	l->fn = NULL;
	co_start(l->runner);
}

/* All that are there, oldest first. */
static struct link *take_all(struct co *co) {
	struct link *oldest = NULL;
	lock_take(&links_lock);
	struct link *newest = atomic_exchange(&co->api.links, NULL);
	lock_drop(&links_lock);
	while (newest) {
		struct link *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}

void link_start_all(struct co *co) {
	for (struct link *l = take_all(co), *next; l; l = next) {
		next = l->next;
		co_start(l->runner);
	}
}

int link_add(struct co *co, void (*fn)(eg_co *, void *), void *arg) {
	struct link *l = malloc(sizeof *l);
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
	lock_take(&links_lock);
	l->next = atomic_load(&co->api.links);
	atomic_store(&co->api.links, l);
	lock_drop(&links_lock);
	atomic_thread_fence(memory_order_seq_cst);
	/* It ends after it has seen the link, or is seen to have ended here. */
	if (co_ended(co))
		link_start_all(co);
	gate_leave(self);
	return 0;
}

bool link_remove(struct co *co, void (*fn)(eg_co *, void *), void *arg) {
	struct co *self = gate_enter();
	struct link *found = NULL;
	lock_take(&links_lock);
	struct link *newest = atomic_load(&co->api.links), **at = &newest, **first = NULL;
	for (; *at; at = &(*at)->next) {
		if ((*at)->fn == fn && (*at)->arg == arg)
			first = at; /* the last one found was linked first */
	}
	if (first) {
		found = *first;
		*first = found->next;
		atomic_store(&co->api.links, newest);
	}
	lock_drop(&links_lock);
	gate_leave(self);
	if (found)
		discard(found);
	return found != NULL;
}
