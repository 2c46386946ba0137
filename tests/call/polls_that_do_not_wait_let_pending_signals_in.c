/* ppoll and pselect with a mask that lets a pending signal in fail with EINTR behind its handler, even with no time to
 * wait; where there is something to tell they do that, and the signal stays pending. epoll_pwait looks for signals only
 * when it waits - poll(2), select(2). For signals to the thread and to the process. */
#include <poll.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "tests/test.h"

static _Atomic int handled;
static int full[2];

static void on_signal(int sig) {
	(void)sig;
	handled++;
}

static int polls(const sigset_t *mask) {
	return ppoll(NULL, 0, &(struct timespec){ 0 }, mask);
}

static int polls_what_is_ready(const sigset_t *mask) {
	struct pollfd p = { .fd = full[0], .events = POLLIN };
	return ppoll(&p, 1, &(struct timespec){ 0 }, mask);
}

static int selects(const sigset_t *mask) {
	return pselect(0, NULL, NULL, NULL, &(struct timespec){ 0 }, mask);
}

static int waits_on_epoll(const sigset_t *mask) {
	struct epoll_event event;
	int fd = epoll_create1(0), n = epoll_pwait(fd, &event, 1, 0, mask);
	close(fd);
	return n;
}

static void check(int (*call)(const sigset_t *mask), int to_process, int result) {
	sigset_t none, blocked;
	sigemptyset(&none);
	handled = 0;
	EXPECT_EQ(to_process ? kill(getpid(), SIGUSR1) : raise(SIGUSR1), 0);
	EXPECT_EQ(handled, 0);
	errno = 0;
	EXPECT_EQ(call(&none), result);
	EXPECT_EQ(errno, result < 0 ? EINTR : 0);
	EXPECT_EQ(handled, result < 0);
	if (result < 0)
		return;
	EXPECT_EQ(sigpending(&blocked), 0);
	EXPECT(sigismember(&blocked, SIGUSR1));
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &none, &blocked), 0);
	EXPECT_EQ(handled, 1);
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &blocked, NULL), 0);
}

static void *waits(void *sem) {
	while (sem_wait(sem) < 0)
		;
	return NULL;
}

int main(void) {
	sigset_t set;
	sem_t end;
	EXPECT(signal(SIGUSR1, on_signal) != SIG_ERR);
	EXPECT_EQ(pipe(full), 0);
	EXPECT_EQ(write(full[1], "", 1), 1);
	EXPECT_EQ(sem_init(&end, 0, 0), 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	pthread_t thread = start_thread(waits, &end);
	for (int to_process = 0; to_process < 2; to_process++) {
		check(polls, to_process, -1);
		check(selects, to_process, -1);
		check(polls_what_is_ready, to_process, 1);
		check(waits_on_epoll, to_process, 0);
	}
	EXPECT_EQ(sem_post(&end), 0);
	join_thread(thread);
	return test_end();
}
