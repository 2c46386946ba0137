/* scope.c - see scope.h. */
#include "runtime/scope.h"

#include <string.h>

struct scope {
	struct eg_scope *outer;
	struct co *co; /* whose scope it is; NULL: left */
	int64_t deadline_ns;
	bool fired;
};

_Static_assert(sizeof(struct scope) <= sizeof(eg_scope), "evergreen.h has room for it");

static struct scope *of(eg_scope *scope) {
	return (struct scope *)(void *)scope;
}

void scope_enter(struct co *self, eg_scope *scope, int64_t deadline_ns) {
	*of(scope) = (struct scope){ .outer = self->scope, .co = self, .deadline_ns = deadline_ns };
	self->scope = scope;
	if (deadline_ns < self->limit_ns)
		self->limit_ns = deadline_ns;
}

bool scope_leave(eg_scope *scope) {
	struct co *self = of(scope)->co;
	if (!self)
		return of(scope)->fired;
	of(scope)->co = NULL;
	self->limit_ns = FOREVER_NS;
	for (struct eg_scope **at = &self->scope; *at;) {
		struct scope *s = of(*at);
		if (*at == scope) {
			*at = s->outer;
			continue;
		}
		if (s->deadline_ns < self->limit_ns)
			self->limit_ns = s->deadline_ns;
		at = &s->outer;
	}
	return of(scope)->fired;
}

bool scope_has_fired(const eg_scope *scope) {
	struct scope s;
	memcpy(&s, scope, sizeof s);
	return s.fired;
}

void scope_fired(struct co *self) {
	struct scope *first = NULL; /* of equal ones the outermost: it was armed first */
	for (struct eg_scope *at = self->scope; at; at = of(at)->outer) {
		if (of(at)->deadline_ns == self->limit_ns)
			first = of(at);
	}
	if (first)
		first->fired = true;
}
