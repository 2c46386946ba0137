/* "dlerror() returns a string describing the last error that occurred from one of the functions in the
 * dlopen API": other calls of libc in between do not take it away - dlerror(3). */
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/socket.h>

#include "tests/test.h"

static void calls(void) {
	int fds[2];
	char buf[8];
	sem_t sem;
	sigset_t set;
	struct pollfd p = { .events = POLLIN };
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_EQ(send(fds[0], "x", 1, 0), 1);
	p.fd = fds[1];
	EXPECT_EQ(poll(&p, 1, 0), 1);
	EXPECT_EQ(recv(fds[1], buf, 1, 0), 1);
	EXPECT_EQ(shutdown(fds[0], SHUT_RDWR), 0);
	EXPECT_EQ(sem_init(&sem, 0, 1), 0);
	EXPECT_EQ(sem_trywait(&sem), 0);
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, NULL, &set), 0);
	FILE *stream = fopen("/dev/null", "w");
	EXPECT(stream && fprintf(stream, "%d", 1) == 1 && fputc('x', stream) == 'x');
	EXPECT_EQ(fflush(stream) | fclose(stream) | close(fds[0]) | close(fds[1]), 0);
}

static void *fails(void *arg) {
	EXPECT(!dlopen("/no/such/library.so", RTLD_NOW));
	calls();
	char *told = dlerror();
	EXPECT(told && strstr(told, "/no/such/library.so"));
	return arg;
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	EXPECT(!dlopen("/no/such/library.so", RTLD_NOW));
	join_thread(start_thread(nothing, NULL)); /* the first */
	char *told = dlerror();
	EXPECT(told && strstr(told, "/no/such/library.so"));
	join_thread(start_thread(fails, NULL));
	fails(NULL);
	return test_end();
}
