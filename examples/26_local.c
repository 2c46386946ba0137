/* "Thread Locals": a coroutine's own, by eg_local, by __thread, and by pthread_setspecific. */
#include <evergreen.h>
#include <pthread.h>
#include <stdio.h>

static eg_local stash = EG_LOCAL_INIT(NULL);
static __thread char *x;
static pthread_key_t key;

static void *f1(void *arg) {
	eg_local_set(&stash, "1");
	x = "1";
	pthread_setspecific(key, "1");
	eg_sleep(0);
	puts(eg_local_get(&stash));
	return arg;
}

static void *f2(void *arg) {
	puts("2");
	if (!eg_local_get(&stash) && !x && !pthread_getspecific(key))
		puts("x is not local to f2");
	return arg;
}

int main(void) {
	pthread_key_create(&key, NULL);
	eg_co *g1 = eg_spawn(f1, NULL);
	eg_join(g1, EG_FOREVER);
	eg_co *both[] = { eg_spawn(f2, NULL), g1 };
	return eg_joinall(both, 2, EG_FOREVER);
}
