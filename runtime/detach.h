/* detach.h - a coroutine that does not come back is parted from its hub, which another carrier then
 * runs.
 *
 * The protocol has two parties: the monitor, and the coroutine at its gate. See detach.c. */
#ifndef RUNTIME_DETACH_H
#define RUNTIME_DETACH_H

#include <stdbool.h>

struct co;
struct hub;

/* Once, with one kernel thread if possible. Says so where this kernel lacks what it takes. */
void detach_init(void);

/* Will it be, when it keeps others waiting? A thread of the program's: those that evergreen.h has made, and
 * who has spawned them, and what native threads run, stay where they are. Any context. */
bool detach_may(const struct co *co);

/* Take the hub from its current coroutine, if that is `co` and is outside the gate. False: it is not, or
 * no carrier is to be had. Monitor only. */
bool detach(struct hub *hub, struct co *co);

/* How many coroutines are detached just now. */
unsigned detach_count(void);

/* For the carrier that one has ridden home. */
void detach_ended(struct co *co);

/* One that rides a carrier for a call of its own is from now on as if it had been detached; and no longer. False:
 * it has been home meanwhile. */
void detach_oneself(struct co *self);
bool detach_undo(struct co *self);

/* In a forked child, whose only coroutine is `self`. It may be away still, and has the gate to itself. */
void detach_forked(struct co *self);

/* The gate's part, on the way in: refuse, if the monitor only asks; if the hub is gone, go home and
 * queue there. Gate closed. */
void detach_answer(struct co *self);

#endif
