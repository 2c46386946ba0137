/* The runtime starts on the kernel thread that needs it first, which is not the main one here. */
#include <resolv.h>

#include "tests/turns.h"

static struct __res_state *mains;

static void *has_its_own(void *arg) {
	EXPECT(&_res != mains); /* the resolver's state: a thread-local of libc's */
	return arg;
}

static void *spawns(void *arg) {
	eg_co *co = eg_spawn(has_its_own, arg);
	EXPECT(co != NULL);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	EXPECT(eg_value(co) == arg);
	eg_unref(co);
	return arg;
}

/* libc's own functions, for threads that are no coroutines. */
static void *of_libc(const char *name) {
	if (!takes_turns())
		return dlsym(RTLD_DEFAULT, name);
	return dlsym(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), name);
}

int main(void) {
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	int (*join)(pthread_t, void **);
	void *found = of_libc("pthread_create");
	pthread_t thread;
	mains = &_res;
	memcpy(&create, &found, sizeof create);
	EXPECT_EQ(create(&thread, NULL, spawns, &thread), 0);
	found = of_libc("pthread_join");
	memcpy(&join, &found, sizeof join);
	EXPECT_EQ(join(thread, NULL), 0);
	EXPECT(spawns(&thread) == &thread);
	return 0;
}
