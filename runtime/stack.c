/* stack.c - slabs of stacks.
 *
 * A slab is one mapping of up to 64 stacks of one size. Guard pages are page-table markers where the
 * kernel has them (MADV_GUARD_INSTALL, Linux 6.13), so that a slab stays one mapping; elsewhere
 * mprotect splits it, and vm.max_map_count bounds the number of stacks to some 32,000.
 *
 * A page table covers 2 MB. Where stacks are multiples of that, slabs start 1 MB off the boundary: the
 * guard page of a stack and the top of the one below then lie in one page table, not in two. */
#include "runtime/stack.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "runtime/check.h"
#include "runtime/list.h"
#include "runtime/lock.h"
#include "runtime/say.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

enum { SLAB_STACKS = 64 };
static const size_t SLAB_BYTES = (size_t)512 << 20;
static const size_t PAGE_TABLE_BYTES = (size_t)2 << 20;

struct slab {
	struct list link; /* in stacks.partial while a stack is free */
	struct list all;  /* in stacks.all */
	char *map;
	size_t map_size;
	char *base;
	size_t stride, guard; /* of each stack */
	unsigned count;
	uint64_t used, guarded; /* a bit a stack */
	void *owner[SLAB_STACKS];
};

static struct {
	struct lock lock;
	struct list partial, all;
	bool no_guard_install;
} stacks = { .partial = { &stacks.partial, &stacks.partial }, .all = { &stacks.all, &stacks.all } };

static bool slab_full(const struct slab *slab) {
	return slab->used ==
	       (slab->count == SLAB_STACKS ? ~UINT64_C(0) : (UINT64_C(1) << slab->count) - 1);
}

static struct slab *slab_map(size_t stride, size_t guard, unsigned count) {
	size_t spare = stride % PAGE_TABLE_BYTES ? 0 : PAGE_TABLE_BYTES;
	size_t size = stride * count + spare;
	char *map = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (map == MAP_FAILED)
		return NULL;
	struct slab *slab = calloc(1, sizeof *slab);
	if (!slab) {
		munmap(map, size);
		return NULL;
	}
	madvise(map, size, MADV_NOHUGEPAGE);
	char *base = map;
	if (spare) /* the next address 1 MB above a boundary */
		base += (spare / 2 - (uintptr_t)map) & (PAGE_TABLE_BYTES - 1);
	*slab = (struct slab){ .map = map,
			       .map_size = size,
			       .base = base,
			       .stride = stride,
			       .guard = guard,
			       .count = count };
	return slab;
}

/* As many stacks in one mapping as is sensible; fewer where the address space is limited. */
static struct slab *slab_new(size_t stride, size_t guard) {
	unsigned count = SLAB_STACKS;
	while (count > 1 && stride > SLAB_BYTES / count)
		count /= 2;
	struct slab *slab;
	while (!(slab = slab_map(stride, guard, count)) && count > 1)
		count = count > 4 ? count / 4 : 1;
	return slab;
}

static void slab_delete(struct slab *slab) {
	munmap(slab->map, slab->map_size);
	free(slab);
}

static int guard_install(char *base, size_t guard) {
	if (!guard)
		return 0;
	if (!stacks.no_guard_install) {
		if (madvise(base, guard, MADV_GUARD_INSTALL) == 0)
			return 0;
		if (errno != EINVAL)
			return -errno;
		stacks.no_guard_install = true;
	}
	return mprotect(base, guard, PROT_NONE) == 0 ? 0 : -errno;
}

