/* A thread that waits for a completion keeps no other thread waiting, and gets what the other one
 * submits: io_uring_enter(2), for which libc has no function. */
#include <linux/io_uring.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "tests/test.h"

static int ring;
static sem_t waits;
static char *rings;
static struct io_uring_params params;

static void *waiter(void *arg) {
	(void)arg;
	EXPECT_EQ(sem_post(&waits), 0);
	EXPECT_EQ(syscall(SYS_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS, NULL, 0), 0);
	struct io_uring_cqe *cqes = (void *)(rings + params.cq_off.cqes);
	EXPECT_EQ(cqes[0].user_data, 42);
	return NULL;
}

int main(void) {
	ring = (int)syscall(SYS_io_uring_setup, 1, &params);
	if (ring < 0 || !(params.features & IORING_FEAT_SINGLE_MMAP))
		SKIP("no io_uring");
	size_t size = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
	rings = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	EXPECT(rings != MAP_FAILED);
	struct io_uring_sqe *sqe =
		mmap(NULL, sizeof *sqe, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	EXPECT(sqe != MAP_FAILED);

	EXPECT_EQ(sem_init(&waits, 0, 0), 0);
	pthread_t thread = start_thread(waiter, NULL);
	EXPECT_EQ(sem_wait(&waits), 0);
	*sqe = (struct io_uring_sqe){ .opcode = IORING_OP_NOP, .user_data = 42 };
	*(unsigned *)(void *)(rings + params.sq_off.array) = 0;
	__atomic_store_n((unsigned *)(void *)(rings + params.sq_off.tail), 1, __ATOMIC_RELEASE);
	EXPECT_EQ(syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0), 1);
	join_thread(thread);
	return test_end();
}
