/* std::async, std::promise, std::packaged_task: get waits and gives the value or throws the exception;
 * wait_for tells timeout or ready; shared futures serve many - [futures]. */
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/test.h"

using namespace std::chrono_literals;

static int sum(int from, int to) {
	if (to - from < 4) {
		usleep(100);
		return from >= to ? 0 : from + sum(from + 1, to);
	}
	int middle = (from + to) / 2;
	auto upper = std::async(std::launch::async, sum, middle, to);
	return sum(from, middle) + upper.get();
}

int main() {
	EXPECT_EQ(std::async(std::launch::async, sum, 0, 100).get(), 4950);

	auto failing = std::async(std::launch::async, []() -> int {
		usleep(1000);
		throw std::out_of_range("beyond");
	});
	try {
		failing.get();
		FAIL("no exception");
	} catch (const std::out_of_range &error) {
		EXPECT(!strcmp(error.what(), "beyond"));
	}

	std::promise<int> promise;
	std::shared_future<int> future = promise.get_future().share();
	std::vector<std::thread> threads;
	for (int i = 0; i < 5; i++)
		threads.emplace_back([=] { EXPECT_EQ(future.get(), 5); });
	auto start = std::chrono::steady_clock::now();
	EXPECT(future.wait_for(20ms) == std::future_status::timeout);
	EXPECT(std::chrono::steady_clock::now() - start >= 20ms);
	promise.set_value(5);
	EXPECT(future.wait_for(0s) == std::future_status::ready);
	for (auto &thread : threads)
		thread.join();

	std::future<void> broken;
	std::thread([&] { broken = std::promise<void>().get_future(); }).join();
	try {
		broken.get();
		FAIL("no exception");
	} catch (const std::future_error &error) {
		EXPECT(error.code() == std::future_errc::broken_promise);
	}

	std::packaged_task<int(int)> task([](int n) { return n * 2; });
	auto doubled = task.get_future();
	std::thread(std::move(task), 21).detach();
	EXPECT_EQ(doubled.get(), 42);

	std::promise<int> at_exit;
	auto late = at_exit.get_future();
	std::thread([&] {
		at_exit.set_value_at_thread_exit(9);
		EXPECT(late.wait_for(0s) == std::future_status::timeout);
	}).join();
	EXPECT_EQ(late.get(), 9);
	return test_end();
}
