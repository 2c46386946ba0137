/* "If that invocation throws an exception, it is exceptional, and the exception is propagated to the
 * caller; another of the callers is chosen" - std::call_once, [thread.once.callonce]. The call waits,
 * and so do the others, for it. */
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/test.h"

enum { THREADS = 8, FAILURES = 3 };

static std::once_flag flag;
static std::atomic<int> tried, failed;
static int result;

static void once() {
	int n = ++tried;
	usleep(1000);
	if (n <= FAILURES)
		throw std::runtime_error("again");
	result = 42;
}

static void calls() {
	try {
		std::call_once(flag, once);
		EXPECT_EQ(result, 42);
	} catch (const std::runtime_error &error) {
		EXPECT(!strcmp(error.what(), "again"));
		failed++;
	}
}

int main() {
	std::vector<std::thread> threads;
	for (int i = 0; i < THREADS; i++)
		threads.emplace_back(calls);
	for (auto &thread : threads)
		thread.join();
	EXPECT_EQ(failed, FAILURES);
	EXPECT_EQ(tried, FAILURES + 1);
	return test_end();
}
