/* mtx_trylock gives thrd_busy, mtx_timedlock thrd_timedout, by TIME_UTC, and a mtx_recursive mutex
 * may be locked again by its owner - C11 7.26.4 */
#include <threads.h>

#include "tests/test.h"

static mtx_t plain, timed, recursive;

static int other(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30);
	int64_t start = now_ms();
	EXPECT_EQ(mtx_trylock(&plain), thrd_busy);
	EXPECT_EQ(mtx_trylock(&recursive), thrd_busy);
	EXPECT_EQ(mtx_timedlock(&timed, &at), thrd_timedout);
	EXPECT(now_ms() - start >= 29);
	tell(*(int *)arg);
	at = in_ms(CLOCK_REALTIME, 30000);
	EXPECT_EQ(mtx_lock(&plain), thrd_success);
	EXPECT_EQ(mtx_timedlock(&timed, &at), thrd_success);
	EXPECT_EQ(mtx_lock(&recursive), thrd_success);
	return 0;
}

int main(void) {
	int fds[2];
	thrd_t id;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(mtx_init(&plain, mtx_plain), thrd_success);
	EXPECT_EQ(mtx_init(&timed, mtx_timed), thrd_success);
	EXPECT_EQ(mtx_init(&recursive, mtx_timed | mtx_recursive), thrd_success);
	EXPECT_EQ(mtx_lock(&plain), thrd_success);
	EXPECT_EQ(mtx_lock(&timed), thrd_success);
	EXPECT_EQ(mtx_lock(&recursive), thrd_success);
	EXPECT_EQ(mtx_trylock(&recursive), thrd_success);
	EXPECT_EQ(thrd_create(&id, other, &fds[1]), thrd_success);
	hear(fds[0]);
	EXPECT_EQ(mtx_unlock(&plain), thrd_success);
	EXPECT_EQ(mtx_unlock(&timed), thrd_success);
	EXPECT_EQ(mtx_unlock(&recursive), thrd_success);
	thrd_yield();
	EXPECT_EQ(mtx_unlock(&recursive), thrd_success);
	EXPECT_EQ(thrd_join(id, NULL), thrd_success);
	mtx_destroy(&plain);
	return test_end();
}
