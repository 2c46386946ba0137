/* A cancelled coroutine finds every wait failing with the code, again and again, in evergreen.h's calls
 * and in libc's; not behind a shield, and not for locks. */
#include <poll.h>
#include <semaphore.h>
#include <sys/socket.h>

#include "tests/turns.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static sem_t sem;
static int fds[2];
static eg_event begun;

static void *victim(void *code) {
	int error = (int)(intptr_t)code;
	char c;
	eg_event_set(&begun);
	EXPECT_ERRNO(recv(fds[0], &c, 1, 0), error);
	for (int again = 0; again < 2; again++) {
		EXPECT_ERRNO(read(fds[0], &c, 1), error);
		EXPECT_ERRNO(poll(NULL, 0, -1), error);
		EXPECT_ERRNO(poll(NULL, 0, 100000), error);
		EXPECT_ERRNO(usleep(100000000), error);
		EXPECT(sleep(100) >=
		       (takes_turns() ? 100 : 99)); /* libc drops what is less than a second */
		EXPECT_ERRNO(sem_wait(&sem), error);
		EXPECT_ERRNO(eg_sleep(0), error);
		EXPECT_ERRNO(eg_sleep(100), error);
		EXPECT_ERRNO(eg_fd_wait(fds[0], POLLIN, EG_FOREVER), error);
		if (!takes_turns())
			continue; /* libc's own condition variables do not mind */
		pthread_mutex_lock(&mutex);
		EXPECT_EQ(pthread_cond_wait(&cond, &mutex), error);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	EXPECT_EQ(eg_cancelled(), error);
	EXPECT_EQ(eg_shield(1), 0);
	EXPECT_EQ(eg_cancelled(), 0);
	EXPECT_EQ(eg_sleep(0.001), 0);
	EXPECT_EQ(eg_shield(0), 1);
	EXPECT_ERRNO(eg_sleep(0.001), error);
	return NULL;
}

static void *lock_waiter(void *arg) {
	eg_event_set(&begun);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	EXPECT_ERRNO(eg_sleep(1), ECANCELED);
	return arg;
}

int main(void) {
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	sem_init(&sem, 0, 0);
	int codes[] = { 0, EPIPE, ETIMEDOUT };
	for (unsigned i = 0; i < 6; i++) {
		int code = codes[i / 2], expected = code ? code : ECANCELED;
		eg_co *co =
			eg_spawn(victim, (void *)(intptr_t)expected, .flags = i % 2 ? EG_SHARE_TLS : 0);
		EXPECT_EQ(eg_event_wait(&begun, EG_FOREVER), 0);
		eg_event_clear(&begun);
		eg_sleep(0);
		EXPECT_EQ(eg_cancel(co, code), 0);
		EXPECT_EQ(eg_cancel(co, EBUSY), 0);
		EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
		EXPECT_EQ(eg_error(co), expected);
		eg_unref(co);
	}

	pthread_mutex_lock(&mutex);
	eg_co *co = eg_spawn(lock_waiter, "done");
	EXPECT_EQ(eg_event_wait(&begun, EG_FOREVER), 0);
	eg_sleep(0);
	eg_cancel(co, 0);
	eg_sleep(0);
	EXPECT(!eg_ready(co));
	pthread_mutex_unlock(&mutex);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	EXPECT(!strcmp(eg_value(co), "done"));
	EXPECT_EQ(eg_error(co), 0);
	eg_unref(co);
	return 0;
}
