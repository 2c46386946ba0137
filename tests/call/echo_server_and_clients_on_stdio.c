/* Many connections in one process: a thread at each end, each with a stream for either direction, and
 * all of them wait for one another - fdopen(3). */
#include <sys/socket.h>

#include "tests/test.h"

enum { PAIRS = 20, LINES = 40 };

static void *serves(void *arg) {
	int fd = (int)(intptr_t)arg;
	FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");
	char *line = NULL;
	size_t size = 0;
	while (getline(&line, &size, in) > 0) {
		fprintf(out, "echo %s", line);
		EXPECT_EQ(fflush(out), 0);
	}
	free(line);
	EXPECT_EQ(fclose(in) | fclose(out), 0);
	return NULL;
}

static void *asks(void *arg) {
	int fd = (int)(intptr_t)arg;
	FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");
	setvbuf(out, NULL, _IOLBF, 0);
	for (int i = 0; i < LINES; i++) {
		int a, b;
		fprintf(out, "%d %d\n", fd, i);
		EXPECT_EQ(fscanf(in, " echo %d %d", &a, &b), 2);
		EXPECT(a == fd && b == i);
	}
	EXPECT_EQ(fclose(out) | fclose(in), 0);
	return NULL;
}

int main(void) {
	pthread_t threads[2 * PAIRS];
	for (int i = 0; i < PAIRS; i++) {
		int fds[2];
		EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
		threads[2 * i] = start_thread(serves, (void *)(intptr_t)fds[0]);
		threads[2 * i + 1] = start_thread(asks, (void *)(intptr_t)fds[1]);
	}
	for (int i = 0; i < 2 * PAIRS; i++)
		join_thread(threads[i]);
	return test_end();
}
