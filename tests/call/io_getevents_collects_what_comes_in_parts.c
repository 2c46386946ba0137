/* "The io_getevents() system call attempts to read at least min_nr events and up to nr events from the completion
 * queue": also where some of them are there when it is called and the others come later, or not before the
 * timeout. */
#include <linux/aio_abi.h>
#include <semaphore.h>
#include <sys/syscall.h>

#include "tests/test.h"

static aio_context_t context;
static int file;
static _Atomic int taken;

static long get(long least, long most, struct io_event *events, struct timespec *timeout) {
	return syscall(SYS_io_getevents, context, least, most, events, timeout);
}

static void submit(uint64_t data) {
	struct iocb write_abc = { .aio_data = data,
				  .aio_lio_opcode = IOCB_CMD_PWRITE,
				  .aio_fildes = (uint32_t)file,
				  .aio_buf = (uintptr_t) "abc",
				  .aio_nbytes = 3 };
	struct iocb *list = &write_abc;
	EXPECT_EQ(syscall(SYS_io_submit, context, 1L, &list), 1);
}

static void *waiter(void *arg) {
	struct io_event events[4] = { 0 };
	struct timespec none = { 0 }, soon = { .tv_nsec = 20000000 };
	EXPECT_ERRNO(get(2, 1, events, NULL), EINVAL);
	EXPECT_ERRNO(get(-1, 1, events, NULL), EINVAL);
	EXPECT_EQ(get(0, 4, events, NULL), 0);
	EXPECT_EQ(get(1, 4, events, &none), 0);
	EXPECT_EQ(get(1, 4, events, &soon), 0);

	submit(1);
	EXPECT_EQ(get(3, 4, events, &soon), 1);
	EXPECT_EQ(events[0].data, 1);

	submit(2);
	sem_post(arg);
	EXPECT_EQ(get(3, 3, events, NULL), 3);
	taken = 1;
	uint64_t sum = 0;
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(events[i].res, 3);
		sum += events[i].data;
	}
	EXPECT_EQ(sum, 2 + 30 + 400);
	return NULL;
}

int main(void) {
	sem_t ready;
	if (syscall(SYS_io_setup, 8, &context) < 0)
		SKIP("no asynchronous IO");
	FILE *stream = tmpfile();
	EXPECT(stream != NULL);
	file = fileno(stream);
	EXPECT_EQ(sem_init(&ready, 0, 0), 0);
	pthread_t thread = start_thread(waiter, &ready);
	EXPECT_EQ(sem_wait(&ready), 0);
	submit(30);
	EXPECT(!taken);
	submit(400);
	join_thread(thread);
	return test_end();
}
