/* "CLOCK_THREAD_CPUTIME_ID This is a clock that measures CPU time consumed by this thread" -
 * clock_gettime(2): not what others use meanwhile. It never goes back, wherever the thread has been. */
#include "tests/test.h"

enum { BURNERS = 3, WANTED_NS = 50000000, EPSILON_NS = 5000000 };
static _Atomic int burning = BURNERS;
static _Atomic int64_t sum;

static void *burn(void *arg) {
	int64_t last = 0, now;
	for (unsigned i = 0; (now = ns_on(CLOCK_THREAD_CPUTIME_ID)) < WANTED_NS; i++) {
		EXPECT(now >= last);
		last = now;
		if (arg && i % 64 == 0)
			usleep(1);
		else if (arg && i % 64 == 1)
			fsync(*(int *)arg);
	}
	sum += now;
	burning--;
	return NULL;
}

static void *sleeps(void *arg) {
	while (burning)
		usleep(5000);
	int64_t mine = ns_on(CLOCK_THREAD_CPUTIME_ID);
	EXPECT(mine < WANTED_NS / 2);
	sum += mine;
	return arg;
}

int main(void) {
	char path[] = "/tmp/test-XXXXXX";
	int fd = mkstemp(path);
	EXPECT(fd >= 0);
	unlink(path);
	pthread_t threads[BURNERS + 1];
	for (int i = 0; i < BURNERS; i++)
		threads[i] = start_thread(burn, i ? &fd : NULL);
	threads[BURNERS] = start_thread(sleeps, NULL);
	for (int i = 0; i <= BURNERS; i++)
		join_thread(threads[i]);
	int64_t of_main = ns_on(CLOCK_THREAD_CPUTIME_ID);
	EXPECT(of_main < WANTED_NS / 2);
	EXPECT(sum + of_main <= ns_on(CLOCK_PROCESS_CPUTIME_ID) + EPSILON_NS);
	return test_end();
}
