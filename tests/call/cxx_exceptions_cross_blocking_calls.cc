/* The same around calls that block in the kernel (system, flock, getaddrinfo), after which a thread may
 * go on elsewhere: exceptions held meanwhile, and thread-local state, stay the thread's. */
#include <fcntl.h>
#include <netdb.h>
#include <stdexcept>
#include <string>
#include <sys/file.h>
#include <thread>
#include <vector>

#include "tests/test.h"

static thread_local int number = -1;

static void block(int fd) {
	addrinfo *found = nullptr;
	EXPECT_EQ(getaddrinfo("localhost", nullptr, nullptr, &found), 0);
	freeaddrinfo(found);
	EXPECT_EQ(flock(fd, LOCK_EX), 0);
	usleep(100);
	EXPECT_EQ(flock(fd, LOCK_UN), 0);
	EXPECT_EQ(WEXITSTATUS(system("exit 3")), 3);
}

static void work(int own, const char *path) {
	number = own;
	int fd = open(path, O_RDWR);
	for (int i = 0; i < 3; i++) {
		try {
			throw std::runtime_error(std::to_string(own));
		} catch (const std::exception &error) {
			block(fd);
			EXPECT_EQ(atoi(error.what()), own);
			EXPECT_EQ(number, own);
			EXPECT(std::current_exception() != nullptr);
		}
	}
	close(fd);
}

int main() {
	char path[] = "/tmp/test-XXXXXX";
	close(mkstemp(path));
	std::vector<std::thread> threads;
	for (int i = 0; i < 8; i++)
		threads.emplace_back(work, i, path);
	for (auto &thread : threads)
		thread.join();
	unlink(path);
	return test_end();
}
