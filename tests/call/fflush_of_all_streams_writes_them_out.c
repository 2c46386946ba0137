/* "If the stream argument is NULL, fflush() flushes all open output streams" - fflush(3), those of other
 * threads among them. */
#include <semaphore.h>

#include "tests/test.h"

enum { THREADS = 5 };

static int fds[THREADS][2];
static sem_t printed, go;

static void *prints(void *arg) {
	int number = (int)(intptr_t)arg;
	FILE *stream = fdopen(fds[number][1], "w");
	fprintf(stream, "%d", number);
	sem_post(&printed);
	sem_wait(&go);
	fclose(stream);
	return NULL;
}

static void *flushes(void *arg) {
	EXPECT_EQ(fflush(NULL), 0);
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	char c;
	sem_init(&printed, 0, 0);
	sem_init(&go, 0, 0);
	for (int i = 0; i < THREADS; i++) {
		EXPECT_EQ(pipe(fds[i]), 0);
		threads[i] = start_thread(prints, (void *)(intptr_t)i);
		sem_wait(&printed);
	}
	join_thread(start_thread(flushes, NULL));
	for (int i = 0; i < THREADS; i++) {
		EXPECT_EQ(read(fds[i][0], &c, 1), 1);
		EXPECT_EQ(c, '0' + i);
		sem_post(&go);
	}
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
