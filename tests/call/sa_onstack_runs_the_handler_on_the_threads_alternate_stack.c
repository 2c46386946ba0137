/* "SA_ONSTACK Call the signal handler on an alternate signal stack provided by sigaltstack(2)",
 * which each thread has of its own, and a new thread none - sigaltstack(2) */
#include "tests/test.h"

enum { SIZE = 64 << 10 };
static __thread char *altstack;
static __thread volatile sig_atomic_t on_it, off_it;
static _Atomic int done;
static int fds[2];

static int is_on_it(const void *p) {
	return altstack && (char *)p >= altstack && (char *)p < altstack + SIZE;
}

static void wants_it(int sig) {
	stack_t now;
	EXPECT_EQ(is_on_it(&sig), altstack != NULL);
	EXPECT_EQ(sigaltstack(NULL, &now), 0);
	EXPECT_EQ(now.ss_flags & (SS_ONSTACK | SS_DISABLE), altstack ? SS_ONSTACK : SS_DISABLE);
	if (altstack)
		EXPECT_ERRNO(sigaltstack(&now, NULL), EPERM);
	usleep(100);
	on_it++;
}

static void does_not(int sig) {
	EXPECT(!is_on_it(&sig));
	off_it++;
}

static void *thread(void *arg) {
	char c;
	if (arg) {
		altstack = malloc(SIZE);
		stack_t stack = { .ss_sp = altstack, .ss_size = SIZE }, now;
		EXPECT_EQ(sigaltstack(NULL, &now), 0);
		EXPECT_EQ(now.ss_flags, SS_DISABLE);
		EXPECT_EQ(sigaltstack(&stack, NULL), 0);
		EXPECT_EQ(sigaltstack(NULL, &now), 0);
		EXPECT(now.ss_sp == altstack && now.ss_size == SIZE && now.ss_flags == 0);
	}
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(raise(SIGUSR2), 0);
	EXPECT(on_it >= 1 && off_it == 1);
	EXPECT_ERRNO(read(fds[0], &c, 1), EINTR);
	EXPECT(on_it >= 2 && off_it == 1);
	done = 1;
	stack_t none = { .ss_flags = SS_DISABLE };
	EXPECT_EQ(sigaltstack(&none, NULL), 0);
	free(altstack);
	altstack = NULL;
	EXPECT_EQ(raise(SIGUSR1), 0);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, wants_it, SA_ONSTACK);
	set_handler(SIGUSR2, does_not, 0);
	for (int i = 0; i < 4; i++) {
		done = 0;
		pthread_t id = start_thread(thread, i % 2 ? fds : NULL);
		kill_until(&done, id, SIGUSR1);
		join_thread(id);
	}
	return test_end();
}
