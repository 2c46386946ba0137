/* "Multiple instances of real-time signals can be queued", and "Multiple real-time signals of the
 * same type are delivered in the order they were sent" - signal(7): thousands from another
 * process, while threads switch; the handler counts with sem_post and write. */
#include <semaphore.h>

#include "tests/test.h"

enum { SENT = 3000, THREADS = 4 };
static int fds[2];
static sem_t counted;
static volatile sig_atomic_t last;
static _Atomic int stop;
static pid_t parent;

static void handler(int sig, siginfo_t *info, void *context) {
	(void)sig;
	(void)context;
	int value = info->si_value.sival_int;
	EXPECT_EQ(value, last + 1);
	last = value;
	EXPECT_EQ(write(fds[1], &value, sizeof value), sizeof value);
	EXPECT_EQ(sem_post(&counted), 0);
}

static void child(void) {
	for (int i = 1; i <= SENT; i++) {
		while (sigqueue(parent, SIGRTMIN, (union sigval){ .sival_int = i }) < 0) {
			EXPECT_EQ(errno, EAGAIN);
			EXPECT_EQ(getppid(), parent);
			usleep(1000);
		}
	}
}

static void *switches(void *arg) {
	while (!stop) {
		for (int i = 0; i < 20; i++)
			sched_yield();
		usleep(100);
	}
	return arg;
}

static void *reads(void *arg) {
	int value;
	for (int i = 1; i <= SENT; i++) {
		EXPECT_EQ(read(fds[0], &value, sizeof value), sizeof value);
		EXPECT_EQ(value, i);
	}
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART };
	sigset_t rt = set_of(SIGRTMIN);
	pthread_t threads[THREADS];
	parent = getpid();
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(sem_init(&counted, 0, 0), 0);
	EXPECT_EQ(sigaction(SIGRTMIN, &action, NULL), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &rt, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(i ? switches : reads, NULL);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &rt, NULL), 0);
	pid_t pid = start_child(child);
	for (int i = 0; i < SENT; i++)
		EXPECT_EQ(sem_wait(&counted), 0);
	stop = 1;
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(last, SENT);
	return test_end();
}