int stack_get(struct stack *stack, size_t size, size_t guard) {
	struct slab *slab = NULL;
	lock_take(&stacks.lock);
	for (struct list *l = stacks.partial.next; l != &stacks.partial; l = l->next) {
		struct slab *s = container_of(l, struct slab, link);
		if (s->stride == size && s->guard == guard) {
			slab = s;
			break;
		}
	}
	if (!slab) {
		lock_drop(&stacks.lock); /* not held over mmap and malloc */
		slab = slab_new(size, guard);
		if (!slab) {
			say_once(SAY_ERROR,
				 "no memory for a stack of %zu KB: the program's address space "
				 "(ulimit -v), vm.overcommit_memory or vm.max_map_count is used up; "
				 "raise "
				 "it, or ask for smaller stacks with --stack-size",
				 size >> 10);
			return -ENOMEM;
		}
		lock_take(&stacks.lock);
		list_insert(stacks.partial.next, &slab->link);
		list_insert(&stacks.all, &slab->all);
	}
	unsigned index = (unsigned)__builtin_ctzll(~slab->used);
	uint64_t bit = UINT64_C(1) << index;
	slab->used |= bit;
	bool guarded = slab->guarded & bit;
	slab->guarded |= bit;
	if (slab_full(slab))
		list_remove(&slab->link);
	lock_drop(&stacks.lock);

	*stack = (struct stack){ slab->base + index * slab->stride, size, guard, slab };
	if (!guarded && guard_install(stack->base, guard) < 0) {
		say_once(SAY_ERROR,
			 "no guard page for another stack: the limit of mappings is met; raise "
			 "vm.max_map_count, or run on Linux 6.13 or later");
		lock_take(&stacks.lock);
		slab->guarded &= ~bit;
		lock_drop(&stacks.lock);
		stack_put(stack);
		return -ENOMEM;
	}
	return 0;
}

static size_t index_of(const struct stack *stack) {
	return (size_t)(stack->base - stack->slab->base) / stack->slab->stride;
}

void stack_set_owner(const struct stack *stack, void *owner) {
	lock_take(&stacks.lock);
	stack->slab->owner[index_of(stack)] = owner;
	lock_drop(&stacks.lock);
}

void stack_put(struct stack *stack) {
	struct slab *slab = stack->slab;
	uint64_t bit = UINT64_C(1) << index_of(stack);

	stack_set_owner(stack, NULL);
	madvise(stack->base, stack->size, MADV_DONTNEED); /* guard markers stay */
	lock_take(&stacks.lock);
	if (slab_full(slab))
		list_insert(stacks.partial.next, &slab->link);
	slab->used &= ~bit;
	bool unused = slab->used == 0;
	if (unused) {
		list_remove(&slab->link);
		list_remove(&slab->all);
	}
	lock_drop(&stacks.lock);
	if (unused)
		slab_delete(slab);
	*stack = (struct stack){ 0 };
}

/* From the top down, a stack is in use as far as its pages are in memory. */
static size_t used_of(const char *base, size_t size) {
	enum { PAGE = 4096, AT_ONCE = 512 };
	unsigned char there[AT_ONCE];
	size_t used = 0;
	for (size_t left = size; left > 0;) {
		size_t bytes = left < AT_ONCE * PAGE ? left : AT_ONCE * PAGE;
		left -= bytes;
		if (mincore((char *)(uintptr_t)base + left, bytes, there) < 0)
			break;
		size_t pages = bytes / PAGE, lowest = 0;
		while (lowest < pages && !(there[lowest] & 1))
			lowest++;
		if (lowest == pages)
			break;
		used = size - left - lowest * PAGE;
	}
	return used;
}

size_t stacks_peak(void) {
	size_t peak = 0;
	lock_take(&stacks.lock);
	for (struct list *l = stacks.all.next; l != &stacks.all; l = l->next) {
		const struct slab *slab = container_of(l, struct slab, all);
		for (unsigned i = 0; i < slab->count; i++) {
			size_t used = 0;
			if (slab->used >> i & 1)
				used = used_of(slab->base + i * slab->stride + slab->guard,
					       slab->stride - slab->guard);
			peak = used > peak ? used : peak;
		}
	}
	lock_drop(&stacks.lock);
	return peak;
}

bool stacks_each(bool (*visit)(void *owner, void *arg), void *arg) {
	bool done = false;
	lock_take(&stacks.lock);
	for (struct list *l = stacks.all.next; l != &stacks.all && !done; l = l->next) {
		const struct slab *slab = container_of(l, struct slab, all);
		for (unsigned i = 0; i < slab->count && !done; i++)
			done = slab->owner[i] && visit(slab->owner[i], arg);
	}
	lock_drop(&stacks.lock);
	return done;
}

void stacks_hold(void) {
	lock_take(&stacks.lock);
}

void stacks_release(void) {
	lock_drop(&stacks.lock);
}
