/* "If control enters the declaration concurrently while the variable is being initialized, the
 * concurrent execution shall wait for completion" - [stmt.dcl]; after an exception the next one tries
 * again. Here the initialisation waits for a thread that does not need it. */
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/test.h"

static int fds[2], made;

struct Slow {
	int value;
	explicit Slow(bool fails) {
		hear(fds[0]);
		if (fails)
			throw std::runtime_error("no");
		made++;
		value = 7;
	}
};

static int use() {
	static Slow slow(false);
	return slow.value;
}

static int use_failing() {
	static int tries;
	static Slow slow(++tries < 2);
	return slow.value;
}

int main() {
	EXPECT_EQ(pipe(fds), 0);
	std::vector<std::thread> threads;
	for (int i = 0; i < 6; i++)
		threads.emplace_back([] { EXPECT_EQ(use(), 7); });
	linger();
	tell(fds[1]);
	for (auto &thread : threads)
		thread.join();
	EXPECT_EQ(made, 1);

	std::thread failing([] {
		try {
			use_failing();
		} catch (const std::runtime_error &) {
			EXPECT_EQ(use_failing(), 7);
		}
	});
	linger();
	tell(fds[1]);
	tell(fds[1]);
	failing.join();
	EXPECT_EQ(made, 2);
	return test_end();
}
