/* "SIGEV_THREAD Upon timer expiration, invoke sigev_notify_function as if it were the start
 * function of a new thread", with sigev_value - timer_create(2). It may lock, wait and post as
 * any thread. */
#include <semaphore.h>

#include "tests/test.h"

static sem_t expired;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int count, fds[2];

static void on_expiry(union sigval value) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	count += value.sival_int;
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	tell(fds[1]);
	EXPECT_EQ(sem_post(&expired), 0);
}

static void *other(void *arg) {
	for (int i = 0; i < 5; i++)
		hear(fds[0]);
	return arg;
}

int main(void) {
	struct sigevent event = { .sigev_notify = SIGEV_THREAD };
	struct itimerspec every = { { 0, 2000000 }, { 0, 2000000 } };
	timer_t timer;
	event.sigev_notify_function = on_expiry;
	event.sigev_value.sival_int = 3;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(sem_init(&expired, 0, 0), 0);
	pthread_t id = start_thread(other, NULL);
	EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	EXPECT_EQ(timer_settime(timer, 0, &every, NULL), 0);
	for (int i = 0; i < 5; i++) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		usleep(1000);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
		EXPECT_EQ(sem_wait(&expired), 0);
	}
	join_thread(id);
	EXPECT_EQ(timer_delete(timer), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	EXPECT(count >= 15);
	return test_end();
}
