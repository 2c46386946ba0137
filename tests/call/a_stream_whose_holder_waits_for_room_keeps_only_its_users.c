/* Two threads on one stream, and the one that holds its lock waits for room in the pipe behind it: the
 * other waits for the lock, by putc, by fflush(NULL) deep inside libc, and by the raw lock that putc of a
 * C++ library would take. Whoever empties the pipe goes on. */
#include <semaphore.h>

#include "tests/test.h"

enum { SIZE = 1 << 20 };

static FILE *stream;
static int fds[2];
static sem_t about;

static void *fills(void *arg) {
	static char data[SIZE];
	memset(data, 'a', sizeof data);
	EXPECT_EQ(fwrite(data, 1, sizeof data, stream), sizeof data);
	return arg;
}

static void *puts_one(void *arg) {
	sem_post(&about);
	EXPECT_EQ(putc('b', stream), 'b');
	return arg;
}

static void *flushes(void *arg) {
	sem_post(&about);
	EXPECT_EQ(fflush(NULL), 0);
	return arg;
}

static void *empties(void *arg) {
	static char got[65536];
	size_t done = 0, others = 0;
	while (done < SIZE + 2) {
		ssize_t n = read(fds[0], got, sizeof got);
		EXPECT(n > 0);
		for (ssize_t i = 0; i < n; i++)
			others += got[i] == 'b';
		done += (size_t)n;
	}
	EXPECT_EQ(done, SIZE + 2);
	EXPECT_EQ(others, 2);
	return arg;
}

int main(void) {
	pthread_t threads[4];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT((stream = fdopen(fds[1], "w")) != NULL);
	sem_init(&about, 0, 0);
	threads[0] = start_thread(fills, NULL);
	linger();
	threads[1] = start_thread(puts_one, NULL);
	threads[2] = start_thread(flushes, NULL);
	sem_wait(&about);
	sem_wait(&about);
	linger();
	threads[3] = start_thread(empties, NULL);
	EXPECT_EQ(putc('b', stream), 'b');
	for (int i = 0; i < 3; i++)
		join_thread(threads[i]);
	EXPECT_EQ(fflush(stream), 0);
	join_thread(threads[3]);
	return test_end();
}
