/* A process-shared recursive or errorcheck mutex is owned by one thread of one process: the threads
 * of a forked child are others, also the first one that each process makes after the fork. */
#include "tests/test.h"

static struct { pthread_mutex_t recursive, errorcheck; } * shared;
static int to_child[2], to_parent[2];

static void *child_thread(void *arg) {
	hear(to_child[0]);
	EXPECT_EQ(pthread_mutex_trylock(&shared->recursive), EBUSY);
	EXPECT_EQ(pthread_mutex_unlock(&shared->recursive), EPERM);
	EXPECT_EQ(pthread_mutex_unlock(&shared->errorcheck), EPERM);
	tell(to_parent[1]);
	EXPECT_EQ(pthread_mutex_lock(&shared->errorcheck), 0);
	EXPECT_EQ(pthread_mutex_lock(&shared->recursive), 0);
	return arg;
}

static void child(void) {
	join_thread(start_thread(child_thread, NULL));
}

static void *parent_thread(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(&shared->recursive), 0);
	EXPECT_EQ(pthread_mutex_lock(&shared->errorcheck), 0);
	tell(to_child[1]);
	hear(to_parent[0]);
	EXPECT_EQ(pthread_mutex_unlock(&shared->recursive), 0);
	EXPECT_EQ(pthread_mutex_unlock(&shared->errorcheck), 0);
	return arg;
}

int main(void) {
	pthread_mutexattr_t attr;
	shared = shared_memory(sizeof *shared);
	EXPECT_EQ(pipe(to_child), 0);
	EXPECT_EQ(pipe(to_parent), 0);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE), 0);
	EXPECT_EQ(pthread_mutex_init(&shared->recursive, &attr), 0);
	EXPECT_EQ(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK), 0);
	EXPECT_EQ(pthread_mutex_init(&shared->errorcheck, &attr), 0);
	pid_t pid = start_child(child);
	pthread_t id = start_thread(parent_thread, NULL);
	EXPECT_EQ(reap(pid), 0);
	join_thread(id);
	return test_end();
}
