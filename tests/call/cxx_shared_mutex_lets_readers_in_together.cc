/* std::shared_mutex: readers hold it together, a writer alone; shared_timed_mutex gives up in time -
 * [thread.sharedmutex]. The readers wait for one another while they hold it. */
#include <barrier>
#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "tests/test.h"

using namespace std::chrono_literals;

enum { READERS = 5 };

int main() {
	std::shared_mutex mutex;
	std::barrier together(READERS);
	std::vector<std::thread> threads;
	int value = 0;
	for (int i = 0; i < READERS; i++) {
		threads.emplace_back([&] {
			for (int round = 0; round < 20; round++) {
				{
					std::shared_lock lock(mutex);
					int before = value;
					together.arrive_and_wait();
					EXPECT_EQ(value, before);
				}
				{
					std::unique_lock lock(mutex);
					value++;
					usleep(10);
					value++;
				}
				together.arrive_and_wait(); /* all have written */
			}
		});
	}
	for (auto &thread : threads)
		thread.join();
	EXPECT_EQ(value, 2 * 20 * READERS);

	std::shared_timed_mutex timed;
	timed.lock_shared();
	std::thread([&] {
		EXPECT(timed.try_lock_shared());
		timed.unlock_shared();
		auto start = std::chrono::steady_clock::now();
		EXPECT(!timed.try_lock_for(20ms));
		EXPECT(std::chrono::steady_clock::now() - start >= 20ms);
	}).join();
	std::thread writer([&] { timed.lock(); });
	linger();
	timed.unlock_shared();
	writer.join();
	return test_end();
}
