/* A thread that waits for std::cin, or an ifstream on a pipe, waits alone; std::cout and an ofstream
 * that fill a pipe wait for the thread that reads it - iostreams over descriptors. */
#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>

#include "tests/test.h"

static int in[2], out[2];

static std::string path(int fd) {
	return "/proc/self/fd/" + std::to_string(fd);
}

static void reads_all(size_t size) {
	static char got[1 << 20];
	linger();
	for (size_t n = 0; n < size;)
		n += (size_t)read(out[0], got, std::min(sizeof got, size - n));
}

static void child() {
	EXPECT_EQ(dup2(in[0], 0) | 1, 1);
	EXPECT_EQ(dup2(out[1], 1), 1);
	std::string word, line;
	int number;
	std::thread writer([] {
		linger();
		EXPECT_EQ(write(in[1], "word 17\nwhole line\n", 19), 19);
	});
	std::cin >> word >> number >> std::ws;
	std::getline(std::cin, line);
	EXPECT(word == "word" && number == 17 && line == "whole line");
	writer.join();

	const std::string data(300000, 'd');
	std::thread reader(reads_all, 2 * data.size());
	std::cout << data << std::flush;
	std::ofstream file(path(out[1]));
	file << data << std::flush;
	EXPECT(std::cout && file);
	reader.join();

	std::thread late([] {
		linger();
		EXPECT_EQ(write(in[1], "a b\n", 4), 4);
	});
	std::ifstream from(path(in[0]));
	std::string a, b;
	from >> a >> b;
	EXPECT(a == "a" && b == "b");
	late.join();
}

int main() {
	EXPECT_EQ(pipe(in) | pipe(out), 0);
	std::thread([] {}).join();
	EXPECT_EQ(run_in_child(child), 0);
	return test_end();
}
