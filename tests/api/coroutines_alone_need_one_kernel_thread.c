/* The coroutines of eg_spawn take turns on the kernel thread that has spawned them. However busy they are, no second hub
 * is made for them, nor when threads have helped for a while; it is made when threads are busy. */
#include <dirent.h>

#include "tests/turns.h"

enum { COROUTINES = 50, TIMES = 30 };

static _Atomic int over;

static int kernel_threads(void) {
	int count = 0;
	DIR *dir = opendir("/proc/self/task");
	EXPECT(dir != NULL);
	for (const struct dirent *entry; (entry = readdir(dir));)
		count += entry->d_name[0] != '.';
	EXPECT_EQ(closedir(dir), 0);
	return count;
}

/* Some are made to end at once (carriers_stock); a hub's does not. */
static void are_again(int count) {
	while (kernel_threads() > count)
		linger();
	EXPECT_EQ(kernel_threads(), count);
}

/* The monitor looks every 2 ms, and acts when it has seen others runnable three times. */
static void *is_busy(void *arg) {
	while (!over)
		eg_sleep(0);
	return arg;
}

static void be_busy(unsigned flags) {
	eg_co *co[COROUTINES];
	over = 0;
	for (int i = 0; i < COROUTINES; i++)
		co[i] = eg_spawn(is_busy, NULL, .flags = flags);
	for (int64_t begin = now_ms(); now_ms() - begin < 100;)
		eg_sleep(0);
	over = 1;
	EXPECT_EQ(eg_joinall(co, COROUTINES, EG_FOREVER), 0);
	for (int i = 0; i < COROUTINES; i++)
		eg_unref(co[i]);
}

static void *nothing(void *arg) {
	return arg;
}

static void *yields(void *arg) {
	while (!over)
		sched_yield();
	return arg;
}

int main(void) {
	if (!takes_turns())
		SKIP("each has a kernel thread");
	cpu_set_t usable;
	EXPECT_EQ(sched_getaffinity(0, sizeof usable, &usable), 0);
	if (CPU_COUNT(&usable) < 2)
		SKIP("one processor, one hub");
	/* The monitor's, main's, and those that wait in case that somebody blocks. */
	eg_unref(eg_spawn(nothing, NULL));
	int before = kernel_threads(), now;
	for (int same = 0; same < 10; same++, before = now) {
		linger();
		now = kernel_threads();
		same = now == before ? same : 0;
	}

	be_busy(0);
	are_again(before);
	be_busy(EG_SHARE_TLS);
	are_again(before);
	for (int i = 0; i < TIMES; i++)
		join_thread(start_thread(nothing, NULL));
	be_busy(0);
	are_again(before);

	pthread_t thread[COROUTINES];
	over = 0;
	for (int i = 0; i < COROUTINES; i++)
		thread[i] = start_thread(yields, NULL);
	while (kernel_threads() == before)
		eg_sleep(0);
	over = 1;
	for (int i = 0; i < COROUTINES; i++)
		join_thread(thread[i]);
	return 0;
}
