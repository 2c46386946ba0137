/* "When a cancellation is acted upon, clean-up handlers that have not yet been popped are called in the
 * reverse of the order in which they were pushed", thread-specific data destructors are called, "the
 * thread is terminated" - pthread_cancel(3). Whether it waits at a point of cancellation, comes to one,
 * or enables it again; a condition variable's mutex is held by then, and clean-up handlers may wait. */
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/select.h>

#include "tests/test.h"

static int fds[2];
static sem_t never, entered;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_key_t key;
static int cleanups, destructors;

static void cleanup(void *arg) {
	EXPECT_EQ(cleanups, (int)(intptr_t)arg);
	usleep(1000);
	EXPECT(poll(NULL, 0, 1) == 0);
	cleanups++;
}

static void destroy(void *value) {
	(void)value;
	destructors++;
}

static void unlock(void *arg) {
	EXPECT_EQ(pthread_mutex_unlock(arg), 0); /* checked: it is held by this thread */
}

static void do_read(void) {
	char c;
	(void)!read(fds[0], &c, 1);
}

static void do_poll(void) {
	struct pollfd p = { .fd = fds[0], .events = POLLIN };
	poll(&p, 1, -1);
}

static void do_pselect(void) {
	pselect(0, NULL, NULL, NULL, NULL, NULL);
}

static void do_sleep(void) {
	sleep(1000);
}

static void do_sem(void) {
	sem_wait(&never);
}

static void do_pause(void) {
	pause();
}

static void do_test(void) {
	for (;;) {
		pthread_testcancel();
		sched_yield();
	}
}

static void do_cond(void) {
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	for (;;)
		pthread_cond_wait(&cond, &mutex);
	pthread_cleanup_pop(1);
}

static void *other(void *arg) {
	do_sleep();
	return arg;
}

static void do_join(void) {
	static pthread_t thread;
	thread = start_thread(other, NULL);
	pthread_cleanup_push((void (*)(void *))(uintptr_t)pthread_cancel, (void *)thread);
	pthread_join(thread, NULL);
	pthread_cleanup_pop(0);
}

static void *victim(void *call) {
	pthread_setspecific(key, &key);
	pthread_cleanup_push(cleanup, (void *)1);
	pthread_cleanup_push(cleanup, (void *)0);
	sem_post(&entered);
	(*(void (**)(void))call)();
	FAIL("it goes on");
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *disabled(void *arg) {
	int old;
	EXPECT_EQ(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old), 0);
	EXPECT_EQ(old, PTHREAD_CANCEL_ENABLE);
	sem_post(&entered);
	EXPECT_EQ(sem_wait(&never), 0);
	pthread_testcancel();
	usleep(1000);
	EXPECT_EQ(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old), 0);
	EXPECT_EQ(old, PTHREAD_CANCEL_DISABLE);
	(*(int *)arg)++;
	pthread_testcancel();
	FAIL("it goes on");
	return NULL;
}

static void *itself(void *arg) {
	int old;
	EXPECT_EQ(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old), 0);
	EXPECT_EQ(old, PTHREAD_CANCEL_DEFERRED);
	pthread_cancel(pthread_self());
	FAIL("it goes on");
	return arg;
}

static void *later(void *arg) {
	pthread_cancel(pthread_self());
	(*(int *)arg)++;
	pthread_mutex_lock(&mutex); /* no point of cancellation */
	pthread_mutex_unlock(&mutex);
	(*(int *)arg)++;
	usleep(1);
	FAIL("it goes on");
	return NULL;
}

int main(void) {
	static void (*calls[])(void) = { do_read,  do_poll, do_pselect, do_sleep, do_sem,
					 do_pause, do_test, do_cond,    do_join };
	int count = sizeof calls / sizeof *calls, steps = 0;
	pthread_mutexattr_t attr;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&mutex, &attr);
	sem_init(&never, 0, 0);
	sem_init(&entered, 0, 0);
	EXPECT_EQ(pipe(fds), 0);
	pthread_key_create(&key, destroy);

	for (int i = 0; i < 2 * count; i++) {
		cleanups = destructors = 0;
		pthread_t thread = start_thread(victim, &calls[i / 2]);
		sem_wait(&entered);
		if (i % 2)
			usleep(1000); /* it waits by now, most probably */
		EXPECT_EQ(pthread_cancel(thread), 0);
		EXPECT(join_thread(thread) == PTHREAD_CANCELED);
		EXPECT_EQ(cleanups, 2);
		EXPECT_EQ(destructors, 1);
	}

	pthread_t thread = start_thread(disabled, &steps);
	sem_wait(&entered);
	EXPECT_EQ(pthread_cancel(thread), 0);
	sem_post(&never);
	EXPECT(join_thread(thread) == PTHREAD_CANCELED);
	EXPECT_EQ(steps, 1);
	EXPECT(join_thread(start_thread(itself, NULL)) == PTHREAD_CANCELED);
	EXPECT(join_thread(start_thread(later, &steps)) == PTHREAD_CANCELED);
	EXPECT_EQ(steps, 3);
	EXPECT_EQ(pthread_setcancelstate(7, NULL), EINVAL);
	EXPECT_EQ(pthread_setcanceltype(7, NULL), EINVAL);
	return test_end();
}
