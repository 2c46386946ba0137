/* link.c - see link.h. The coroutine of a call is made when it is linked, because nothing can be made
 * where one ends. */
#include "runtime/link.h"

#include <errno.h>
#include <stdlib.h>

#include "runtime/hub.h"
#include "runtime/kthread.h"
#include "runtime/settings.h"

enum { LINK_STACK = 64 << 10 };

struct link_call {
	struct link link;
	struct co *co;     /* a reference */
	struct co *runner; /* not started yet, while the link is in the list */
	void (*fn)(eg_co *, void *);
	void *arg;
};

/* ---- lists ---- */

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
	struct link *l = reversed(co->api.links);
	co->api.links = NULL;
	for (struct link *next; l; l = next) {
		next = l->next;
		l->ended(l, co);
	}
}

void link_insert(struct co *co, struct link *link) {
	bool owned = guard_take(&co->end_guard, hub_here());
	link->next = co->api.links;
	co->api.links = link;
	if (co_ended(co))
		link_start_all(co);
	wait_drop(&co->end_guard, owned);
}

/* ---- calls ---- */

static void *run(void *arg) {
	struct link_call call = *(struct link_call *)arg;
	free(arg);
	if (call.fn)
		call.fn((eg_co *)(void *)call.co, call.arg);
	co_unref(call.co);
	return NULL;
}

static void start_call(struct link *link, struct co *co) {
	(void)co;
	struct co *runner = container_of(link, struct link_call, link)->runner;
	if (runner->flags & CO_KTHREAD)
		kthread_start(runner);
	else
		co_start(runner);
}

int link_call(struct co *co, void (*fn)(eg_co *, void *), void *arg) {
	struct link_call *call = malloc(sizeof *call);
	if (!call)
		return -ENOMEM;
	struct co_options options = { .stack_size = LINK_STACK, .guard = 4096, .flags = CO_OWN_TLS };
	*call = (struct link_call){ .link.ended = start_call, .co = co, .fn = fn, .arg = arg };
	int error = settings.backend == BACKEND_THREADS
			    ? kthread_new(&call->runner, run, call, &(struct co_options){ 0 })
			    : co_new(&call->runner, run, call, &options);
	if (error) {
		free(call);
		return error;
	}
	call->runner->refs = 1;
	co_ref(co);
	struct co *self = gate_enter();
	link_insert(co, &call->link);
	gate_leave(self);
	return 0;
}

static bool calls(struct link *link, void (*fn)(eg_co *, void *), const void *arg) {
	struct link_call *call = container_of(link, struct link_call, link);
	return link->ended == start_call && call->fn == fn && call->arg == arg;
}

/* The first one linked that is `wanted`, or calls fn(arg), is taken out. */
static struct link *take_out(struct co *co, const struct link *wanted, void (*fn)(eg_co *, void *),
			     const void *arg) {
	struct link **first = NULL, *found = NULL;
	bool owned = guard_take(&co->end_guard, hub_here());
	for (struct link **at = &co->api.links; *at; at = &(*at)->next) {
		if (*at == wanted || (!wanted && calls(*at, fn, arg)))
			first = at;
	}
	if (first) {
		found = *first;
		*first = found->next;
	}
	guard_drop(&co->end_guard, owned);
	return found;
}

bool link_remove(struct co *co, struct link *link) {
	return take_out(co, link, NULL, NULL);
}

bool link_uncall(struct co *co, void (*fn)(eg_co *, void *), const void *arg) {
	struct co *self = gate_enter();
	struct link *found = take_out(co, NULL, fn, arg);
	gate_leave(self);
	if (found) { /* its coroutine is there: it ends without doing anything */
		container_of(found, struct link_call, link)->fn = NULL;
		start_call(found, co);
	}
	return found != NULL;
}
