/* real.c - see real.h. */
#include "shim/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "runtime/next.h"

static long missing(void) {
	errno = ENOSYS;
	return -1;
}

/* In a library that the program has opened since it began, where RTLD_NEXT does not look. */
static void *find_opened(const char *name, const char *library) {
	void *handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
	void *found = handle ? dlsym(handle, name) : NULL;
	if (handle)
		dlclose(handle);
	return found;
}

static uintptr_t find(const char *name) {
	void *found = NULL;
	/* There are two versions of these, and dlsym finds the one of 2003. */
	if (!strncmp(name, "pthread_cond_", strlen("pthread_cond_")))
		found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
	if (!found)
		found = next_symbol(name);
	if (!found && strstr(name, "io_uring_"))
		found = find_opened(name, "liburing.so.2");
	return (uintptr_t)found;
}

#define FIRST(returns, name, params, args)                                                              \
	static returns first_##name params {                                                            \
		uintptr_t found = find(#name);                                                          \
		real.name = (returns(*) params)(found ? found : (uintptr_t)missing);                    \
		return real.name args;                                                                  \
	}
#define PARK(family, returns, name, params, args)     FIRST(returns, name, params, args)
#define PARK_VOID(family, name, params, args)         FIRST(void, name, params, args)
#define HOOK(family, returns, name, params, args)     FIRST(returns, name, params, args)
#define LAST(family, name, params, args)              FIRST(void, name, params, args)
#define VARIADIC(family, returns, name, params, args) FIRST(returns, name, params, args)
#define STREAM(returns, name, params, args, stream)   FIRST(returns, name, params, args)
#define STREAM_VOID(name, params, args, stream)       FIRST(void, name, params, args)
#include "shim/calls.def"

struct real real = {
#define PARK(family, returns, name, params, args)     .name = first_##name,
#define PARK_VOID(family, name, params, args)         .name = first_##name,
#define HOOK(family, returns, name, params, args)     .name = first_##name,
#define LAST(family, name, params, args)              .name = first_##name,
#define VARIADIC(family, returns, name, params, args) .name = first_##name,
#define STREAM(returns, name, params, args, stream)   .name = first_##name,
#define STREAM_VOID(name, params, args, stream)       .name = first_##name,
#include "shim/calls.def"
};

/* What is not there yet may come with a library that the program loads. */
#define RESOLVE(returns, name, params)                                                                  \
	found = find(#name);                                                                            \
	if (found)                                                                                      \
		real.name = (returns(*) params)found;

void real_look_up(void) {
	uintptr_t found;
#define PARK(family, returns, name, params, args)     RESOLVE(returns, name, params)
#define PARK_VOID(family, name, params, args)         RESOLVE(void, name, params)
#define HOOK(family, returns, name, params, args)     RESOLVE(returns, name, params)
#define LAST(family, name, params, args)              RESOLVE(void, name, params)
#define VARIADIC(family, returns, name, params, args) RESOLVE(returns, name, params)
#define STREAM(returns, name, params, args, stream)   RESOLVE(returns, name, params)
#define STREAM_VOID(name, params, args, stream)       RESOLVE(void, name, params)
#include "shim/calls.def"
}

const char *const call_names[CALL_COUNT] = {
	"",
#define PARK(family, returns, name, params, args)     #name,
#define PARK_VOID(family, name, params, args)         #name,
#define HOOK(family, returns, name, params, args)     #name,
#define VARIADIC(family, returns, name, params, args) #name,
#define STREAM(returns, name, params, args, stream)   #name,
#define STREAM_VOID(name, params, args, stream)       #name,
#include "shim/calls.def"
};
