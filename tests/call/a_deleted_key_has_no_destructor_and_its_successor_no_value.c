/* "no destructor functions are invoked by pthread_key_delete()": nor for its values when the thread
 * exits - pthread_key_delete(3p). "Upon key creation, the value NULL is associated with the new
 * key in all active threads." - pthread_key_create(3p) */
#include "tests/test.h"

static pthread_key_t key;
static int to_thread[2], from_thread[2], calls;

static void destroy(void *value) {
	(void)value;
	calls++;
}

static void *thread(void *arg) {
	EXPECT_EQ(pthread_setspecific(key, &calls), 0);
	tell(from_thread[1]);
	hear(to_thread[0]); /* meanwhile deleted and created */
	EXPECT(pthread_getspecific(key) == NULL);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(to_thread), 0);
	EXPECT_EQ(pipe(from_thread), 0);
	EXPECT_EQ(pthread_key_create(&key, destroy), 0);
	pthread_t id = start_thread(thread, NULL);
	hear(from_thread[0]);
	EXPECT_EQ(pthread_key_delete(key), 0);
	EXPECT_EQ(pthread_key_create(&key, destroy), 0);
	tell(to_thread[1]);
	join_thread(id);
	EXPECT_EQ(calls, 0);
	EXPECT_EQ(pthread_key_delete(key), 0);
	EXPECT_EQ(pthread_key_delete(key), EINVAL);
	EXPECT_EQ(pthread_setspecific(key, &calls), EINVAL);
	return test_end();
}
