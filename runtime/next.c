/* next.c - see next.h. */
#include "runtime/next.h"

#include <dlfcn.h>

void *next_symbol(const char *name) {
	/* volatile: as a tail call, dlsym would take our caller for the one who asks. */
	void *volatile found = dlsym(RTLD_NEXT, name);
	return found;
}

int next_pthread_create(pthread_t *id, const pthread_attr_t *attr, void *(*start)(void *), void *arg) {
	static __typeof__(pthread_create) *create;
	if (!create)
		create = next_symbol("pthread_create");
	return create(id, attr, start, arg);
}

int next_pthread_join(pthread_t id, void **result) {
	static __typeof__(pthread_join) *join;
	if (!join)
		join = next_symbol("pthread_join");
	return join(id, result);
}

void next_pthread_exit(void *result) {
	static __typeof__(pthread_exit) *leave;
	if (!leave)
		leave = next_symbol("pthread_exit");
	leave(result);
	__builtin_unreachable();
}
