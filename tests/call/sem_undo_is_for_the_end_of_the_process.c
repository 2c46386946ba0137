/* "SEM_UNDO: it will be automatically undone when the process terminates" - semop(2): the process, not
 * the thread that did it (threads share the list: CLONE_SYSVSEM). */
#include <sys/sem.h>

#include "tests/test.h"

static int set;

static void *takes(void *arg) {
	struct sembuf op = { 0, -1, SEM_UNDO };
	EXPECT_EQ(semop(set, &op, 1), 0);
	return arg;
}

static void child(void) {
	join_thread(start_thread(takes, NULL));
	join_thread(start_thread(takes, NULL));
	usleep(1000);
	EXPECT_EQ(semctl(set, 0, GETVAL), 3);
	exit(0);
}

int main(void) {
	set = semget(IPC_PRIVATE, 1, 0600);
	if (set < 0 && errno == ENOSYS)
		SKIP("no System V semaphores");
	EXPECT_EQ(semctl(set, 0, SETVAL, 5), 0);
	EXPECT_EQ(run_in_child(child), 0);
	EXPECT_EQ(semctl(set, 0, GETVAL), 5);
	join_thread(start_thread(takes, NULL));
	EXPECT_EQ(semctl(set, 0, GETVAL), 4);
	EXPECT_EQ(semctl(set, 0, IPC_RMID), 0);
	return test_end();
}
