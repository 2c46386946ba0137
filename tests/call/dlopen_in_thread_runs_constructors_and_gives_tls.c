/* A thread loads a library: its constructor runs once, in that thread; each thread, made before or
 * after, has its own copy of the library's thread-local variables, initialised - dlopen(3), ELF TLS. */
#include "tests/test.h"

static const char source[] = "#include <pthread.h>\n"
			     "static __thread int local = 41; static __thread char zero[5000];\n"
			     "int constructed; pthread_t constructor;\n"
			     "static __attribute__((constructor)) void begin(void) {\n"
			     "	constructed++; constructor = pthread_self(); local++;\n"
			     "}\n"
			     "int next(void) { zero[4999]++; return local++ + zero[4999] - 1; }\n";

static char path[32];
static int (*next)(void);
static int go[2];

static void *loads(void *arg) {
	void *library = dlopen(path, RTLD_NOW);
	if (!library)
		FAIL("%s", dlerror());
	void *found = dlsym(library, "next");
	memcpy(&next, &found, sizeof next);
	EXPECT_EQ(*(int *)dlsym(library, "constructed"), 1);
	EXPECT(pthread_equal(*(pthread_t *)dlsym(library, "constructor"), pthread_self()));
	EXPECT_EQ(next(), 42);
	EXPECT_EQ(next(), 44);
	return arg;
}

static void *uses(void *arg) {
	if (arg)
		hear(go[0]);
	EXPECT_EQ(next(), 41);
	usleep(100);
	EXPECT_EQ(next(), 43);
	return NULL;
}

int main(void) {
	make_library(path, source, "");
	EXPECT_EQ(pipe(go), 0);
	pthread_t before[] = { start_thread(uses, go), start_thread(uses, go) };
	linger();
	join_thread(start_thread(loads, NULL));
	tell(go[1]);
	tell(go[1]);
	pthread_t after[] = { start_thread(uses, NULL), start_thread(uses, NULL) };
	uses(NULL);
	for (int i = 0; i < 2; i++) {
		join_thread(before[i]);
		join_thread(after[i]);
	}
	unlink(path);
	return test_end();
}
