/* A thread that moved to another processor's hub, since main computed, sleeps many times; main, which has spawned a
 * coroutine and so cannot be parted from its hub, waits in read alone meanwhile. The thread goes on, and writes. */
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>

#include "tests/turns.h"

enum { THREADS = 4, SPIN = 3000 };

static _Atomic bool over;
static _Atomic int moved; /* the kernel thread that one has moved to */
static int fds[2], main_thread;

/* Of whom, the C library's symbol is not asked. */
static int kernel_thread(void) {
	long tid = SYS_gettid;
	__asm__ volatile("syscall" : "+a"(tid) : : "rcx", "r11", "memory");
	return (int)tid;
}

static void compute_and_yield(void) {
	for (volatile int i = 0; i < SPIN; i++)
		;
	sched_yield();
}

static void *none(void *arg) {
	return arg;
}

static void *naps(void *arg) {
	int nobody = 0;
	do {
		compute_and_yield();
		if (moved || over)
			return arg;
	} while (kernel_thread() == main_thread ||
		 !atomic_compare_exchange_strong(&moved, &nobody, kernel_thread()));
	for (int64_t until = now_ms() + 600; now_ms() < until;)
		usleep(150);
	EXPECT_EQ(write(fds[1], "x", 1), 1);
	return arg;
}

int main(void) {
	char c;
	pthread_t threads[THREADS];
	eg_co *co = eg_spawn(none, NULL);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	eg_unref(co);
	EXPECT_EQ(pipe(fds), 0);
	main_thread = kernel_thread();
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(naps, NULL);
	for (int64_t until = now_ms() + 2000; !moved && now_ms() < until;)
		compute_and_yield();
	over = true;
	if (moved) { /* not with one hub */
		usleep(50000);
		EXPECT_EQ(read(fds[0], &c, 1), 1);
	}
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
