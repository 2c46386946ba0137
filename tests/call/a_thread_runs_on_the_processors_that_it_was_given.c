/* sched_setaffinity(2): "a thread's CPU affinity mask determines the set of CPUs on which it is eligible to
 * run", whatever it does, whoever sets the mask, and its own threads inherit it. */
#include <sched.h>

#include "tests/test.h"

enum { ROUNDS = 12 };
static cpu_set_t all;
static int fd, done[2];

static void stays_on(int cpu) {
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(sched_getcpu(), cpu);
		if (i % 3 == 0)
			fsync(fd);
		else if (i % 3 == 1)
			compute_for(4);
		else
			usleep(500);
		EXPECT_EQ(sched_getcpu(), cpu);
	}
}

static cpu_set_t only(int cpu) {
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return set;
}

static void *inherits(void *arg) {
	stays_on(*(int *)arg);
	return NULL;
}

static void *moves_itself(void *arg) {
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		cpu_set_t set = only(cpu);
		EXPECT_EQ(sched_setaffinity(0, sizeof set, &set), 0);
		stays_on(cpu);
		join_thread(start_thread(inherits, &cpu));
	}
	EXPECT_EQ(pthread_setaffinity_np(pthread_self(), sizeof all, &all), 0);
	usleep(1000);
	EXPECT(CPU_ISSET(sched_getcpu(), &all));
	return arg;
}

static void *is_moved(void *arg) {
	int *fds = arg;
	for (int cpu; read(fds[0], &cpu, sizeof cpu) == sizeof cpu;) {
		stays_on(cpu);
		tell(done[1]);
	}
	return NULL;
}

static void *is_free(void *arg) {
	cpu_set_t is;
	for (int i = 0; i < ROUNDS; i++) {
		compute_for(4);
		usleep(500);
		EXPECT_EQ(sched_getaffinity(0, sizeof is, &is), 0);
		EXPECT(CPU_EQUAL(&is, &all));
	}
	return arg;
}

int main(void) {
	char path[] = "/tmp/test-XXXXXX";
	int fds[2];
	pthread_attr_t attr;
	pthread_t threads[5], given;
	EXPECT((fd = mkstemp(path)) >= 0);
	unlink(path);
	EXPECT_EQ(pipe(fds) | pipe(done), 0);
	EXPECT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
	for (int i = 0; i < 4; i++)
		threads[i] = start_thread(i % 2 ? moves_itself : is_free, NULL);
	threads[4] = start_thread(is_moved, fds);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		cpu_set_t set = only(cpu);
		EXPECT_EQ(pthread_attr_setaffinity_np(&attr, sizeof set, &set), 0);
		EXPECT_EQ(pthread_create(&given, &attr, inherits, &cpu), 0);
		join_thread(given);
		EXPECT_EQ(pthread_setaffinity_np(threads[4], sizeof set, &set), 0);
		EXPECT_EQ(write(fds[1], &cpu, sizeof cpu), sizeof cpu);
		hear(done[0]);
	}
	close(fds[1]);
	for (int i = 0; i < 5; i++)
		join_thread(threads[i]);
	return test_end();
}
