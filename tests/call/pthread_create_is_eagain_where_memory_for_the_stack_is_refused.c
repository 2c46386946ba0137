/* EAGAIN: "Insufficient resources to create another thread": pthread_create(3). The threads that there
 * are go on, and when they have ended there is room again. */
#include "tests/test.h"

#include <semaphore.h>
#include <sys/resource.h>

enum { MOST = 200 };
static const size_t STACK = (size_t)64 << 20, ROOM = (size_t)1 << 30;

static sem_t go;
static int ran;

static void *wait_for_go(void *arg) {
	while (sem_wait(&go))
		;
	__atomic_add_fetch(&ran, 1, __ATOMIC_RELAXED);
	return arg;
}

static size_t address_space(void) {
	unsigned long pages;
	FILE *f = fopen("/proc/self/statm", "r");
	EXPECT(f && fscanf(f, "%lu", &pages) == 1);
	fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* As many threads as there is room for. */
static int fill(pthread_t *threads, const pthread_attr_t *attr) {
	int count = 0, error = 0;
	while (count < MOST && (error = pthread_create(&threads[count], attr, wait_for_go, NULL)) == 0)
		count++;
	EXPECT_EQ(error, EAGAIN);
	return count;
}

static void let_go(pthread_t *threads, int count) {
	for (int i = 0; i < count; i++)
		EXPECT_EQ(sem_post(&go), 0);
	for (int i = 0; i < count; i++)
		join_thread(threads[i]);
}

int main(void) {
	static pthread_t threads[MOST];
	pthread_attr_t attr;
	EXPECT_EQ(sem_init(&go, 0, 0), 0);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, STACK), 0);
	EXPECT_EQ(sem_post(&go), 0);
	join_thread(start_thread(wait_for_go, NULL)); /* what the first thread needs once */

	struct rlimit limit = { address_space() + ROOM, RLIM_INFINITY };
	EXPECT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
	int count = fill(threads, &attr);
	EXPECT(count >= 4 && count <= (int)(ROOM / STACK));
	let_go(threads, count);
	EXPECT_EQ(ran, count + 1);
	int again = fill(threads, &attr);
	EXPECT(again >= 4);
	let_go(threads, again);
	EXPECT_EQ(ran, count + again + 1);
	return test_end();
}
