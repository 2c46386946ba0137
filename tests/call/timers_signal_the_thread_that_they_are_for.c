/* "SIGEV_THREAD_ID As for SIGEV_SIGNAL, but the signal is targeted at the thread whose ID is given in
 * sigev_notify_thread_id" - timer_create(2). Each of these threads, and main, has a timer of its own, all with one
 * signal; the thread waits for it in sigwaitinfo, in a call that a handler interrupts, or computes. */
#include "tests/test.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { THREADS = 6, TIMES = 10 };

static int silent[2];
static __thread volatile int handled, mine;

static timer_t start_timer(int sig, int value, int *raw) {
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = sig };
	struct itimerspec every = { { 0, 1000000 }, { 0, 1000000 } }, is;
	timer_t timer = 0;
	event.sigev_value.sival_int = value;
	event.sigev_notify_thread_id = gettid();
	if (raw)
		EXPECT_EQ(syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, raw), 0);
	else
		EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	if (raw) {
		EXPECT_EQ(syscall(SYS_timer_settime, *raw, 0, &every, NULL), 0);
		return 0;
	}
	EXPECT_EQ(timer_settime(timer, 0, &every, NULL), 0);
	EXPECT_EQ(timer_gettime(timer, &is), 0);
	EXPECT_EQ(is.it_interval.tv_nsec, 1000000);
	return timer;
}

static void handler(int sig, siginfo_t *info, void *context) {
	(void)sig, (void)context;
	EXPECT_EQ(info->si_code, SI_TIMER);
	EXPECT_EQ(info->si_value.sival_int, mine);
	handled++;
}

static void accept_signals(void) {
	sigset_t set = set_of(SIGRTMIN + 1);
	siginfo_t info;
	timer_t timer = start_timer(SIGRTMIN + 1, mine, NULL);
	for (int i = 0; i < TIMES; i++) {
		EXPECT_EQ(sigwaitinfo(&set, &info), SIGRTMIN + 1);
		EXPECT_EQ(info.si_code, SI_TIMER);
		EXPECT_EQ(info.si_value.sival_int, mine);
		EXPECT(timer_getoverrun(timer) >= 0);
	}
	EXPECT_EQ(timer_delete(timer), 0);
	EXPECT_ERRNO(timer_delete(timer), EINVAL);
}

static void be_interrupted(void) {
	int id;
	char c;
	start_timer(SIGUSR1, mine, &id);
	while (handled < TIMES)
		EXPECT_ERRNO(read(silent[0], &c, 1), EINTR);
	EXPECT_EQ(syscall(SYS_timer_delete, id), 0);
}

static void compute(void) {
	timer_t timer = start_timer(SIGUSR1, mine, NULL);
	while (handled < TIMES)
		;
	EXPECT_EQ(timer_delete(timer), 0);
}

static void *thread(void *arg) {
	void (*const kind[])(void) = { accept_signals, be_interrupted, compute };
	mine = (int)(intptr_t)arg;
	kind[mine % 3]();
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1 };
	sigset_t set = set_of(SIGRTMIN + 1);
	pthread_t id[THREADS];
	timer_t timer;
	EXPECT_EQ(pipe(silent), 0);
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	EXPECT_EQ(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	for (intptr_t i = 0; i < THREADS; i++)
		id[i] = start_thread(thread, (void *)i);
	mine = 100;
	be_interrupted();
	accept_signals();
	for (int i = 0; i < THREADS; i++)
		join_thread(id[i]);
	event.sigev_notify_thread_id = 1; /* of another process */
	EXPECT_ERRNO(timer_create(CLOCK_MONOTONIC, &event, &timer), EINVAL);
	event.sigev_notify_thread_id = gettid();
	event.sigev_signo = 65;
	EXPECT_ERRNO(timer_create(CLOCK_MONOTONIC, &event, &timer), EINVAL);
	return test_end();
}
