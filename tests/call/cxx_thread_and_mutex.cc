/* std::thread passes its arguments, std::mutex and std::lock_guard exclude, std::scoped_lock takes
 * several mutexes without deadlock, whatever waits happen in between - [thread.mutex]. */
#include <mutex>
#include <thread>
#include <vector>

#include "tests/test.h"

static std::mutex first, second;
static int inside, count;

static void work(int rounds, bool swapped, int &done) {
	for (int i = 0; i < rounds; i++) {
		std::scoped_lock lock(swapped ? first : second, swapped ? second : first);
		EXPECT_EQ(inside++, 0);
		if (i % 10 == 0)
			usleep(100);
		count++;
		inside--;
	}
	std::lock_guard guard(first);
	done += rounds;
}

int main() {
	std::vector<std::thread> threads;
	int done = 0;
	for (int i = 0; i < 10; i++)
		threads.emplace_back(work, 50, i % 2, std::ref(done));
	for (auto &thread : threads) {
		EXPECT(thread.joinable());
		thread.join();
	}
	EXPECT_EQ(count, 500);
	EXPECT_EQ(done, 500);
	EXPECT(first.try_lock());
	std::thread([] { EXPECT(!first.try_lock()); }).join();
	first.unlock();
	return test_end();
}
