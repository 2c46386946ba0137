/* The classic daemon: fork, setsid, fork again, close every descriptor up to sysconf(_SC_OPEN_MAX), open
 * /dev/null three times, which must get 0, 1 and 2, and then serve in threads. */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "tests/test.h"

enum { CLIENTS = 8 };

static struct sockaddr_un address = { .sun_family = AF_UNIX };
static int ready[2];

static void *nothing(void *arg) {
	return arg;
}

static void *serves(void *arg) {
	int fd = (int)(intptr_t)arg;
	hear(fd);
	usleep(100);
	tell(fd);
	close(fd);
	return NULL;
}

static void run_daemon(void) {
	if (fork() != 0)
		_exit(0);
	setsid();
	if (fork() != 0)
		_exit(0);
	umask(0);
	EXPECT_EQ(chdir("/"), 0);
	int told = dup2(ready[1], 0);
	for (long fd = sysconf(_SC_OPEN_MAX) - 1; fd > told; fd--)
		close((int)fd);
	EXPECT_EQ(open("/dev/null", O_RDWR), 1);
	EXPECT_EQ(open("/dev/null", O_RDWR), 2);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_EQ(fd, 3);
	EXPECT_EQ(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	EXPECT_EQ(listen(fd, 64), 0);
	tell(told);
	pthread_t threads[CLIENTS];
	for (int i = 0; i < CLIENTS; i++) {
		int client = accept(fd, NULL, NULL);
		EXPECT(client > 3);
		threads[i] = start_thread(serves, (void *)(intptr_t)client);
	}
	for (int i = 0; i < CLIENTS; i++)
		join_thread(threads[i]);
	close(told);
	_exit(0);
}

static void *asks(void *arg) {
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_EQ(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	tell(fd);
	hear(fd);
	close(fd);
	return arg;
}

int main(void) {
	char c;
	join_thread(start_thread(nothing, NULL));
	snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "test-%d", getpid());
	EXPECT_EQ(pipe(ready), 0);
	EXPECT_EQ(run_in_child(run_daemon), 0);
	close(ready[1]);
	hear(ready[0]);
	pthread_t threads[CLIENTS];
	for (int i = 0; i < CLIENTS; i++)
		threads[i] = start_thread(asks, NULL);
	for (int i = 0; i < CLIENTS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(read(ready[0], &c, 1), 0); /* the daemon has ended */
	return test_end();
}
