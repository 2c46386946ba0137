/* std::counting_semaphore, std::latch and std::barrier, whose completion runs once in each phase:
 * threads wait for one another, and give up in time - [thread.sema], [thread.coord]. */
#include <atomic>
#include <barrier>
#include <chrono>
#include <latch>
#include <semaphore>
#include <thread>
#include <vector>

#include "tests/test.h"

using namespace std::chrono_literals;

enum { THREADS = 8, PHASES = 50 };

int main() {
	std::counting_semaphore<> tokens(2);
	std::binary_semaphore none(0);
	std::latch ready(THREADS), go(1);
	std::atomic<int> inside{ 0 }, most{ 0 };
	int phases = 0;
	auto complete = [&]() noexcept { phases++; };
	std::barrier barrier(THREADS, complete);
	std::vector<std::thread> threads;
	for (int i = 0; i < THREADS; i++) {
		threads.emplace_back([&, i] {
			ready.count_down();
			go.wait();
			tokens.acquire();
			int now = ++inside;
			if (now > most)
				most = now;
			usleep(500);
			inside--;
			tokens.release();
			for (int phase = 1; phase <= PHASES; phase++) {
				if (phase % THREADS == i)
					usleep(100);
				barrier.arrive_and_wait();
				EXPECT(phases == phase || phases == phase + 1);
			}
		});
	}
	ready.wait();
	EXPECT(!go.try_wait());
	go.count_down();
	for (auto &thread : threads)
		thread.join();
	EXPECT(most <= 2);
	EXPECT_EQ(phases, PHASES);

	EXPECT(!none.try_acquire());
	auto start = std::chrono::steady_clock::now();
	EXPECT(!none.try_acquire_for(20ms));
	EXPECT(std::chrono::steady_clock::now() - start >= 20ms);
	std::thread releases([&] {
		linger();
		none.release();
	});
	EXPECT(none.try_acquire_for(1h));
	releases.join();
	return test_end();
}
