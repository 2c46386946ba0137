/* call_once: "exactly once"; "the effective call to it synchronizes with all subsequent calls" -
 * C11 7.26.2.1. tss_create: the destructor runs at the thread's end with the value - C11 7.26.6
 * */
#include <threads.h>

#include "tests/test.h"

static once_flag flag = ONCE_FLAG_INIT;
static int runs, complete, destroyed;
static tss_t key;

static void init(void) {
	runs++;
	linger();
	complete++;
}

static void destroy(void *value) {
	++*(int *)value;
}

static int thread(void *arg) {
	call_once(&flag, init);
	EXPECT_EQ(complete, 1);
	EXPECT(tss_get(key) == NULL);
	EXPECT_EQ(tss_set(key, arg), thrd_success);
	thrd_yield();
	EXPECT(tss_get(key) == arg);
	return 0;
}

int main(void) {
	thrd_t ids[10];
	EXPECT_EQ(tss_create(&key, destroy), thrd_success);
	for (int i = 0; i < 10; i++)
		EXPECT_EQ(thrd_create(&ids[i], thread, &destroyed), thrd_success);
	for (int i = 0; i < 10; i++)
		EXPECT_EQ(thrd_join(ids[i], NULL), thrd_success);
	EXPECT_EQ(runs, 1);
	EXPECT_EQ(destroyed, 10);
	tss_delete(key);
	return test_end();
}
