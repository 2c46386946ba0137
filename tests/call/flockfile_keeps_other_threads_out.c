/* "The flockfile() function waits for *filehandle to be no longer locked by a different thread, then
 * makes the current thread owner of *filehandle, and increments the lockcount" - flockfile(3): across
 * waits, recursively, and also against the functions that lock by themselves. */
#include <semaphore.h>

#include "tests/test.h"

static FILE *stream;
static sem_t locked, go;
static int inside;
static _Atomic int tried;

static void *holds(void *arg) {
	flockfile(stream);
	flockfile(stream);
	inside = 1;
	sem_post(&locked);
	sem_wait(&go);
	funlockfile(stream);
	EXPECT_EQ(fputc('a', stream), 'a');
	usleep(1000);
	inside = 0;
	funlockfile(stream);
	return arg;
}

static void *enters(void *arg) {
	tried++;
	if (arg) {
		flockfile(stream);
		EXPECT_EQ(inside, 0);
		funlockfile(stream);
	} else {
		EXPECT_EQ(fputc('b', stream), 'b');
		EXPECT_EQ(inside, 0);
	}
	return NULL;
}

int main(void) {
	pthread_t threads[6];
	stream = fopen("/dev/null", "w");
	sem_init(&locked, 0, 0);
	sem_init(&go, 0, 0);
	for (int round = 0; round < 3; round++) {
		tried = 0;
		pthread_t holder = start_thread(holds, NULL);
		sem_wait(&locked);
		EXPECT(ftrylockfile(stream) != 0);
		for (int i = 0; i < 6; i++)
			threads[i] = start_thread(enters, i % 2 ? stream : NULL);
		while (tried < 6)
			linger();
		EXPECT_EQ(inside, 1);
		EXPECT(ftrylockfile(stream) != 0);
		sem_post(&go);
		join_thread(holder);
		for (int i = 0; i < 6; i++)
			join_thread(threads[i]);
		EXPECT_EQ(ftrylockfile(stream), 0);
		EXPECT_EQ(ftrylockfile(stream), 0);
		funlockfile(stream);
		funlockfile(stream);
	}
	return test_end();
}
