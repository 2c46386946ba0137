/* A library whose thread-local variables are of the initial-exec model (DF_STATIC_TLS) has them in each
 * thread's static block: dlopen initialises them in every thread that exists - ELF TLS. */
#include "tests/test.h"

static const char source[] = "static __thread int local = 41;\n"
			     "int next(void) { return local++; }\n";

static char path[32];
static int (*next)(void);
static int go[2], ready[2];

static void *uses(void *arg) {
	if (arg) {
		tell(ready[1]);
		hear(go[0]);
	}
	EXPECT_EQ(next(), 41);
	EXPECT_EQ(next(), 42);
	return NULL;
}

static void *loads(void *arg) {
	void *library = dlopen(path, RTLD_NOW);
	if (!library)
		FAIL("%s", dlerror());
	void *found = dlsym(library, "next");
	memcpy(&next, &found, sizeof next);
	uses(NULL);
	return arg;
}

int main(void) {
	make_library(path, source, "-ftls-model=initial-exec");
	EXPECT_EQ(pipe(go) | pipe(ready), 0);
	pthread_t before[] = { start_thread(uses, go), start_thread(uses, go) };
	hear(ready[0]);
	hear(ready[0]);
	join_thread(start_thread(loads, NULL));
	join_thread(start_thread(uses, NULL)); /* made afterwards */
	uses(NULL);                            /* the main thread */
	tell(go[1]);
	tell(go[1]);
	join_thread(before[0]);
	join_thread(before[1]);
	unlink(path);
	return test_end();
}
