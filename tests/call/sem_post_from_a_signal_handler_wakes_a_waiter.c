/* "sem_post() is async-signal-safe: it may be safely called within a signal handler." -
 * sem_post(3), also in the handler that interrupts the waiter itself */
#include <semaphore.h>

#include "tests/test.h"

static sem_t sem;
static _Atomic int done;

static void handler(int sig) {
	(void)sig;
	EXPECT_EQ(sem_post(&sem), 0);
}

static void *waiter(void *arg) {
	for (int i = 0; i < 20; i++)
		EXPECT_EQ(sem_wait(&sem), 0);
	done++;
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, SA_RESTART);
	EXPECT_EQ(sem_init(&sem, 0, 0), 0);
	pthread_t id = start_thread(waiter, NULL);
	kill_until(&done, id, SIGUSR1); /* posted by the waiter */
	join_thread(id);

	while (sem_trywait(&sem) == 0)
		;
	done = 0;
	id = start_thread(waiter, NULL);
	while (!done) { /* posted by main */
		EXPECT_EQ(raise(SIGUSR1), 0);
		usleep(100);
	}
	join_thread(id);
	return test_end();
}
