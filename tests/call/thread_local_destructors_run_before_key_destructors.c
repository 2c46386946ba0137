/* What C++ does for a thread_local object, by __cxa_thread_atexit_impl: destructors run at the
 * thread's end, the last registered first, and before those of keys, which may be used by them.
 * */
#include "tests/test.h"

extern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);
extern void *__dso_handle;

static __thread char said[8];
static char all[8];
static pthread_key_t key;

static void say(void *arg) {
	linger();
	strcat(said, arg);
}

static void finish(void *arg) {
	say(arg);
	strcpy(all, said);
}

static void *thread(void *arg) {
	EXPECT_EQ(__cxa_thread_atexit_impl(say, "a", &__dso_handle), 0);
	EXPECT_EQ(__cxa_thread_atexit_impl(say, "b", &__dso_handle), 0);
	EXPECT_EQ(pthread_setspecific(key, "k"), 0);
	if (arg)
		pthread_exit(NULL);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pthread_key_create(&key, finish), 0);
	join_thread(start_thread(thread, NULL));
	EXPECT(!strcmp(all, "bak"));
	all[0] = '\0';
	join_thread(start_thread(thread, all));
	EXPECT(!strcmp(all, "bak"));
	return test_end();
}
