/* exit in a thread, a return from main, _exit, and a signal that nobody handles end the process while
 * threads compute or block in the kernel. Handlers of atexit run, and streams are flushed. */
#include "tests/test.h"

enum { OTHERS = 4 };

static int fds[2], out[2];
static _Atomic int begun;
static int (*volatile how)(void);

static void *computes(void *arg) {
	begun++;
	for (;;)
		__asm__ volatile("" ::: "memory");
	return arg;
}

static void *blocks(void *arg) {
	char c;
	begun++;
	raw_syscall(SYS_read, fds[0], (long)&c, 1, 0);
	return arg;
}

static void at_exit(void) {
	printf("e");
}

static int by_exit(void) {
	exit(5);
}

static int by__exit(void) {
	fflush(stdout);
	_exit(5);
}

static int by_return(void) {
	return 5;
}

static int by_signal(void) {
	fflush(stdout);
	kill(getpid(), SIGTERM);
	for (;;)
		__asm__ volatile("" ::: "memory");
	return 0;
}

static void *ends(void *arg) {
	how();
	return arg;
}

static void start(void) {
	EXPECT_EQ(dup2(out[1], 1), 1);
	atexit(at_exit);
	for (int i = 0; i < OTHERS; i++)
		start_thread(i % 2 ? computes : blocks, NULL);
	while (begun < OTHERS)
		;
	printf("s");
}

static void in_main(void) {
	start();
	exit(how());
}

static void in_thread(void) {
	start();
	start_thread(ends, NULL);
	computes(NULL);
}

static void try(int (*by)(void), const char *said, int status, int with_thread) {
	char got[8] = "";
	how = by;
	EXPECT_EQ(run_in_child(in_main), status);
	EXPECT_EQ(read(out[0], got, sizeof got), (ssize_t)strlen(said));
	EXPECT(!strcmp(got, said));
	if (!with_thread)
		return;
	EXPECT_EQ(run_in_child(in_thread), status);
	EXPECT_EQ(read(out[0], got, sizeof got), (ssize_t)strlen(said));
	EXPECT(!strcmp(got, said));
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(out), 0);
	try(by_return, "se", 5, 0);
	try(by_exit, "se", 5, 1);
	try(by__exit, "s", 5, 1);
	try(by_signal, "s", 128 + SIGTERM, 1);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
