/* std::condition_variable: wait, wait_for, wait_until on both clocks; a notification wakes a waiter, a
 * time that passes gives cv_status::timeout, not before that time - [thread.condition]. */
#include <chrono>
#include <condition_variable>
#include <thread>
#include <vector>

#include "tests/test.h"

using namespace std::chrono_literals;

static std::mutex mutex;
static std::condition_variable cond;
static int items, taken;

static void take(int how) {
	std::unique_lock lock(mutex);
	auto some = [] { return items > 0; };
	switch (how) {
	case 0: cond.wait(lock, some); break;
	case 1: EXPECT(cond.wait_for(lock, 1h, some)); break;
	case 2: EXPECT(cond.wait_until(lock, std::chrono::system_clock::now() + 1h, some)); break;
	default: EXPECT(cond.wait_until(lock, std::chrono::steady_clock::now() + 1h, some));
	}
	items--;
	taken++;
}

template <typename Clock> static void time_out() {
	std::unique_lock lock(mutex);
	auto start = Clock::now(), at = start + 20ms;
	while (cond.wait_until(lock, at) != std::cv_status::timeout)
		;
	EXPECT(Clock::now() >= at);
	EXPECT(!cond.wait_for(lock, 1ms, [] { return false; }));
}

int main() {
	std::vector<std::thread> threads;
	for (int i = 0; i < 8; i++)
		threads.emplace_back(take, i % 4);
	linger();
	for (int i = 0; i < 8; i++) {
		std::lock_guard guard(mutex);
		items++;
		if (i % 2)
			cond.notify_one();
		else
			cond.notify_all();
	}
	for (auto &thread : threads)
		thread.join();
	EXPECT_EQ(taken, 8);
	std::thread(time_out<std::chrono::system_clock>).join();
	std::thread(time_out<std::chrono::steady_clock>).join();
	time_out<std::chrono::steady_clock>();
	return test_end();
}
