/* "Reads from /dev/null always return end of file, whereas reads from /dev/zero always return bytes
 * containing zero"; "Data written to the /dev/null and /dev/zero special files is discarded" -
 * null(4). And what proc(5) says of the process is read in pieces. */
#include "tests/test.h"

static void *test(void *arg) {
	char buf[5000] = "x", pid[32] = "";
	size_t len = 0;
	(void)arg;
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
	EXPECT_EQ(read(null, buf, sizeof buf), 0);
	EXPECT_EQ(write(null, buf, sizeof buf), sizeof buf);
	EXPECT_EQ(write(zero, buf, sizeof buf), sizeof buf);
	EXPECT_EQ(read(zero, buf, sizeof buf), sizeof buf);
	EXPECT(!buf[0] && !memcmp(buf, buf + 1, sizeof buf - 1));

	int stat = open("/proc/self/stat", O_RDONLY);
	while (len < 16 && read(stat, pid + len, 1) == 1)
		len++;
	EXPECT_EQ(len, 16);
	EXPECT_EQ(atoi(pid), getpid());
	int status = open("/proc/self/status", O_RDONLY);
	EXPECT(read(status, buf, sizeof buf) > 100);
	EXPECT(!memcmp(buf, "Name:", 5));
	EXPECT_EQ(read(status, buf, sizeof buf), 0);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
