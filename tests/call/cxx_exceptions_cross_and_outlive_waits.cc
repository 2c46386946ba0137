/* Exceptions belong to their thread: one that is in flight (its destructors wait), held in a handler, or
 * nested, while other threads throw as well, is the same afterwards - [except], __cxa_get_globals. */
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/test.h"

enum { THREADS = 10, ROUNDS = 20 };

struct Waits {
	~Waits() {
		usleep(50);
		EXPECT(std::uncaught_exceptions() >= 1);
	}
};

static void throws(int number, int depth) {
	Waits waits;
	if (depth == 0)
		throw std::runtime_error(std::to_string(number));
	throws(number, depth - 1);
}

static void work(int number) {
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(std::uncaught_exceptions(), 0);
		try {
			throws(number, 5);
			FAIL("not thrown");
		} catch (const std::exception &outer) {
			EXPECT_EQ(atoi(outer.what()), number);
			usleep(50);
			EXPECT_EQ(std::uncaught_exceptions(), 0);
			try {
				throws(number + 1000, 2);
			} catch (...) {
				usleep(50);
				try {
					std::rethrow_exception(std::current_exception());
				} catch (const std::runtime_error &inner) {
					EXPECT_EQ(atoi(inner.what()), number + 1000);
				}
			}
			usleep(50);
			EXPECT_EQ(atoi(outer.what()), number);
			try {
				throw;
			} catch (const std::runtime_error &again) {
				EXPECT_EQ(atoi(again.what()), number);
			}
		}
		EXPECT(!std::current_exception());
	}
}

int main() {
	std::vector<std::thread> threads;
	for (int i = 0; i < THREADS; i++)
		threads.emplace_back(work, i);
	work(500);
	for (auto &thread : threads)
		thread.join();
	return test_end();
}
