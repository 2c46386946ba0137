/* group.h - the inside of eg_group, for those who spawn into one. */
#ifndef RUNTIME_GROUP_H
#define RUNTIME_GROUP_H

#include "runtime/evergreen.h"
#include "runtime/wait.h"

struct member;

struct group {
	uintptr_t limit; /* EG_GROUP_INIT; 0: none */
	struct guard guard;
	struct wait_queue spawners; /* each that is claimed has a place */
	struct wait_queue joiners;
	struct member *members, *unused;
	size_t count;     /* members, and places that were given away */
	bool is_failfast; /* the first that fails cancels the others */
	int failed;       /* and this is its code */
};

static inline struct group *group_of(const eg_group *group) {
	_Static_assert(sizeof(struct group) <= sizeof(eg_group), "evergreen.h has room for it");
	return (struct group *)(uintptr_t)group;
}

/* Spawn into the group, which gets a reference, and one for the caller; waits for a place. 0 or -errno,
 * by the rules of api_leave. */
int group_spawn(struct group *g, struct co **co, void *(*fn)(void *), void *arg, int64_t deadline_ns);

/* Is it a member? */
bool group_has(struct group *g, const struct co *co);

#endif
