/* A thread waits for a file's lock no longer than until a signal, whose handler leaves the call by siglongjmp; then it
 * goes on as any thread - siglongjmp(3). Or the handler waits itself, and the call goes on. */
#include <semaphore.h>
#include <setjmp.h>
#include <sys/file.h>

#include "tests/test.h"

static char path[] = "/tmp/test-XXXXXX";
static __thread sigjmp_buf env;
static sem_t handled;

static void on_user1(int sig) {
	(void)sig;
	siglongjmp(env, 1);
}

static void on_user2(int sig) {
	(void)sig;
	usleep(1000);
	EXPECT_EQ(sem_post(&handled), 0);
	usleep(1000);
}

static void *other(void *arg) {
	usleep(1000);
	return arg;
}

static void *jumps(void *arg) {
	int fd = open(path, O_RDWR);
	for (volatile int i = 0; i < 3; i++) {
		if (!sigsetjmp(env, 1)) {
			EXPECT_EQ(write(*(int *)arg, "", 1), 1);
			flock(fd, LOCK_EX);
			FAIL("locked");
		}
		EXPECT(join_thread(start_thread(other, path)) == path);
	}
	EXPECT_EQ(write(*(int *)arg, "", 1), 1);
	EXPECT_EQ(flock(fd, LOCK_EX), 0);
	close(fd);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_user2, .sa_flags = SA_RESTART };
	int ready[2], held = mkstemp(path);
	char byte;
	EXPECT(signal(SIGUSR1, on_user1) != SIG_ERR);
	EXPECT_EQ(sigaction(SIGUSR2, &action, NULL), 0);
	EXPECT_EQ(sem_init(&handled, 0, 0), 0);
	EXPECT_EQ(pipe(ready), 0);
	EXPECT_EQ(flock(held, LOCK_EX), 0);
	pthread_t thread = start_thread(jumps, &ready[1]);
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(read(ready[0], &byte, 1), 1);
		linger();
		EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	}
	EXPECT_EQ(read(ready[0], &byte, 1), 1);
	for (int i = 0; i < 3; i++) {
		linger();
		EXPECT_EQ(pthread_kill(thread, SIGUSR2), 0);
		EXPECT_EQ(sem_wait(&handled), 0);
	}
	EXPECT_EQ(flock(held, LOCK_UN), 0);
	join_thread(thread);
	unlink(path);
	return test_end();
}
