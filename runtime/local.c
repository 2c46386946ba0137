/* local.c - see local.h. A coroutine's values are a short list; only the coroutine itself touches it. */
#include "runtime/local.h"

#include <stdlib.h>

#include "runtime/api.h"
#include "runtime/hub.h"

struct local {
	void (*destroy)(void *);
};

struct value {
	struct value *next;
	const struct local *of;
	void *value;
};

static struct value *find(struct co *self, const struct local *local) {
	struct value *v = self ? self->api.locals : NULL;
	while (v && v->of != local)
		v = v->next;
	return v;
}

EXPORT void *eg_local_get(eg_local *handle) {
	struct value *v = find(co_caller(), (struct local *)(void *)handle);
	return v ? v->value : NULL;
}

EXPORT int eg_local_set(eg_local *handle, void *value) {
	const struct local *local = (struct local *)(void *)handle;
	struct co *self = api_self();
	if (!self)
		return api_fail(ENOSYS);
	struct value *v = find(self, local);
	if (!v) {
		v = malloc(sizeof *v);
		if (!v)
			return api_fail(ENOMEM);
		v->of = local;
		v->next = self->api.locals;
		self->api.locals = v;
	}
	v->value = value;
	return 0;
}

void local_ending(struct co *self) {
	for (struct value *v; (v = self->api.locals);) {
		void (*destroy)(void *) = v->of->destroy;
		void *value = v->value;
		self->api.locals = v->next;
		free(v);
		if (destroy && value)
			destroy(value);
	}
}
