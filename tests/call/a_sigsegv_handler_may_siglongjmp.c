/* A program may look where memory is: it tries, and its handler of SIGSEGV jumps back. si_addr
 * tells the address - sigaction(2). In any thread, again and again. */
#include <setjmp.h>

#include "tests/test.h"

static __thread sigjmp_buf env;
static __thread void *volatile address;

static void handler(int sig, siginfo_t *info, void *context) {
	(void)context;
	EXPECT_EQ(sig, SIGSEGV);
	EXPECT(info->si_code == SEGV_MAPERR || info->si_code == SEGV_ACCERR);
	EXPECT(info->si_addr == address);
	siglongjmp(env, 1);
}

static int can_write(void *p) {
	address = p;
	if (sigsetjmp(env, 1))
		return 0;
	*(volatile char *)p = 1;
	return 1;
}

static void *thread(void *arg) {
	char local;
	for (int i = 0; i < 20; i++) {
		EXPECT(can_write(&local));
		EXPECT(!can_write(arg));
		EXPECT(!can_write((char *)8));
		if (i % 5 == 0)
			usleep(100);
	}
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	void *readable = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_t threads[4];
	EXPECT_EQ(sigaction(SIGSEGV, &action, NULL), 0);
	for (int i = 0; i < 4; i++)
		threads[i] = start_thread(thread, readable);
	thread(readable);
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);
	return test_end();
}
