/* System calls made without libc, as by runtimes of other languages, block the thread that makes them and
 * no other one, be it the main thread. */
#include <semaphore.h>
#include <sys/file.h>

#include "tests/test.h"

static int to[2], from[2], file, locked;
static int word;
static sem_t sem;
static char path[] = "/tmp/test-XXXXXX";

static void raw_hear(int fd) {
	char c = 0;
	EXPECT_EQ(raw_syscall(SYS_read, fd, (long)&c, 1, 0), 1);
	EXPECT_EQ(c, 'x');
}

static void *reads(void *arg) {
	raw_hear(to[0]);
	tell(from[1]);
	return arg;
}

static void *waits(void *arg) {
	sem_post(&sem);
	while (__atomic_load_n(&word, __ATOMIC_ACQUIRE) == 0)
		raw_syscall(SYS_futex, (long)&word, FUTEX_WAIT_PRIVATE, 0, 0);
	return arg;
}

static void *locks(void *arg) {
	sem_post(&sem);
	EXPECT_EQ(raw_syscall(SYS_flock, locked, LOCK_EX, 0, 0), 0);
	return arg;
}

static void *answers(void *arg) {
	hear(to[0]);
	linger();
	tell(from[1]);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(to), 0);
	EXPECT_EQ(pipe(from), 0);
	sem_init(&sem, 0, 0);
	pthread_t thread = start_thread(reads, NULL);
	linger();
	tell(to[1]);
	hear(from[0]);
	join_thread(thread);

	thread = start_thread(waits, NULL);
	sem_wait(&sem);
	linger();
	__atomic_store_n(&word, 1, __ATOMIC_RELEASE);
	raw_syscall(SYS_futex, (long)&word, FUTEX_WAKE_PRIVATE, 1, 0);
	join_thread(thread);

	file = mkstemp(path);
	locked = open(path, O_RDWR);
	unlink(path);
	EXPECT(file >= 0 && locked >= 0);
	EXPECT_EQ(flock(file, LOCK_EX), 0);
	thread = start_thread(locks, NULL);
	sem_wait(&sem);
	linger();
	EXPECT_EQ(flock(file, LOCK_UN), 0);
	join_thread(thread);

	thread = start_thread(answers, NULL);
	tell(to[1]);
	raw_hear(from[0]); /* the main thread */
	join_thread(thread);
	return test_end();
}
