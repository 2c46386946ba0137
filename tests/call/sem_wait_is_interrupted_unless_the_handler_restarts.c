/* "EINTR The call was interrupted by a signal handler" - sem_wait(3). With SA_RESTART it is
 * restarted, - signal(7) - which sem_timedwait is not, since its futex call has a timeout. */
#include <semaphore.h>

#include "tests/test.h"

static sem_t sem;
static _Atomic int done, handled;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *interrupted(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	if (arg)
		EXPECT_ERRNO(sem_timedwait(&sem, &at), EINTR);
	else
		EXPECT_ERRNO(sem_wait(&sem), EINTR);
	done = 1;
	return NULL;
}

static void *restarted(void *arg) {
	EXPECT_EQ(sem_wait(&sem), 0);
	done = 1;
	return arg;
}

int main(void) {
	EXPECT_EQ(sem_init(&sem, 0, 0), 0);
	set_handler(SIGUSR1, handler, 0);
	set_handler(SIGUSR2, handler, SA_RESTART);
	for (int timed = 0; timed < 2; timed++) {
		done = 0;
		pthread_t id = start_thread(interrupted, timed ? &sem : NULL);
		kill_until(&done, id, SIGUSR1);
		join_thread(id);
	}
	done = handled = 0;
	pthread_t id = start_thread(restarted, NULL);
	for (int i = 0; i < 5; i++) {
		linger();
		EXPECT_EQ(pthread_kill(id, SIGUSR2), 0);
		while (handled <= i)
			usleep(100);
	}
	EXPECT_EQ(done, 0);
	EXPECT_EQ(sem_post(&sem), 0);
	join_thread(id);
	return test_end();
}
