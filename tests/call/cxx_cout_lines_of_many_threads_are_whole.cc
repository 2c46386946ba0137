/* "Concurrent access to a synchronized standard iostream object shall not result in a data race;
 * characters may be interleaved" - [iostream.objects]; with std::osyncstream lines are whole. stdout is
 * a pipe that is full at times. */
#include <iostream>
#include <string>
#include <syncstream>
#include <thread>
#include <vector>

#include "tests/test.h"

enum { THREADS = 6, LINES = 100 };

static int out[2];

static void prints(int number) {
	const std::string text(900, char('a' + number));
	for (int i = 0; i < LINES; i++)
		std::osyncstream(std::cout) << number << ' ' << text << '\n';
}

static void child() {
	dup2(out[1], 1);
	std::vector<std::thread> threads;
	for (int i = 0; i < THREADS; i++)
		threads.emplace_back(prints, i);
	for (auto &thread : threads)
		thread.join();
	std::cout << std::flush;
}

int main() {
	int counts[THREADS] = {};
	EXPECT_EQ(pipe(out), 0);
	std::thread([] {}).join();
	pid_t pid = fork();
	if (pid == 0) {
		child();
		_exit(0);
	}
	close(out[1]);
	FILE *stream = fdopen(out[0], "r");
	char *line = nullptr;
	size_t size = 0;
	std::thread reader([&] {
		while (getline(&line, &size, stream) > 0) {
			int number = line[0] - '0';
			EXPECT(number >= 0 && number < THREADS);
			EXPECT(std::string(line + 2) == std::string(900, char('a' + number)) + "\n");
			counts[number]++;
		}
	});
	reader.join();
	EXPECT_EQ(reap(pid), 0);
	for (int n : counts)
		EXPECT_EQ(n, LINES);
	return test_end();
}
