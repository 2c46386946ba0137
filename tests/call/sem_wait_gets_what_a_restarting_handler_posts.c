/* sem_post is async-signal-safe, and sem_wait goes on after a handler with SA_RESTART - signal(7): a
 * handler that posts in the very thread that waits lets it through, and counts once. */
#include <semaphore.h>
#include <signal.h>

#include "tests/test.h"

static sem_t sem;

static void on_signal(int sig) {
	(void)sig;
	sem_post(&sem);
}

static void *signals(void *arg) {
	linger();
	EXPECT_EQ(pthread_kill(*(pthread_t *)arg, SIGUSR1), 0);
	return NULL;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &action, NULL);
	sem_init(&sem, 0, 0);
	pthread_t self = pthread_self();
	for (int i = 0; i < 5; i++) {
		pthread_t thread = start_thread(signals, &self);
		EXPECT_EQ(sem_wait(&sem), 0);
		join_thread(thread);
		EXPECT_ERRNO(sem_trywait(&sem), EAGAIN);
	}
	return test_end();
}
