/* Ids of threads that live at the same time differ, also from main's; std::thread takes part in swap and
 * move; detached ones run on; hardware_concurrency tells something - [thread.thread.class]. */
#include <latch>
#include <set>
#include <thread>
#include <vector>

#include "tests/test.h"

enum { THREADS = 50 };

int main() {
	std::vector<std::thread> threads;
	std::set<std::thread::id> ids = { std::this_thread::get_id() };
	std::latch together(THREADS + 1), finished(1);
	for (int i = 0; i < THREADS; i++) {
		threads.emplace_back([&] { together.arrive_and_wait(); });
		ids.insert(threads.back().get_id());
	}
	EXPECT_EQ(ids.size(), THREADS + 1);
	together.arrive_and_wait();
	for (auto &thread : threads)
		thread.join();
	EXPECT(threads[0].get_id() == std::thread::id());

	std::thread a([&] { finished.wait(); }), b;
	swap(a, b);
	EXPECT(!a.joinable() && b.joinable());
	a = std::move(b);
	finished.count_down();
	a.join();

	std::latch reached(1);
	std::thread([&] {
		usleep(100);
		reached.count_down();
	}).detach();
	reached.wait();
	EXPECT(std::thread::hardware_concurrency() >= 1);
	return test_end();
}
