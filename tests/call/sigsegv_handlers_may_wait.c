/* A handler of a fault may wait, while other threads fault and wait in theirs; each has a stack of its own. Some return,
 * behind the instruction's second try, some leave by siglongjmp - sigaction(2). */
#include <setjmp.h>
#include <stdbool.h>

#include "tests/test.h"

enum { THREADS = 4, ROUNDS = 40, PAGE = 4096 };

static char *pages;
static __thread sigjmp_buf env;
static __thread bool jumps;

static void on_fault(int sig, siginfo_t *info, void *context) {
	volatile char mine[2000];
	size_t page = (size_t)((char *)info->si_addr - pages) / PAGE;
	(void)sig;
	(void)context;
	memset((char *)mine, (int)page, sizeof mine);
	usleep(500);
	for (size_t i = 0; i < sizeof mine; i++)
		EXPECT_EQ(mine[i], (char)page);
	if (jumps)
		siglongjmp(env, 1);
	EXPECT_EQ(mprotect(pages + page * PAGE, PAGE, PROT_READ | PROT_WRITE), 0);
}

static void *faults(void *arg) {
	volatile char *page = arg;
	for (volatile int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(mprotect(arg, PAGE, PROT_NONE), 0);
		jumps = i % 2;
		if (!sigsetjmp(env, 1)) {
			*page = (char)i;
			EXPECT(!jumps && *page == (char)i);
		}
	}
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
	pthread_t threads[THREADS];
	pages = mmap(NULL, THREADS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	EXPECT(pages != MAP_FAILED);
	EXPECT_EQ(sigaction(SIGSEGV, &action, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(faults, pages + i * PAGE);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
