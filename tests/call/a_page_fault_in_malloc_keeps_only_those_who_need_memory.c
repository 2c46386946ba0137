/* A thread that is in malloc, with the lock of the heap held, touches a page that the program itself
 * brings: userfaultfd(2). Others wait for the lock inside malloc, and the main thread, which needs
 * no memory, brings the page. */
#include <linux/userfaultfd.h>
#include <malloc.h>
#include <semaphore.h>
#include <sys/ioctl.h>

#include "tests/test.h"

enum { SIZE = 100000, ROOM = 4 << 20, PAGE = 4096 };

enum { OTHERS = 12 };
static sem_t about, go[1 + OTHERS];

static void *allocates(void *arg) {
	sem_wait(arg);
	sem_post(&about);
	char *p = malloc(SIZE);
	EXPECT(p != NULL);
	p[SIZE - 1] = 1;
	free(p);
	return arg;
}

int main(void) {
	int uffd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
	if (uffd < 0)
		SKIP("no userfaultfd");
	struct uffdio_api api = { .api = UFFD_API };
	EXPECT_EQ(ioctl(uffd, UFFDIO_API, &api), 0);
	EXPECT(mallopt(M_ARENA_MAX, 1) == 1 && mallopt(M_TOP_PAD, ROOM) == 1);
	sem_init(&about, 0, 0);
	pthread_t id[1 + OTHERS];
	for (int i = 0; i <= OTHERS; i++) {
		sem_init(&go[i], 0, 0);
		id[i] = start_thread(allocates, &go[i]);
	}
	usleep(300000); /* a program that has been running for a while */
	char *last;     /* of the heap */
	do
		EXPECT((last = malloc(SIZE)) && last < (char *)sbrk(0));
	while ((char *)sbrk(0) - last < ROOM / 2 + SIZE + 3 * PAGE);
	char *from = (char *)(((uintptr_t)last + SIZE + 2 * PAGE) & -(uintptr_t)PAGE);
	char *to = (char *)((uintptr_t)sbrk(0) & -(uintptr_t)PAGE);
	EXPECT_EQ(madvise(from, (size_t)(to - from), MADV_DONTNEED), 0); /* huge pages may have come */
	struct uffdio_register area = { .range = { (uintptr_t)from, (uintptr_t)(to - from) },
					.mode = UFFDIO_REGISTER_MODE_MISSING };
	EXPECT_EQ(ioctl(uffd, UFFDIO_REGISTER, &area), 0);

	sem_post(&go[0]);
	sem_wait(&about);
	struct uffd_msg msg;
	EXPECT_EQ(read(uffd, &msg, sizeof msg), (ssize_t)sizeof msg);
	EXPECT_EQ(msg.event, UFFD_EVENT_PAGEFAULT);
	EXPECT(msg.arg.pagefault.address >= (uintptr_t)from &&
	       msg.arg.pagefault.address < (uintptr_t)to);
	for (int i = 1; i <= OTHERS; i++) {
		sem_post(&go[i]);
		sem_wait(&about);
	}
	linger();
	EXPECT_EQ(ioctl(uffd, UFFDIO_UNREGISTER, &area.range), 0); /* and the kernel brings the pages */
	EXPECT_EQ(ioctl(uffd, UFFDIO_WAKE, &area.range), 0);
	for (int i = 0; i <= OTHERS; i++)
		join_thread(id[i]);
	return test_end();
}
