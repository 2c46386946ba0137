/* "wait: blocks until notified and the value has changed" - std::atomic<T>::wait, [atomics.wait], for
 * words that are a futex (int), for others (char, long, pointers), and for atomic_flag. */
#include <atomic>
#include <thread>
#include <vector>

#include "tests/test.h"

template <typename T> static void check() {
	std::atomic<T> turn{ 0 };
	std::thread other([&] {
		for (int i = 0; i < 100; i++) {
			turn.wait(0);
			EXPECT_EQ(turn.load(), 1);
			turn = 0;
			turn.notify_one();
		}
	});
	for (int i = 0; i < 100; i++) {
		turn = 1;
		turn.notify_one();
		turn.wait(1);
	}
	other.join();
}

int main() {
	check<int>();
	check<char>();
	check<long>();
	check<short>();

	std::atomic_flag flag;
	std::vector<std::thread> threads;
	for (int i = 0; i < 6; i++) {
		threads.emplace_back([&] {
			flag.wait(false);
			EXPECT(flag.test());
		});
	}
	linger();
	flag.test_and_set();
	flag.notify_all();
	for (auto &thread : threads)
		thread.join();
	return test_end();
}
