/* Many timers at once, many of them due at the same time, some taken back by signals: none is lost,
 * none fires early. */
#include "tests/test.h"

enum { N = 1000 };
static _Atomic int interrupted;

static void handler(int sig) {
	(void)sig;
}

static void *sleeper(void *arg) {
	int i = (int)(intptr_t)arg;
	for (int round = 0; round < 3; round++) {
		int ms = i * 37 % 50;
		int64_t start = now_ms();
		if (usleep((useconds_t)ms * 1000) == 0) {
			EXPECT(now_ms() - start >= ms - 1);
		} else {
			EXPECT_EQ(errno, EINTR);
			interrupted++;
		}
	}
	return NULL;
}

int main(void) {
	static pthread_t threads[N];
	pthread_attr_t attr;
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, 64 << 10), 0);
	for (intptr_t i = 0; i < N; i++)
		EXPECT_EQ(pthread_create(&threads[i], &attr, sleeper, (void *)i), 0);
	for (int i = 0; i < N; i += 10)
		EXPECT_EQ(pthread_kill(threads[i], SIGUSR1), 0);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT(interrupted <= N / 10);
	return test_end();
}
