/* "When the status of a child changes, the kernel sends a SIGCHLD" to the program's own handler, also
 * while threads wait for the child: the handler runs once for each child that ends alone. */
#include <semaphore.h>
#include <signal.h>

#include "tests/test.h"

static int fds[2];
static sem_t caught;
static pid_t last_pid;

static void on_child(int sig, siginfo_t *info, void *context) {
	(void)context;
	EXPECT_EQ(sig, SIGCHLD);
	last_pid = info->si_pid;
	sem_post(&caught);
}

static void *waits(void *arg) {
	EXPECT_EQ(reap(*(pid_t *)arg), 3);
	return NULL;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = on_child, .sa_flags = SA_SIGINFO | SA_RESTART };
	sigaction(SIGCHLD, &action, NULL);
	sem_init(&caught, 0, 0);
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < 5; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			hear(fds[0]);
			_exit(3);
		}
		pthread_t waiter = start_thread(waits, &pid);
		linger();
		tell(fds[1]);
		while (sem_wait(&caught) < 0)
			EXPECT_EQ(errno, EINTR);
		EXPECT_EQ(last_pid, pid);
		join_thread(waiter);
	}
	EXPECT_ERRNO(sem_trywait(&caught), EAGAIN);
	return test_end();
}
