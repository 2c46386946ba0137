/* "If a signal is delivered to a thread waiting for a read-write lock for writing, upon return from
 * the signal handler the thread resumes waiting for the read-write lock for writing as if it was
 * not interrupted" - pthread_rwlock_wrlock(3p) */
#include "tests/test.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static _Atomic int handled, unlocked;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *reader(void *arg) {
	EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
	EXPECT(unlocked);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	return arg;
}

static void *writer(void *arg) {
	EXPECT_EQ(pthread_rwlock_wrlock(&lock), 0);
	EXPECT(unlocked);
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_rwlock_wrlock(&lock), 0);
	pthread_t threads[2] = { start_thread(reader, NULL), start_thread(writer, NULL) };
	for (int i = 0; i < 6; i++) {
		linger();
		EXPECT_EQ(pthread_kill(threads[i % 2], SIGUSR1), 0);
		while (handled <= i)
			usleep(100);
	}
	unlocked = 1;
	EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	join_thread(threads[0]);
	join_thread(threads[1]);
	return test_end();
}
