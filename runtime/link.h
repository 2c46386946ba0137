/* link.h - what is called when a coroutine has ended. */
#ifndef RUNTIME_LINK_H
#define RUNTIME_LINK_H

#include "runtime/co.h"
#include "runtime/evergreen.h"

/* Have fn(co, arg) called in a coroutine of its own once `co` has ended, in the order of linking; also
 * if it has already. 0 or -errno. Gate open. */
int link_add(struct co *co, void (*fn)(eg_co *, void *), void *arg);

/* Take the first such link back: false, there is none, or its coroutine was started already. */
bool link_remove(struct co *co, void (*fn)(eg_co *, void *), void *arg);

/* `co` has ended. Gate closed. */
void link_start_all(struct co *co);

#endif
