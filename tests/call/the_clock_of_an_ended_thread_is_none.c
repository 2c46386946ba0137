/* "EINVAL The clockid specified is invalid", as that of a thread is which has ended - clock_getres(2),
 * clock_nanosleep(2), timer_create(2); and a timer on it "ESRCH" cannot be set any more. */
#include "tests/test.h"

static int to_thread[2], from_thread[2];
static clockid_t clock_id;

static void *thread(void *arg) {
	EXPECT_EQ(pthread_getcpuclockid(pthread_self(), &clock_id), 0);
	tell(from_thread[1]);
	hear(to_thread[0]);
	return arg;
}

int main(void) {
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
	struct itimerspec once = { .it_value = { .tv_nsec = 1 } };
	struct timespec ts, wanted = { .tv_nsec = 1 };
	timer_t timer, other;
	EXPECT_EQ(pipe(to_thread) | pipe(from_thread), 0);
	pthread_t id = start_thread(thread, NULL);
	hear(from_thread[0]);
	EXPECT_EQ(clock_gettime(clock_id, &ts), 0);
	EXPECT_EQ(clock_getres(clock_id, &ts), 0);
	EXPECT_EQ(ts.tv_nsec, 1);
	EXPECT_EQ(syscall(SYS_clock_getres, clock_id, &ts), 0);
	EXPECT_EQ(timer_create(clock_id, &event, &timer), 0);
	tell(to_thread[1]);
	join_thread(id);
	while (clock_gettime(clock_id, &ts) == 0) /* until the kernel is done with it */
		usleep(1000);
	EXPECT_ERRNO(clock_gettime(clock_id, &ts), EINVAL);
	EXPECT_ERRNO(clock_getres(clock_id, &ts), EINVAL);
	EXPECT_EQ(clock_nanosleep(clock_id, 0, &wanted, NULL), EINVAL);
	EXPECT_ERRNO(timer_create(clock_id, &event, &other), EINVAL);
	EXPECT_ERRNO(timer_settime(timer, 0, &once, NULL), ESRCH);
	EXPECT_EQ(timer_gettime(timer, &once), 0);
	EXPECT_EQ(once.it_value.tv_sec, 0);
	EXPECT_EQ(once.it_value.tv_nsec, 0);
	EXPECT_EQ(timer_delete(timer), 0);
	return test_end();
}
