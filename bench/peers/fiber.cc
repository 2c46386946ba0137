// fiber.cc - bench/spawn.c with Boost.Fiber.
#include <boost/fiber/all.hpp>

#include <chrono>
#include <vector>

#include "bench/bench.h"

using boost::fibers::fiber;

static void spawn_join(int n) {
	for (int i = 0; i < n; i++)
		fiber([] {}).join();
}

static void spawn_many(int n) {
	const int many = 10000;
	std::vector<fiber> fibers;
	for (int i = 0; i < n; i += many) {
		int count = n - i < many ? n - i : many;
		for (int j = 0; j < count; j++)
			fibers.emplace_back([] {});
		for (auto &f : fibers)
			f.join();
		fibers.clear();
	}
}

static void yield(int n) {
	auto yielder = [turns = n / 2] {
		for (int i = 0; i < turns; i++)
			boost::this_fiber::yield();
	};
	fiber a(yielder), b(yielder);
	a.join();
	b.join();
}

static void message(int n) {
	boost::fibers::buffered_channel<int> channel(128);
	fiber a([&] {
		for (int i = 0; i < n; i++)
			channel.push(i);
		channel.close();
	});
	fiber b([&] {
		int item;
		while (channel.pop(item) == boost::fibers::channel_op_status::success)
			;
	});
	a.join();
	b.join();
}

static void sleep_all(int count, int naps) {
	std::vector<fiber> fibers;
	fibers.reserve((size_t)count);
	long before = bench_bytes();
	for (int i = 0; i < count; i++)
		fibers.emplace_back([i, naps] {
			unsigned seed = bench_seed(i);
			for (int k = 0; k < naps; k++)
				boost::this_fiber::sleep_for(std::chrono::milliseconds(bench_sleep_ms(&seed)));
		});
	boost::this_fiber::yield();
	bench_asleep("", count, before);
	for (auto &f : fibers)
		f.join();
	bench_slept("");
}

int main(int argc, char **argv) {
	if (argc > 3) {
		sleep_all(atoi(argv[2]), atoi(argv[3]));
		return 0;
	}
	bench_measure("spawn+join", spawn_join);
	bench_measure("spawn+join-10000", spawn_many);
	bench_measure("switch", yield);
	bench_measure("message", message);
}
