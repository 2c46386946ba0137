/* list.h - a circular doubly linked list, linked through a struct inside its members. */
#ifndef RUNTIME_LIST_H
#define RUNTIME_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next, *prev;
};

static inline void list_init(struct list *l) {
	l->next = l->prev = l;
}

static inline bool list_empty(const struct list *l) {
	return l->next == l;
}

/* Before `at`: at the tail, where `at` is the list's head. */
static inline void list_insert(struct list *at, struct list *item) {
	item->prev = at->prev;
	item->next = at;
	at->prev->next = item;
	at->prev = item;
}

/* Leaves the item an empty list of its own: removing it twice does no harm. */
static inline void list_remove(struct list *item) {
	item->prev->next = item->next;
	item->next->prev = item->prev;
	list_init(item);
}

#endif
