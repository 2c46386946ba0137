/* spinners.c - a team as redis has it: the main thread hands each helper work, and all of them spin until the
 * others are ready; now and then each makes a call. Such threads need a processor each, or the kernel's time
 * slices: whoever had to wait for another's slice at every step would make a few hundred steps a second. */
#include "tests/test.h"

enum { HELPERS = 4, SPINS = 100000 };

static struct {
	_Alignas(64) _Atomic int work;
	long done;
	int pipe[2];
} helper[HELPERS];

static void *help(void *arg) {
	int i = (int)(intptr_t)arg;
	for (;;) {
		for (int spin = 0; spin < SPINS && !helper[i].work; spin++)
			;
		int work = helper[i].work;
		if (!work)
			continue;
		tell(helper[i].pipe[1]); /* into the runtime, as for a client's socket */
		hear(helper[i].pipe[0]);
		helper[i].done++;
		helper[i].work = 0;
		if (work < 0)
			return arg;
	}
}

int main(int argc, char **argv) {
	int rounds = argc > 1 ? atoi(argv[1]) : 1000;
	pthread_t threads[HELPERS];
	for (int i = 0; i < HELPERS; i++) {
		EXPECT_EQ(pipe(helper[i].pipe), 0);
		threads[i] = start_thread(help, (void *)(intptr_t)i);
	}
	for (int round = 1; round <= rounds; round++) {
		for (int i = 0; i < HELPERS; i++)
			helper[i].work = round < rounds ? 1 : -1;
		for (int i = 0; i < HELPERS; i++) {
			while (helper[i].work)
				;
		}
	}
	for (int i = 0; i < HELPERS; i++) {
		join_thread(threads[i]);
		EXPECT_EQ(helper[i].done, rounds);
	}
	return test_end();
}
