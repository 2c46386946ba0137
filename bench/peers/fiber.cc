// fiber.cc - bench/spawn.c with Boost.Fiber.
#include <boost/fiber/all.hpp>

#include "bench/bench.h"

static void spawn_join(int n) {
	for (int i = 0; i < n; i++)
		boost::fibers::fiber([] {}).join();
}

static void yield(int n) {
	auto yielder = [turns = n / 2] {
		for (int i = 0; i < turns; i++)
			boost::this_fiber::yield();
	};
	boost::fibers::fiber a(yielder), b(yielder);
	a.join();
	b.join();
}

int main() {
	bench_measure("spawn+join", spawn_join);
	bench_measure("switch", yield);
}
