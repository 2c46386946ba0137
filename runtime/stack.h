/* stack.h - memory for stacks: reserved at full size, committed as touched, guarded.
 *
 * Stacks are handed out of slabs, each one mapping, so that 100,000 stacks of 8 MB need some thousand
 * mappings and not 200,000. Any context that may take malloc's lock; thread-safe. */
#ifndef RUNTIME_STACK_H
#define RUNTIME_STACK_H

#include <stdbool.h>
#include <stddef.h>

struct stack {
	char *base; /* lowest address; the guard lies there */
	size_t size, guard;
	struct slab *slab;
};

/* Reserve `size` bytes (a multiple of the page size) whose lowest `guard` bytes fault. Zeroed.
 * 0, or -ENOMEM and one line on stderr that says what to raise. */
int stack_get(struct stack *stack, size_t size, size_t guard);

/* Give it back: its memory is released at once. */
void stack_put(struct stack *stack);

/* The most that any stack has used: what its memory tells. Slow. */
size_t stacks_peak(void);

/* Around a fork: nobody else may be in the middle of something. */
void stacks_hold(void);
void stacks_release(void);

/* What lies on a stack, and all of that: `visit` is called for each until it returns true, and no stack
 * is put back meanwhile. */
void stack_set_owner(const struct stack *stack, void *owner);
bool stacks_each(bool (*visit)(void *owner, void *arg), void *arg);

#endif
