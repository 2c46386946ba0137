/* getaddrinfo takes locks and opens descriptors inside libc; a child that is forked in the middle of it
 * has threads, malloc and stdio nevertheless. (That these threads do not end is for glibc's sake: the
 * last thing a thread does is to release the resolver's state, under a lock that a fork leaves locked.)
 */
#include <netdb.h>

#include "tests/test.h"

static _Atomic int done;
static int fds[2];

static void *resolves(void *arg) {
	while (!done) {
		struct addrinfo hints = { .ai_family = AF_INET }, *found;
		EXPECT_EQ(getaddrinfo("localhost", "80", &hints, &found), 0);
		freeaddrinfo(found);
	}
	return arg;
}

static void *works(void *arg) {
	FILE *stream = fopen("/etc/passwd", "r");
	char *line = NULL;
	size_t size = 0;
	EXPECT(stream);
	while (getline(&line, &size, stream) > 0)
		;
	free(line);
	fclose(stream);
	tell(fds[1]);
	pause();
	return arg;
}

static void child(void) {
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < 3; i++)
		start_thread(works, NULL);
	for (int i = 0; i < 3; i++)
		hear(fds[0]);
}

int main(void) {
	pthread_t threads[3];
	for (int i = 0; i < 3; i++)
		threads[i] = start_thread(resolves, NULL);
	for (int i = 0; i < 20; i++)
		EXPECT_EQ(run_in_child(child), 0);
	done = 1;
	for (int i = 0; i < 3; i++)
		join_thread(threads[i]);
	return test_end();
}
