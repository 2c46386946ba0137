/* link.h - what happens when a coroutine has ended: functions that are called, waits that end. */
#ifndef RUNTIME_LINK_H
#define RUNTIME_LINK_H

#include "runtime/evergreen.h"
#include "runtime/wait.h"

struct link {
	struct link *next;
	struct wait_place *place; /* of a wait that is to end, or NULL: */
	struct co *co;            /* a reference */
	struct co *runner;        /* not started yet, while the link is in the list */
	void (*fn)(eg_co *, void *);
	void *arg;
};

/* Have fn(co, arg) called in a coroutine of its own once `co` has ended, in the order of linking; also
 * if it has already. 0 or -errno. Gate open. */
int link_add(struct co *co, void (*fn)(eg_co *, void *), void *arg);

/* Take the first such link back: false, there is none, or its coroutine was started already. Gate open.
 */
bool link_remove(struct co *co, void (*fn)(eg_co *, void *), void *arg);

/* Have the wait of a place end with `co`, and no longer. False: it has ended already. Gate closed. */
bool link_wait(struct co *co, struct link *link, struct wait_place *place);
void link_unwait(struct co *co, struct link *link);

/* `co` has ended. Gate closed. */
void link_start_all(struct co *co);

#endif
