/* pthread_atfork(3): a handler may take locks. One that was registered before any library's constructor
 * ran is the last one before the fork and the first behind it. It waits for a thread that holds the lock
 * and makes calls that block. (jemalloc's handlers are such ones.) */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int held[2], wanted[2];
static char path[] = "/tmp/test-XXXXXX";

static void lock(void) {
	if (wanted[1])
		tell(wanted[1]);
	pthread_mutex_lock(&mutex);
}

static void unlock(void) {
	pthread_mutex_unlock(&mutex);
}

static void register_handlers(void) {
	pthread_atfork(lock, unlock, unlock);
}

__attribute__((section(".preinit_array"), used)) static void (*early)(void) = register_handlers;

static void *hold(void *arg) {
	int fd = open(path, O_RDWR);
	pthread_mutex_lock(&mutex);
	tell(held[1]);
	hear(wanted[0]);
	EXPECT_EQ(fsync(fd), 0);
	linger();
	pthread_mutex_unlock(&mutex);
	close(fd);
	return arg;
}

static void in_child(void) {
	EXPECT_EQ(pthread_mutex_trylock(&mutex), 0);
}

int main(void) {
	int fd = mkstemp(path);
	EXPECT(fd >= 0);
	EXPECT_EQ(pipe(held), 0);
	EXPECT_EQ(pipe(wanted), 0);
	for (int round = 0; round < 5; round++) {
		pthread_t holder = start_thread(hold, NULL);
		hear(held[0]);
		EXPECT_EQ(run_in_child(in_child), 0);
		join_thread(holder);
	}
	unlink(path);
	return test_end();
}
