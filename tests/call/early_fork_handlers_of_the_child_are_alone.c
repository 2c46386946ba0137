/* fork(2): "The child process is created with a single thread". That holds for the first of its handlers
 * already, one that was registered before any library's constructor ran: while it locks and unlocks, no
 * other thread runs in the child. */
#include "tests/test.h"

#include <sched.h>

struct shared {
	_Atomic int strangers; /* turns of other threads in the child */
	_Atomic int over;
};
static struct shared *shared;
static pid_t parent;
static int started[2];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void lock_and_unlock(void) {
	for (int i = 0; i < 10000; i++) {
		pthread_mutex_lock(&mutex);
		pthread_mutex_unlock(&mutex);
	}
}

static void register_handler(void) {
	pthread_atfork(NULL, NULL, lock_and_unlock);
}

__attribute__((section(".preinit_array"), used)) static void (*early)(void) = register_handler;

static void *run(void *arg) {
	tell(started[1]);
	while (!shared->over) {
		if (getpid() != parent)
			shared->strangers++;
		sched_yield();
	}
	return arg;
}

static void in_child(void) {
}

int main(void) {
	enum { THREADS = 4 };
	pthread_t threads[THREADS];
	shared = shared_memory(sizeof *shared);
	parent = getpid();
	EXPECT_EQ(pipe(started), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(run, NULL);
	for (int i = 0; i < THREADS; i++)
		hear(started[0]);
	for (int round = 0; round < 10; round++)
		EXPECT_EQ(run_in_child(in_child), 0);
	EXPECT_EQ(shared->strangers, 0);
	shared->over = 1;
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
