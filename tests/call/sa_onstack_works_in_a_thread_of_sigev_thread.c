/* A handler with SA_ONSTACK runs on the alternate stack of a thread that libc has made for a timer, SIGEV_THREAD -
 * sigaltstack(2). */
#include <semaphore.h>

#include "tests/test.h"

static char stack[64 << 10];
static _Atomic int where = -1;
static sem_t done;

static void on_signal(int sig) {
	char *here = __builtin_frame_address(0);
	(void)sig;
	where = here >= stack && here < stack + sizeof stack;
}

static void on_timer(union sigval value) {
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
	sigset_t none;
	(void)value;
	sigemptyset(&none);
	EXPECT_EQ(sigaltstack(&alternate, NULL), 0);
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &none, NULL), 0);
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(sem_post(&done), 0);
}

static void *waits(void *arg) {
	EXPECT_EQ(sem_wait(&done), 0);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD, .sigev_notify_function = on_timer };
	const struct itimerspec soon = { .it_value = { 0, 1000000 } };
	timer_t timer;
	EXPECT_EQ(sem_init(&done, 0, 0), 0);
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	pthread_t thread = start_thread(waits, NULL);
	EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	EXPECT_EQ(timer_settime(timer, 0, &soon, NULL), 0);
	join_thread(thread);
	EXPECT_EQ(where, 1);
	return test_end();
}
