/* The holder of a robust mutex that processes share forks: the child does not hold it, and does what
 * children do; it finds the mutex locked, and unlocked when the parent has unlocked it. */
#include "tests/test.h"

static pthread_mutex_t *mutex;
static int fds[2];

static void *nothing(void *arg) {
	usleep(10);
	return arg;
}

static void child(void) {
	EXPECT_EQ(pthread_mutex_trylock(mutex), EBUSY);
	EXPECT_EQ(pthread_mutex_unlock(mutex), EPERM);
	join_thread(start_thread(nothing, NULL));
	tell(fds[1]);
	EXPECT_EQ(pthread_mutex_lock(mutex), 0);
	join_thread(start_thread(nothing, NULL));
	EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
}

static void *holds(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(mutex), 0);
	pid_t pid = start_child(child);
	hear(fds[0]);
	usleep(1000);
	EXPECT_EQ(pthread_mutex_unlock(mutex), 0);
	EXPECT_EQ(reap(pid), 0);
	return arg;
}

int main(void) {
	pthread_mutexattr_t attr;
	mutex = shared_memory(sizeof *mutex);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	EXPECT_EQ(pthread_mutex_init(mutex, &attr), 0);
	join_thread(start_thread(holds, NULL));
	holds(NULL);
	join_thread(start_thread(holds, NULL));
	return test_end();
}
