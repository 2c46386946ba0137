/* Threads open, use and close streams of their own (which takes libc's lock of all streams) while others
 * wait in the middle of a read: nobody disturbs anybody, and no descriptor is left - fclose(3). */
#include "tests/test.h"

enum { THREADS = 6, ROUNDS = 30 };

static void *waits(void *arg) {
	char buf[8];
	EXPECT(fgets(buf, sizeof buf, arg));
	return NULL;
}

static void *opens(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		int fds[2];
		char buf[32];
		EXPECT_EQ(pipe(fds), 0);
		FILE *in = fdopen(fds[0], "r"), *out = fdopen(fds[1], "w");
		FILE *other = fopen("/dev/null", "w");
		EXPECT(in && out && other);
		fprintf(out, "%d\n", i);
		EXPECT_EQ(fclose(out), 0); /* flushes */
		fprintf(other, "%d\n", i);
		EXPECT(fgets(buf, sizeof buf, in));
		EXPECT_EQ(atoi(buf), i);
		EXPECT(!fgets(buf, sizeof buf, in) && feof(in));
		EXPECT_EQ(fclose(in) | fclose(other), 0);
		usleep(10);
	}
	return arg;
}

int main(void) {
	int fds[2];
	pthread_t threads[THREADS];
	EXPECT_EQ(pipe(fds), 0);
	FILE *stream = fdopen(fds[0], "r");
	pthread_t waiting = start_thread(waits, stream);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(opens, NULL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(write(fds[1], "x\n", 2), 2);
	join_thread(waiting);
	EXPECT_EQ(fclose(stream) | close(fds[1]), 0);
	int free_number = dup(0);
	EXPECT_EQ(free_number, fds[0]);
	return test_end();
}
