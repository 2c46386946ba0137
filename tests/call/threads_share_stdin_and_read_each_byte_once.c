/* Several threads read one stream by getc: each byte goes to one of them, while they wait for more in
 * between - stdio's lock, flockfile(3). */
#include "tests/test.h"

enum { THREADS = 5, BYTES = 20000 };

static FILE *in;
static int seen[256];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *reads(void *arg) {
	for (int c; (c = getc(in)) != EOF;) {
		pthread_mutex_lock(&mutex);
		seen[c]++;
		pthread_mutex_unlock(&mutex);
	}
	return arg;
}

int main(void) {
	int fds[2];
	pthread_t threads[THREADS];
	EXPECT_EQ(pipe(fds), 0);
	in = fdopen(fds[0], "r");
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(reads, NULL);
	for (int i = 0; i < BYTES;) {
		char part[40];
		for (int j = 0; j < 40; j++)
			part[j] = (char)((i + j) % 200);
		EXPECT_EQ(write(fds[1], part, 40), 40);
		i += 40;
		if (i % 1000 == 0)
			usleep(100);
	}
	close(fds[1]);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	for (int c = 0; c < 256; c++)
		EXPECT_EQ(seen[c], c < 200 ? BYTES / 200 : 0);
	return test_end();
}
