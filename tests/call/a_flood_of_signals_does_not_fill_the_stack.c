/* A signal that comes faster than its handler returns is handled again and again at one depth of the stack, as it is
 * blocked while its handler runs - sigaction(2). In a thread that computes and in one that waits. */
#include <semaphore.h>
#include <stdbool.h>

#include "tests/test.h"

enum { HANDLED = 3000, DEEPEST = 32 << 10 };

static _Atomic int handled;
static _Atomic uintptr_t lowest;
static sem_t enough;
static timer_t timer;

static int64_t now_ns(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void on_signal(int sig) {
	int64_t until = now_ns() + 30000;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	(void)sig;
	if (here < lowest)
		lowest = here;
	while (now_ns() < until)
		;
	if (++handled < HANDLED)
		return;
	EXPECT_EQ(timer_settime(timer, 0, &(struct itimerspec){ 0 }, NULL),
		  0); /* else there is nothing but this */
	EXPECT_EQ(sem_post(&enough), 0);
}

static void *flooded(void *arg) {
	bool *waits = arg;
	sigset_t set;
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	const struct itimerspec often = { { 0, 10000 }, { 0, 10000 } };
	handled = 0;
	lowest = UINTPTR_MAX;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &set, NULL), 0);
	EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	EXPECT_EQ(timer_settime(timer, 0, &often, NULL), 0);
	while (!*waits && handled < HANDLED)
		;
	while (sem_wait(&enough) < 0)
		EXPECT_EQ(errno, EINTR);
	EXPECT_EQ(timer_delete(timer), 0);
	EXPECT((uintptr_t)__builtin_frame_address(0) - lowest < DEEPEST);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	EXPECT_EQ(sem_init(&enough, 0, 0), 0);
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	for (int waits = 0; waits < 2; waits++)
		join_thread(start_thread(flooded, &(bool){ waits }));
	return test_end();
}
