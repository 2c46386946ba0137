/* "The pthread_attr_setstack() function sets the stack address and stack size attributes": the
 * thread's locals are in that memory, and it is the caller's again after the join -
 * pthread_attr_setstack(3). */
#include "tests/test.h"

enum { SIZE = 256 << 10 };
static char *stack;

static void *thread(void *arg) {
	volatile char local[1024];
	pthread_attr_t attr;
	void *addr;
	size_t size;
	local[0] = 1;
	EXPECT((char *)local >= stack && (char *)local + sizeof local <= stack + SIZE);
	EXPECT_EQ(pthread_getattr_np(pthread_self(), &attr), 0);
	EXPECT_EQ(pthread_attr_getstack(&attr, &addr, &size), 0);
	EXPECT(addr == stack);
	EXPECT_EQ(size, SIZE);
	linger();
	return arg;
}

int main(void) {
	pthread_attr_t attr;
	pthread_t id;
	int prot = PROT_READ | PROT_WRITE;
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	for (int i = 0; i < 5; i++) {
		stack = mmap(NULL, SIZE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		EXPECT(stack != MAP_FAILED);
		EXPECT_EQ(pthread_attr_setstack(&attr, stack, SIZE), 0);
		EXPECT_EQ(pthread_create(&id, &attr, thread, stack), 0);
		EXPECT(join_thread(id) == stack);
		EXPECT_EQ(munmap(stack, SIZE), 0);
	}
	return test_end();
}
