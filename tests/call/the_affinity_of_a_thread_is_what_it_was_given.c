/* "pthread_getaffinity_np() returns the CPU affinity mask of the thread thread": what
 * pthread_setaffinity_np or pthread_attr_setaffinity_np gave it; EINVAL for a set without a
 * usable CPU. */
#include <sched.h>

#include "tests/test.h"

static cpu_set_t one, none;

static void *given_by_attribute(void *arg) {
	cpu_set_t is;
	EXPECT_EQ(pthread_getaffinity_np(pthread_self(), sizeof is, &is), 0);
	EXPECT(CPU_EQUAL(&is, &one));
	return arg;
}

static void *sets_it(void *arg) {
	EXPECT_EQ(pthread_setaffinity_np(pthread_self(), sizeof none, &none), EINVAL);
	EXPECT_EQ(pthread_setaffinity_np(pthread_self(), sizeof one, &one), 0);
	return given_by_attribute(arg);
}

int main(void) {
	cpu_set_t all;
	pthread_attr_t attr;
	pthread_t id;
	int cpu = 0;
	EXPECT_EQ(pthread_getaffinity_np(pthread_self(), sizeof all, &all), 0);
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_SET(cpu, &one);
	join_thread(start_thread(sets_it, NULL));
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setaffinity_np(&attr, sizeof one, &one), 0);
	EXPECT_EQ(pthread_create(&id, &attr, given_by_attribute, NULL), 0);
	join_thread(id);
	return test_end();
}
