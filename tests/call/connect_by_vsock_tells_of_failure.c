/* A connection by vsock that fails, fails for the thread that waits for it, and is not tried again: vsock(7). */
#include <linux/vm_sockets.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "tests/test.h"

static void *connects(void *arg) {
	struct sockaddr_vm nobody = { .svm_family = AF_VSOCK,
				      .svm_cid = VMADDR_CID_LOCAL,
				      .svm_port = 0xfffffff0 };
	struct timeval soon = { .tv_usec = 200000 };
	int fd = socket(AF_VSOCK, SOCK_STREAM, 0);
	EXPECT(fd >= 0);
	EXPECT_EQ(setsockopt(fd, AF_VSOCK, SO_VM_SOCKETS_CONNECT_TIMEOUT, &soon, sizeof soon), 0);
	EXPECT_EQ(connect(fd, (struct sockaddr *)&nobody, sizeof nobody), -1);
	EXPECT(errno == ETIMEDOUT || errno == ECONNRESET || errno == ENODEV || errno == ENETUNREACH);
	EXPECT_EQ(close(fd), 0);
	return arg;
}

int main(void) {
	int fd = socket(AF_VSOCK, SOCK_STREAM, 0);
	if (fd < 0)
		SKIP("no vsock");
	close(fd);
	pthread_t threads[3];
	for (int i = 0; i < 3; i++)
		threads[i] = start_thread(connects, NULL);
	for (int i = 0; i < 3; i++)
		join_thread(threads[i]);
	return test_end();
}
