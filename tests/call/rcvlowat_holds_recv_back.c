/* SO_RCVLOWAT: "Specify the minimum number of bytes in the buffer until the socket layer will pass
 * the data to [...] the user on receiving" - socket(7). Of TCP and of Unix sockets.
 *
 * The call has to be in the kernel before there is anything to receive: Linux wakes nobody for less than that many
 * bytes, and so a call that has begun with some of them waits for as many again. */
#include <dirent.h>

#include "tests/test.h"

/* Some thread of ours waits in the kernel in this system call. */
static int is_in(long call) {
	char path[64], line[256];
	long number = -1;
	DIR *dir = opendir("/proc/self/task");
	EXPECT(dir != NULL);
	for (const struct dirent *entry; number != call && (entry = readdir(dir));) {
		snprintf(path, sizeof path, "/proc/self/task/%.20s/syscall", entry->d_name);
		FILE *file = entry->d_name[0] == '.' ? NULL : fopen(path, "r");
		if (!file)
			continue;
		number = fgets(line, sizeof line, file) && line[0] != 'r' ? atol(line)
									  : -1; /* "running" */
		fclose(file);
	}
	EXPECT_EQ(closedir(dir), 0);
	return number == call;
}

static void *receiver(void *arg) {
	char buf[16];
	EXPECT_EQ(recv(*(int *)arg, buf, sizeof buf, 0), 10);
	EXPECT(!memcmp(buf, "0123456789", 10));
	return NULL;
}

static void check(int fds[2]) {
	int lowat = 10;
	EXPECT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_RCVLOWAT, &lowat, sizeof lowat), 0);
	pthread_t thread = start_thread(receiver, fds);
	while (!is_in(SYS_recvfrom))
		usleep(500);
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(send(fds[1], &"0123456789"[i], 1, 0), 1);
		linger();
	}
	join_thread(thread);
}

int main(void) {
	int fds[2];
	tcp_pair(fds);
	check(fds);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	return test_end();
}
