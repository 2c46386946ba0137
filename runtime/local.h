/* local.h - eg_local: values of each coroutine's own. */
#ifndef RUNTIME_LOCAL_H
#define RUNTIME_LOCAL_H

struct co;

/* For a coroutine that ends: its values are destroyed. Gate open. */
void local_ending(struct co *self);

#endif
