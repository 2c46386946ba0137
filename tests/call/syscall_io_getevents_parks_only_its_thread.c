/* A thread that waits for asynchronous IO keeps no other thread waiting, and gets the event of what the
 * other one submits: io_getevents(2), for which libc has no function. */
#include <linux/aio_abi.h>
#include <semaphore.h>
#include <sys/syscall.h>

#include "tests/test.h"

static aio_context_t context;
static sem_t waits;

static void *waiter(void *arg) {
	struct io_event event;
	(void)arg;
	EXPECT_EQ(sem_post(&waits), 0);
	EXPECT_EQ(syscall(SYS_io_getevents, context, 1L, 1L, &event, NULL), 1);
	EXPECT_EQ(event.data, 42);
	EXPECT_EQ(event.res, 3);
	return NULL;
}

int main(void) {
	if (syscall(SYS_io_setup, 8, &context) < 0)
		SKIP("no asynchronous IO");
	FILE *file = tmpfile();
	EXPECT(file != NULL);
	EXPECT_EQ(sem_init(&waits, 0, 0), 0);
	pthread_t thread = start_thread(waiter, NULL);
	EXPECT_EQ(sem_wait(&waits), 0);
	struct iocb write_abc = { .aio_data = 42,
				  .aio_lio_opcode = IOCB_CMD_PWRITE,
				  .aio_fildes = (uint32_t)fileno(file),
				  .aio_buf = (uintptr_t) "abc",
				  .aio_nbytes = 3 };
	struct iocb *list = &write_abc;
	EXPECT_EQ(syscall(SYS_io_submit, context, 1L, &list), 1);
	join_thread(thread);
	return test_end();
}
