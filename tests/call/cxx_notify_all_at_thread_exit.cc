/* "notify_all_at_thread_exit: transfers ownership of the lock and schedules cond to be notified when the
 * current thread exits, after all objects of thread storage duration have been destroyed" -
 * [thread.condition.nonmember]. */
#include <condition_variable>
#include <thread>

#include "tests/test.h"

static std::mutex mutex;
static std::condition_variable cond;
static bool done, destroyed;

struct Noted {
	~Noted() {
		usleep(1000);
		destroyed = true;
	}
};

int main() {
	for (int i = 0; i < 5; i++) {
		done = destroyed = false;
		std::thread([] {
			thread_local Noted noted;
			(void)&noted;
			std::unique_lock lock(mutex);
			done = true;
			std::notify_all_at_thread_exit(cond, std::move(lock));
		}).detach();
		std::unique_lock lock(mutex);
		cond.wait(lock, [] { return done; });
		EXPECT(destroyed);
	}
	return test_end();
}
