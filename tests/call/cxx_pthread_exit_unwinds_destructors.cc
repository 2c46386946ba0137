/* pthread_exit unwinds the stack (abi::__forced_unwind): destructors of locals run, catch (...) that
 * rethrows sees it, cleanup handlers run, thread_local objects are destroyed - glibc, pthread_exit(3).
 */
#include <cxxabi.h>
#include <string>

#include "tests/test.h"

static std::string order;

struct Noted {
	char name;
	explicit Noted(char c) : name(c) {
	}
	~Noted() {
		usleep(10);
		order += name;
	}
};

static thread_local Noted local('l');

static void cleanup(void *) {
	order += 'p';
}

static void (*volatile exits)() = [] { pthread_exit(&order); };

static void deep(int depth) {
	Noted here(char('0' + depth));
	try {
		if (depth > 0)
			deep(depth - 1);
		else
			exits();
	} catch (abi::__forced_unwind &) {
		order += 'f';
		throw;
	}
}

static void *leaves(void *) {
	Noted outermost('o');
	local.name = 'l';
	pthread_cleanup_push(cleanup, nullptr);
	deep(2);
	pthread_cleanup_pop(0);
	return nullptr;
}

int main() {
	for (int i = 0; i < 3; i++) {
		order.clear();
		EXPECT(join_thread(start_thread(leaves, nullptr)) == &order);
		EXPECT(order == "f0f1f2pol");
	}
	return test_end();
}
