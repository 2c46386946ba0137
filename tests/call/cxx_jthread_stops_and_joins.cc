/* std::jthread's destructor "calls request_stop() and then join()"; condition_variable_any::wait with a
 * stop_token returns at once when the stop is requested; stop callbacks run in who requests -
 * [thread.jthread], [thread.stoptoken]. */
#include <chrono>
#include <condition_variable>
#include <thread>

#include "tests/test.h"

using namespace std::chrono_literals;

int main() {
	std::mutex mutex;
	std::condition_variable_any cond;
	bool stopped = false, called = false;
	{
		std::jthread thread([&](std::stop_token token) {
			std::unique_lock lock(mutex);
			EXPECT(!cond.wait(lock, token, [] { return false; }));
			EXPECT(token.stop_requested());
			stopped = true;
		});
		linger();
	}
	EXPECT(stopped);

	std::jthread loops([&](std::stop_token token) {
		while (!token.stop_requested())
			std::this_thread::sleep_for(1ms);
	});
	std::thread::id requester;
	std::stop_callback callback(loops.get_stop_token(), [&] {
		called = true;
		requester = std::this_thread::get_id();
	});
	std::thread asks([&] { EXPECT(loops.request_stop()); });
	std::thread::id asking = asks.get_id();
	asks.join();
	loops.join();
	EXPECT(called && requester == asking);
	EXPECT(!loops.request_stop());

	std::jthread waits([&](std::stop_token token) {
		std::unique_lock lock(mutex);
		auto start = std::chrono::steady_clock::now();
		EXPECT(!cond.wait_for(lock, token, 20ms, [] { return false; }));
		EXPECT(std::chrono::steady_clock::now() - start >= 20ms);
	});
	waits.join();
	return test_end();
}
