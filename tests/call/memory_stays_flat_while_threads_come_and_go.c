/* Threads that have ended and were joined, or were detached, leave nothing behind: pthread_join(3),
 * pthread_detach(3). */
#include "tests/test.h"

#include <semaphore.h>

enum { THREADS = 500, WARM_UP = 10, ROUNDS = 200 };

static sem_t ended;

static void *short_life(void *arg) {
	char *copy = strdup("some memory"), text[200];
	snprintf(text, sizeof text, "%s %p", copy, arg);
	free(copy);
	sem_post(&ended);
	return NULL;
}

static long resident_kb(void) {
	long size, resident;
	FILE *f = fopen("/proc/self/statm", "r");
	EXPECT(f && fscanf(f, "%ld %ld", &size, &resident) == 2);
	fclose(f);
	return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(void) {
	static pthread_t threads[THREADS];
	long before = 0;
	EXPECT_EQ(sem_init(&ended, 0, 0), 0);
	for (int round = 0; round < WARM_UP + ROUNDS; round++) {
		if (round == WARM_UP)
			before = resident_kb();
		for (int i = 0; i < THREADS; i++) {
			threads[i] = start_thread(short_life, NULL);
			if (i % 2)
				EXPECT_EQ(pthread_detach(threads[i]), 0);
		}
		for (int i = 0; i < THREADS; i += 2)
			join_thread(threads[i]);
		for (int i = 0; i < THREADS; i++)
			EXPECT_EQ(sem_wait(&ended), 0);
	}
	/* A leak of 100 bytes a thread would be 10 MB. How many threads are alive at a time differs, up to all
	 * of a round, and with that the memory that is kept for the next ones. */
	long grown = resident_kb() - before;
	if (grown > 8000)
		FAIL("%d threads left %ld KB", ROUNDS * THREADS, grown);
	return test_end();
}
