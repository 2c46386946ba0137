/* std::timed_mutex and std::recursive_timed_mutex: try_lock_for and try_lock_until give up at their time
 * and not before, or get the mutex that another thread gives up in time - [thread.timedmutex]. */
#include <chrono>
#include <mutex>
#include <thread>

#include "tests/test.h"

using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

template <typename Mutex> static void check() {
	Mutex mutex;
	mutex.lock();
	std::thread([&] {
		auto start = clock_type::now();
		EXPECT(!mutex.try_lock_for(20ms));
		EXPECT(clock_type::now() - start >= 20ms);
		start = clock_type::now();
		EXPECT(!mutex.try_lock_until(std::chrono::system_clock::now() + 20ms));
		EXPECT(clock_type::now() - start >= 19ms);
	}).join();
	std::thread waiter([&] {
		EXPECT(mutex.try_lock_for(1h));
		mutex.unlock();
	});
	linger();
	mutex.unlock();
	waiter.join();
}

int main() {
	check<std::timed_mutex>();
	check<std::recursive_timed_mutex>();
	std::recursive_timed_mutex twice;
	EXPECT(twice.try_lock_for(1s) && twice.try_lock());
	std::thread([&] { EXPECT(!twice.try_lock()); }).join();
	twice.unlock();
	twice.unlock();
	return test_end();
}
