/* fflush(NULL) holds the list of all streams while it waits for the lock of one, and fopen and fclose wait
 * for that list: all of it inside libc. The thread that holds the stream, which waits for the main thread,
 * lets them go on; and so does the main thread when it holds it itself. */
#include <semaphore.h>

#include "tests/test.h"

static FILE *stream;
static sem_t held, release, about;

static void *holds(void *arg) {
	flockfile(stream);
	EXPECT(fputs("held", stream) >= 0);
	sem_post(&held);
	sem_wait(&release);
	funlockfile(stream);
	return arg;
}

static void *flushes(void *arg) {
	sem_post(&about);
	EXPECT_EQ(fflush(NULL), 0);
	return arg;
}

static void *opens(void *arg) {
	sem_post(&about);
	FILE *other = fopen("/dev/null", "w");
	EXPECT(other && fputs("x", other) >= 0);
	EXPECT_EQ(fclose(other), 0);
	return arg;
}

static void *runs(void *arg) {
	sem_post(&about);
	return arg;
}

static void others(pthread_t threads[4]) {
	void *(*fns[])(void *) = { flushes, opens, opens, runs };
	for (int i = 0; i < 4; i++) {
		threads[i] = start_thread(fns[i], NULL);
		if (i == 0)
			linger();
	}
	for (int i = 0; i < 4; i++)
		sem_wait(&about);
	linger();
}

int main(void) {
	pthread_t threads[4];
	EXPECT((stream = tmpfile()) != NULL);
	sem_init(&held, 0, 0);
	sem_init(&release, 0, 0);
	sem_init(&about, 0, 0);

	pthread_t holder = start_thread(holds, NULL);
	sem_wait(&held);
	others(threads);
	sem_post(&release);
	join_thread(holder);
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);

	flockfile(stream);
	EXPECT(fputs("held", stream) >= 0);
	others(threads);
	funlockfile(stream);
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);
	EXPECT_EQ(ftell(stream), 8);
	return test_end();
}
