/* start.c - what it takes to start a program: `start N program [arguments]` runs it N times, one after
 * the other. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"

int main(int argc, char **argv) {
	int times = argc > 2 ? atoi(argv[1]) : 0;
	int64_t start = bench_clock_ns(CLOCK_MONOTONIC);
	for (int i = 0; i < times; i++) {
		pid_t pid;
		int status;
		if (posix_spawn(&pid, argv[2], NULL, NULL, argv + 2, environ) != 0 ||
		    waitpid(pid, &status, 0) != pid || status != 0)
			return 1;
	}
	printf("start %.1f us\n",
	       (double)(bench_clock_ns(CLOCK_MONOTONIC) - start) / 1e3 / (times ? times : 1));
	return 0;
}
