/* "any clean-up handlers ... and thread-specific data destructors" of the main thread run when it
 * calls pthread_exit, and its frames are unwound - pthread_exit(3) */
#include "tests/test.h"

static pthread_key_t key;
static pthread_t main_thread;
static char said[8];

static void say(void *arg) {
	EXPECT(pthread_equal(pthread_self(), main_thread));
	linger();
	strcat(said, arg);
}

static void *last(void *arg) {
	void *result;
	EXPECT_EQ(pthread_join(main_thread, &result), 0);
	EXPECT(result == arg);
	EXPECT(!strcmp(said, "bak"));
	exit(test_end());
}

static void inner(void *result) {
	pthread_cleanup_push(say, "b");
	pthread_exit(result);
	pthread_cleanup_pop(0);
}

int main(void) {
	main_thread = pthread_self();
	EXPECT_EQ(pthread_key_create(&key, say), 0);
	EXPECT_EQ(pthread_setspecific(key, "k"), 0);
	start_thread(last, said);
	pthread_cleanup_push(say, "a");
	inner(said);
	pthread_cleanup_pop(0);
}
