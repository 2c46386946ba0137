/* turns.h - for the tests of evergreen.h, which run with coroutines and, by `run-tests -m threads`, with
 * EVERGREEN_BACKEND=threads.
 *
 * What a test claims of the order in which coroutines run holds only where they take turns: such a line is under
 * takes_turns(), and what several of them may write is _Atomic. */
#ifndef TESTS_TURNS_H
#define TESTS_TURNS_H

#include <sched.h>

#include "runtime/evergreen.h"
#include "tests/test.h"

/* Does one of them run at a time? */
static inline int takes_turns(void) {
	const char *backend = getenv("EVERGREEN_BACKEND");
	return !backend || strcmp(backend, "threads") != 0;
}

/* ThreadSanitizer ends a process with threads that has forked, and makes some. */
static inline void makes_threads_in_children(void) {
#ifdef __SANITIZE_THREAD__
	SKIP("ThreadSanitizer does not follow forks");
#endif
}

/* Let it go on until it waits in a call of evergreen.h, or has ended. */
static inline void let_wait(eg_co *co) {
	char name[64], text[16384];
	if (takes_turns()) {
		EXPECT_EQ(eg_sleep(0), 0);
		return;
	}
	int fd = memfd_create("dump", MFD_CLOEXEC);
	snprintf(name, sizeof name, "coroutine %llu", (unsigned long long)eg_id(co));
	for (int waits = 0; !waits && !eg_ready(co); sched_yield()) {
		EXPECT(fd >= 0 && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
		EXPECT_EQ(eg_dump(fd, 0), 0);
		ssize_t len = pread(fd, text, sizeof text - 1, 0);
		EXPECT(len >= 0);
		text[len] = '\0';
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
			waits |= !strncmp(line, name, strlen(name)) &&
				 (line[strlen(name)] == ':' || line[strlen(name)] == ' ') &&
				 strstr(line, ": waiting") && !strstr(line, "not begun");
	}
	close(fd);
}

#endif
