/* next.c - see next.h. */
#include "runtime/next.h"

#include <dlfcn.h>

#include "runtime/settings.h"

void *next_symbol(const char *name) {
	/* volatile: as a tail call, dlsym would take our caller for the one who asks. */
	void *volatile found = dlsym(RTLD_NEXT, name);
	return found;
}

static __typeof__(pthread_create) *create;
static __typeof__(pthread_join) *join;

static int look_up_clock_gettime(clockid_t clock, struct timespec *ts) {
	int (*found)(clockid_t, struct timespec *) = next_symbol("clock_gettime");
	next_clock_gettime = found;
	return found(clock, ts);
}

int (*next_clock_gettime)(clockid_t clock, struct timespec *ts) = look_up_clock_gettime;

void next_look_up(void) {
	next_clock_gettime = (int (*)(clockid_t, struct timespec *))next_symbol("clock_gettime");
	/* Without coroutines others may come before us who want to know of threads: ThreadSanitizer. */
	create = settings.backend == BACKEND_THREADS ? dlsym(RTLD_DEFAULT, "pthread_create")
						     : next_symbol("pthread_create");
	join = next_symbol("pthread_join");
}

int next_pthread_create(pthread_t *id, const pthread_attr_t *attr, void *(*start)(void *), void *arg) {
	if (!create)
		next_look_up();
	return create(id, attr, start, arg);
}

int next_pthread_join(pthread_t id, void **result) {
	if (!join)
		next_look_up();
	return join(id, result);
}

void next_pthread_exit(void *result) {
	static __typeof__(pthread_exit) *leave;
	if (!leave)
		leave = next_symbol("pthread_exit");
	leave(result);
	__builtin_unreachable();
}
