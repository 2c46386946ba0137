/* "Each thread has its own alternate signal stack" - sigaltstack(2), POSIX: also after calls that wait, and
 * while it computes. A handler that interrupts another one on that stack runs there as well, below it, and both
 * may wait. */
#include "tests/test.h"

enum { SIZE = 64 << 10, THREADS = 4, ROUNDS = 20 };
static __thread char *altstack, *outer;
static __thread int nested, handled;
static int fd;

static int is_on_it(const void *p) {
	return (const char *)p >= altstack && (const char *)p < altstack + SIZE;
}

static void inner(int sig) {
	stack_t now;
	char here;
	EXPECT(is_on_it(&here) && &here < outer);
	EXPECT_EQ(sigaltstack(NULL, &now), 0);
	EXPECT(now.ss_sp == altstack && now.ss_flags == SS_ONSTACK);
	fsync(fd);
	nested += sig == SIGUSR2;
	EXPECT(is_on_it(__builtin_frame_address(0)));
}

static void handler(int sig) {
	char here;
	EXPECT(is_on_it(&here));
	outer = &here;
	EXPECT_EQ(raise(SIGUSR2), 0);
	usleep(100);
	EXPECT(outer == &here && is_on_it(__builtin_frame_address(0)));
	handled += sig == SIGUSR1;
}

static void *thread(void *arg) {
	altstack = malloc(SIZE);
	stack_t stack = { .ss_sp = altstack, .ss_size = SIZE }, now;
	EXPECT_EQ(sigaltstack(&stack, NULL), 0);
	for (int i = 0; i < ROUNDS; i++) {
		if (i % 4 == 0)
			fsync(fd);
		else if (i % 4 == 1)
			compute_for(5);
		else if (i % 4 == 2)
			usleep(1000);
		EXPECT_EQ(raise(SIGUSR1), 0);
		EXPECT_EQ(pthread_kill(pthread_self(), SIGUSR1), 0);
		EXPECT_EQ(sigaltstack(NULL, &now), 0);
		EXPECT(now.ss_sp == altstack && now.ss_size == SIZE && now.ss_flags == 0);
	}
	EXPECT_EQ(handled, 2 * ROUNDS);
	EXPECT_EQ(nested, 2 * ROUNDS);
	stack.ss_flags = SS_DISABLE;
	EXPECT_EQ(sigaltstack(&stack, NULL), 0);
	free(altstack);
	return arg;
}

int main(void) {
	char path[] = "/tmp/test-XXXXXX";
	pthread_t threads[THREADS];
	EXPECT((fd = mkstemp(path)) >= 0);
	unlink(path);
	set_handler(SIGUSR1, handler, SA_ONSTACK);
	set_handler(SIGUSR2, inner, SA_ONSTACK);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
