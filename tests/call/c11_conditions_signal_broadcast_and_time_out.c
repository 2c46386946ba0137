/* cnd_wait, cnd_timedwait with thrd_timedout by TIME_UTC, cnd_signal, cnd_broadcast - C11 7.26.3 */
#include <threads.h>

#include "tests/test.h"

enum { N = 5 };
static mtx_t mutex;
static cnd_t cond, there;
static int waiting, tokens;

static int waiter(void *arg) {
	EXPECT_EQ(mtx_lock(&mutex), thrd_success);
	waiting++;
	EXPECT_EQ(cnd_signal(&there), thrd_success);
	while (!tokens)
		EXPECT_EQ(cnd_wait(&cond, &mutex), thrd_success);
	tokens--;
	EXPECT_EQ(mtx_unlock(&mutex), thrd_success);
	return arg != NULL;
}

int main(void) {
	thrd_t ids[N];
	struct timespec at = in_ms(CLOCK_REALTIME, 30);
	int64_t start = now_ms();
	int error;
	EXPECT_EQ(mtx_init(&mutex, mtx_plain), thrd_success);
	EXPECT_EQ(cnd_init(&cond), thrd_success);
	EXPECT_EQ(cnd_init(&there), thrd_success);
	for (int i = 0; i < N; i++)
		EXPECT_EQ(thrd_create(&ids[i], waiter, NULL), thrd_success);
	EXPECT_EQ(mtx_lock(&mutex), thrd_success);
	while (waiting < N)
		EXPECT_EQ(cnd_wait(&there, &mutex), thrd_success);
	while ((error = cnd_timedwait(&there, &mutex, &at)) == thrd_success)
		;
	EXPECT_EQ(error, thrd_timedout);
	EXPECT(now_ms() - start >= 29);
	tokens = 1;
	EXPECT_EQ(cnd_signal(&cond), thrd_success);
	while (tokens) {
		EXPECT_EQ(mtx_unlock(&mutex), thrd_success);
		thrd_yield();
		EXPECT_EQ(mtx_lock(&mutex), thrd_success);
	}
	tokens = N - 1;
	EXPECT_EQ(cnd_broadcast(&cond), thrd_success);
	EXPECT_EQ(mtx_unlock(&mutex), thrd_success);
	for (int i = 0; i < N; i++)
		EXPECT_EQ(thrd_join(ids[i], NULL), thrd_success);
	cnd_destroy(&cond);
	return test_end();
}
