/* A thread that waits for a completion keeps no other thread waiting, and gets what the other one
 * submits: io_uring_wait_cqe(3). */
#include <linux/io_uring.h>
#include <semaphore.h>

#include "tests/test.h"

static union {
	uint64_t align;
	char bytes[4096]; /* struct io_uring, and to spare */
} ring;

static sem_t waits;
static int (*get_cqe)(void *, struct io_uring_cqe **, unsigned, unsigned, void *);

static void *find(const char *name) {
	void *found = dlsym(RTLD_DEFAULT, name);
	if (!found)
		FAIL("no %s: %s", name, dlerror());
	return found;
}

static void *waiter(void *arg) {
	struct io_uring_cqe *cqe = NULL;
	(void)arg;
	EXPECT_EQ(sem_post(&waits), 0);
	EXPECT_EQ(get_cqe(&ring, &cqe, 0, 1, NULL), 0);
	EXPECT_EQ(cqe->user_data, 42);
	return NULL;
}

int main(void) {
	int (*queue_init)(unsigned, void *, unsigned);
	struct io_uring_sqe *(*get_sqe)(void *);
	int (*submit)(void *);

	if (!dlopen("liburing.so.2", RTLD_NOW | RTLD_GLOBAL))
		SKIP("no liburing");
	*(void **)&get_cqe = find("__io_uring_get_cqe");
	*(void **)&queue_init = find("io_uring_queue_init");
	*(void **)&get_sqe = find("io_uring_get_sqe");
	*(void **)&submit = find("io_uring_submit");
	if (queue_init(8, &ring, 0) < 0)
		SKIP("no io_uring");

	EXPECT_EQ(sem_init(&waits, 0, 0), 0);
	pthread_t thread = start_thread(waiter, NULL);
	EXPECT_EQ(sem_wait(&waits), 0);
	struct io_uring_sqe *sqe = get_sqe(&ring);
	EXPECT(sqe != NULL);
	*sqe = (struct io_uring_sqe){ .opcode = IORING_OP_NOP, .user_data = 42 };
	EXPECT_EQ(submit(&ring), 1);
	join_thread(thread);
	return test_end();
}
