/* "If the invocation of f terminates with an uncaught exception, terminate is called" -
 * [thread.thread.constr]: by default with SIGABRT; a terminate handler sees the exception. So does a
 * joinable thread's destructor. */
#include <exception>
#include <signal.h>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>

#include "tests/test.h"

static void quietly() {
	rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	close(2);
}

static void throws() {
	quietly();
	std::thread([] { throw std::runtime_error("uncaught"); }).join();
}

static void handles() {
	std::set_terminate([] {
		try {
			std::rethrow_exception(std::current_exception());
		} catch (const std::runtime_error &error) {
			_exit(strcmp(error.what(), "uncaught") ? 1 : 5);
		}
	});
	std::thread([] { throw std::runtime_error("uncaught"); }).join();
}

static void forgets() {
	quietly();
	std::thread thread(pause);
}

int main() {
	std::thread([] {}).join();
	EXPECT_EQ(run_in_child(throws), 128 + SIGABRT);
	EXPECT_EQ(run_in_child(handles), 5);
	EXPECT_EQ(run_in_child(forgets), 128 + SIGABRT);
	return test_end();
}
