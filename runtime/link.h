/* link.h - what happens when a coroutine has ended. */
#ifndef RUNTIME_LINK_H
#define RUNTIME_LINK_H

#include "runtime/evergreen.h"
#include "runtime/wait.h"

/* `ended` is called once, with the gate closed and the lock of all links held: it may wake, and start
 * what has been made, and makes no calls to this file. The link is out of the list by then. */
struct link {
	struct link *next;
	void (*ended)(struct link *link, struct co *co);
};

/* At the end of `co`, or now if that is over. Gate closed. */
void link_insert(struct co *co, struct link *link);

/* No longer; false: it has been called. Gate closed. */
bool link_remove(struct co *co, struct link *link);

/* Have fn(co, arg) called in a coroutine of its own once `co` has ended, in the order of linking; also
 * if it has already. 0 or -errno. Gate open. */
int link_call(struct co *co, void (*fn)(eg_co *, void *), void *arg);

/* Take the first such link back: false, there is none, or its coroutine was started already. Gate open.
 */
bool link_uncall(struct co *co, void (*fn)(eg_co *, void *), const void *arg);

/* `co` has ended. In the guard of its end. */
void link_start_all(struct co *co);

#endif
