/* "the process blocks until semval becomes" large enough, or zero - semop(2); semtimedop fails with
 * EAGAIN at its timeout. The threads that do the other half go on. */
#include <sys/sem.h>

#include "tests/test.h"

enum { ROUNDS = 50 };

static int set;

static int change(unsigned short number, short by, short flags) {
	struct sembuf op = { number, by, flags };
	return semop(set, &op, 1);
}

static void *plays(void *arg) {
	unsigned short own = (unsigned short)(intptr_t)arg;
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(change(own, -1, 0), 0);
		EXPECT_EQ(change(!own, 1, 0), 0);
	}
	return NULL;
}

static void *waits_for_zero(void *arg) {
	EXPECT_EQ(change(2, 0, 0), 0);
	return arg;
}

int main(void) {
	struct timespec timeout = { .tv_nsec = 30000000 };
	struct sembuf op = { 3, -1, 0 };
	set = semget(IPC_PRIVATE, 4, 0600);
	if (set < 0 && errno == ENOSYS)
		SKIP("no System V semaphores");
	EXPECT(set >= 0);
	for (int i = 0; i < 4; i++)
		EXPECT_EQ(semctl(set, i, SETVAL, 0), 0);
	EXPECT_ERRNO(change(0, -1, IPC_NOWAIT), EAGAIN);

	pthread_t threads[] = { start_thread(plays, (void *)0), start_thread(plays, (void *)1) };
	linger();
	EXPECT_EQ(change(0, 1, 0), 0);
	join_thread(threads[0]);
	join_thread(threads[1]);
	EXPECT_EQ(semctl(set, 0, GETVAL), 1);

	EXPECT_EQ(change(2, 2, 0), 0);
	threads[0] = start_thread(waits_for_zero, NULL);
	linger();
	EXPECT_EQ(change(2, -2, 0), 0);
	join_thread(threads[0]);

	threads[0] = start_thread(waits_for_zero, NULL);
	int64_t start = now_ms();
	EXPECT_ERRNO(semtimedop(set, &op, 1, &timeout), EAGAIN);
	EXPECT(now_ms() - start >= 29);
	join_thread(threads[0]);
	EXPECT_EQ(semctl(set, 0, IPC_RMID), 0);
	return test_end();
}
