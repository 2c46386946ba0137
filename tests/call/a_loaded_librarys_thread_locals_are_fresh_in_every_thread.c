/* The thread-local variables of a library that is loaded later begin with their initialisers in every thread,
 * also in one that got the memory of a thread which has ended, and also if another library was in its place
 * then; their memory goes with their thread - dlopen(3), ELF TLS. */
#include <sys/resource.h>

#include "tests/test.h"

enum { THREADS = 300, PEAK_KB = 100 << 10 };

static const char source[] = "static __thread int local = FIRST; static __thread char zero[1 << 20];\n"
			     "int next(void) {\n"
			     "	for (unsigned i = 0; i < sizeof zero; i += 4096) zero[i]++;\n"
			     "	return local++ + zero[sizeof zero - 4096] - 1;\n"
			     "}\n";

static int (*next)(void);

static void *thread(void *first) {
	int expected = (int)(intptr_t)first;
	EXPECT_EQ(next(), expected);
	usleep(1);
	EXPECT_EQ(next(), expected + 2);
	return NULL;
}

static void try_library(const char *flags, int first) {
	char path[32];
	make_library(path, source, flags);
	void *library = dlopen(path, RTLD_NOW);
	if (!library)
		FAIL("%s", dlerror());
	void *found = dlsym(library, "next");
	memcpy(&next, &found, sizeof next);
	for (int i = 0; i < THREADS; i++)
		join_thread(start_thread(thread, (void *)(intptr_t)first));
	pthread_t together[2] = { start_thread(thread, (void *)(intptr_t)first),
				  start_thread(thread, (void *)(intptr_t)first) };
	join_thread(together[0]);
	join_thread(together[1]);
	EXPECT_EQ(dlclose(library), 0);
	unlink(path);
}

int main(void) {
	struct rusage usage;
	try_library("-DFIRST=41", 41);
	try_library("-DFIRST=1000", 1000);
	EXPECT_EQ(getrusage(RUSAGE_SELF, &usage), 0);
	EXPECT(usage.ru_maxrss < PEAK_KB); /* else it was kept: 300 MB each time */
	return test_end();
}
