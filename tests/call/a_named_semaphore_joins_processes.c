/* "Two processes can operate on the same named semaphore by passing the same name to sem_open(3)."
 * - sem_overview(7). O_EXCL: EEXIST; unlinked: ENOENT; the value is that of the creator. */
#include <semaphore.h>

#include "tests/test.h"

static char name[64];

static void child(void) {
	sem_t *sem = sem_open(name, 0);
	EXPECT(sem != SEM_FAILED);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(sem_post(sem), 0);
	EXPECT_EQ(sem_close(sem), 0);
}

static void *thread(void *arg) {
	sem_t *sem = sem_open(name, O_CREAT | O_EXCL, 0600, 1);
	if (sem == SEM_FAILED && (errno == ENOSYS || errno == EACCES || errno == ENOENT))
		SKIP("no /dev/shm");
	EXPECT(sem != SEM_FAILED);
	EXPECT(sem_open(name, O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED && errno == EEXIST);
	pid_t pid = start_child(child);
	for (int i = 0; i < 4; i++)
		EXPECT_EQ(sem_wait(sem), 0);
	EXPECT_ERRNO(sem_trywait(sem), EAGAIN);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(sem_unlink(name), 0);
	EXPECT_ERRNO(sem_unlink(name), ENOENT);
	EXPECT(sem_open(name, 0) == SEM_FAILED && errno == ENOENT);
	EXPECT_EQ(sem_close(sem), 0);
	return arg;
}

int main(void) {
	snprintf(name, sizeof name, "/test-named-semaphore-%d", getpid());
	join_thread(start_thread(thread, NULL));
	return test_end();
}
