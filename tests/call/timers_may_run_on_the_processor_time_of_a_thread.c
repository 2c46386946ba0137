/* "a clock returned by clock_getcpuclockid(3) or pthread_getcpuclockid(3)" may be that of a timer, and
 * CLOCK_THREAD_CPUTIME_ID, "the CPU time consumed by (all of the threads in) ... the calling thread" -
 * timer_create(2). The time of others does not count. */
#include "tests/test.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { MS = 1000000, EPSILON_NS = 5 * MS };

static _Atomic int stop, handled_in_main, over;
static __thread volatile int handled;
static clockid_t clock_of_computing;
static _Atomic int begun;

static void handler(int sig, siginfo_t *info, void *context) {
	(void)sig, (void)context;
	EXPECT_EQ(info->si_code, SI_TIMER);
	handled++;
}

static void on_sigusr2(int sig) {
	handled_in_main = sig;
}

/* With a timer on its own time, every 10 ms, for 100 ms of it. */
static void *profiled(void *arg) {
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF };
	struct itimerspec every = { { 0, 10 * MS }, { 0, 10 * MS } }, was;
	timer_t timer;
	event.sigev_notify_thread_id = gettid();
	EXPECT_EQ(timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer), 0);
	EXPECT_EQ(timer_gettime(timer, &was), 0);
	EXPECT_EQ(was.it_value.tv_nsec + was.it_value.tv_sec, 0);
	EXPECT_EQ(timer_settime(timer, 0, &every, NULL), 0);
	int64_t begin = ns_on(CLOCK_THREAD_CPUTIME_ID);
	while (handled < 10)
		;
	EXPECT(ns_on(CLOCK_THREAD_CPUTIME_ID) - begin >= 100 * (int64_t)MS - EPSILON_NS);
	every.it_value.tv_nsec = 0;
	EXPECT_EQ(timer_settime(timer, 0, &every, &was), 0);
	EXPECT_EQ(was.it_interval.tv_nsec, 10 * MS);
	EXPECT(was.it_value.tv_sec == 0 && was.it_value.tv_nsec > 0 && was.it_value.tv_nsec <= 10 * MS);
	EXPECT_EQ(timer_delete(timer), 0);
	return arg;
}

static void *computing(void *arg) {
	EXPECT_EQ(pthread_getcpuclockid(pthread_self(), &clock_of_computing), 0);
	begun = 1;
	while (!stop)
		;
	return arg;
}

/* Uses no time: its timer never expires. */
static void *idle(void *arg) {
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF };
	struct itimerspec once = { .it_value = { .tv_nsec = 900 * MS } };
	timer_t timer;
	event.sigev_notify_thread_id = gettid();
	EXPECT_EQ(timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer), 0);
	EXPECT_EQ(timer_settime(timer, 0, &once, NULL), 0);
	while (!over)
		usleep(2000);
	EXPECT_EQ(timer_gettime(timer, &once), 0);
	EXPECT(once.it_value.tv_nsec > 0);
	EXPECT_EQ(handled, 0);
	return arg;
}

/* A signal to the process, when another thread has used so much. */
static void watch(void) {
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2 };
	struct itimerspec at = { 0 };
	timer_t timer;
	while (!begun)
		usleep(1000);
	EXPECT_EQ(timer_create(clock_of_computing, &event, &timer), 0);
	int64_t until = ns_on(clock_of_computing) + 50 * MS;
	at.it_value.tv_sec = until / 1000000000;
	at.it_value.tv_nsec = until % 1000000000;
	EXPECT_EQ(timer_settime(timer, TIMER_ABSTIME, &at, NULL), 0);
	while (!handled_in_main)
		usleep(1000);
	EXPECT(ns_on(clock_of_computing) >= until - EPSILON_NS);
	EXPECT_EQ(timer_delete(timer), 0);
	EXPECT_ERRNO(timer_settime(timer, 0, &at, NULL), EINVAL);
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART };
	pthread_t id[4];
	EXPECT_EQ(sigaction(SIGPROF, &action, NULL), 0);
	set_handler(SIGUSR2, on_sigusr2, SA_RESTART);
	id[0] = start_thread(profiled, NULL);
	id[1] = start_thread(computing, NULL);
	id[2] = start_thread(profiled, NULL);
	id[3] = start_thread(idle, NULL);
	watch();
	stop = 1;
	join_thread(id[0]);
	join_thread(id[1]);
	join_thread(id[2]);
	over = 1;
	join_thread(id[3]);
	return test_end();
}
