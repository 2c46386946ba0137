/* thread_local objects are constructed on first use in each thread, and "destroyed at thread exit" in
 * the reverse order, before what the thread's owner does after join - [basic.stc.thread]. Their
 * destructors may wait. */
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/test.h"

static std::mutex mutex;
static int alive;
static std::string order;

struct Counted {
	char name;
	std::string text;
	explicit Counted(char c) : name(c), text(100, c) {
		std::lock_guard guard(mutex);
		alive++;
	}
	~Counted() {
		EXPECT(text == std::string(100, name));
		usleep(100);
		std::lock_guard guard(mutex);
		alive--;
		order += name;
	}
};

static thread_local Counted a('a');
static thread_local int plain = 3;

static void use() {
	thread_local Counted b('b');
	EXPECT_EQ(plain, 3);
	EXPECT_EQ(a.text[0], 'a');
	plain++;
	usleep(100);
	EXPECT_EQ(plain, 4);
	thread_local Counted c('c');
	a.text[0] = 'x';
	usleep(100);
	a.text[0] = 'a';
	EXPECT_EQ(b.text[0] + c.text[0], 'b' + 'c');
}

int main() {
	std::thread(use).join();
	EXPECT_EQ(alive, 0);
	EXPECT_EQ(order.size(), 3);
	EXPECT(order == "cba" || order == "cab");
	for (int round = 0; round < 3; round++) {
		std::vector<std::thread> threads;
		for (int i = 0; i < 10; i++)
			threads.emplace_back(use);
		for (auto &thread : threads)
			thread.join();
		EXPECT_EQ(alive, 0);
	}
	std::thread([] { usleep(1); }).join(); /* uses none */
	EXPECT_EQ(alive, 0);
	return test_end();
}
