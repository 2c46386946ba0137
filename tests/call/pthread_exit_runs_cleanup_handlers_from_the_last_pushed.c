/* "Any clean-up handlers established by pthread_cleanup_push(3) that have not yet been popped, are
 * popped (in the reverse of the order in which they were pushed) and executed. If the thread has
 * any thread-specific data, then, after the clean-up handlers have been executed, the
 * corresponding destructor functions are called" - pthread_exit(3) */
#include "tests/test.h"

static char said[8];
static pthread_key_t key;

static void say(void *arg) {
	strcat(said, arg);
}

static void inner(void) {
	pthread_cleanup_push(say, "b");
	linger();
	pthread_exit(said);
	pthread_cleanup_pop(0);
}

static void *exits(void *arg) {
	EXPECT_EQ(pthread_setspecific(key, "c"), 0);
	pthread_cleanup_push(say, "a");
	pthread_cleanup_push(say, "-");
	pthread_cleanup_pop(1);
	pthread_cleanup_push(say, "never");
	pthread_cleanup_pop(0);
	inner();
	pthread_cleanup_pop(0);
	return arg;
}

int main(void) {
	EXPECT_EQ(pthread_key_create(&key, say), 0);
	EXPECT(join_thread(start_thread(exits, NULL)) == said);
	EXPECT(!strcmp(said, "-bac"));
	return test_end();
}
