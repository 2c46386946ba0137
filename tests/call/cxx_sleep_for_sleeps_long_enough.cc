/* std::this_thread::sleep_for and sleep_until block "for at least the specified duration" -
 * [thread.thread.this]; threads sleep at the same time. */
#include <chrono>
#include <thread>
#include <vector>

#include "tests/test.h"

using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

int main() {
	std::vector<std::thread> threads;
	for (int i = 0; i < 20; i++) {
		threads.emplace_back([&, i] {
			auto begun = clock_type::now();
			if (i % 2)
				std::this_thread::sleep_for(50ms);
			else
				std::this_thread::sleep_until(begun + 50ms);
			EXPECT(clock_type::now() - begun >= 50ms);
			std::this_thread::yield();
			auto wall = std::chrono::system_clock::now();
			std::this_thread::sleep_until(wall + 1500us);
			EXPECT(std::chrono::system_clock::now() >= wall + 1500us);
			std::this_thread::sleep_for(-1s);
			std::this_thread::sleep_until(clock_type::time_point{});
		});
	}
	for (auto &thread : threads)
		thread.join();
	return test_end();
}
