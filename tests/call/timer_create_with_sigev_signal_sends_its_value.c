/* "SIGEV_SIGNAL Upon timer expiration, generate the signal sigev_signo for the process": si_code is
 * SI_TIMER, si_value what was given - timer_create(2) */
#include "tests/test.h"

static volatile sig_atomic_t handled;
static int x;

static void handler(int sig, siginfo_t *info, void *context) {
	(void)context;
	EXPECT_EQ(sig, SIGRTMIN + 2);
	EXPECT_EQ(info->si_code, SI_TIMER);
	EXPECT(info->si_value.sival_ptr == &x);
	handled++;
}

static _Atomic int stop;

static void *other(void *arg) {
	while (!stop)
		usleep(500);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 2 };
	struct itimerspec every = { { 0, 2000000 }, { 0, 2000000 } };
	timer_t timer;
	event.sigev_value.sival_ptr = &x;
	EXPECT_EQ(sigaction(SIGRTMIN + 2, &action, NULL), 0);
	pthread_t id = start_thread(other, NULL);
	EXPECT_EQ(timer_create(CLOCK_REALTIME, &event, &timer), 0);
	EXPECT_EQ(timer_settime(timer, 0, &every, NULL), 0);
	while (handled < 10)
		EXPECT_ERRNO(pause(), EINTR);
	EXPECT_EQ(timer_delete(timer), 0);
	stop = 1;
	join_thread(id);
	return test_end();
}
