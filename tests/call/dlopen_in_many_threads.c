/* dlopen, dlsym, dlerror and dlclose are MT-Safe: many threads load and unload the same library and fail
 * to load others; the destructor runs when the last one has unloaded it - dlopen(3). */
#include "tests/test.h"

enum { THREADS = 8, ROUNDS = 10 };

static const char source[] =
	"#include <unistd.h>\n"
	"static __thread int local = 7;\n"
	"static __attribute__((constructor)) void begin(void) { ++*(int *)LOADED; }\n"
	"static __attribute__((destructor)) void end(void) { --*(int *)LOADED; }\n"
	"int use(void) { usleep(100); return local++; }\n";

static int loaded;
static char path[32], options[40];

static void *loads(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		int (*use)(void);
		void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
		if (!library)
			FAIL("%s", dlerror());
		EXPECT_EQ(loaded, 1);
		void *found = dlsym(library, "use");
		memcpy(&use, &found, sizeof use);
		EXPECT(use() >= 7);
		EXPECT(!dlsym(library, "no_such_symbol"));
		usleep(10);
		EXPECT(strstr(dlerror(), "no_such_symbol"));
		EXPECT(!dlopen("/no/such/library.so", RTLD_NOW));
		EXPECT(strstr(dlerror(), "/no/such/library.so"));
		EXPECT(!dlerror());
		EXPECT_EQ(dlclose(library), 0);
	}
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	snprintf(options, sizeof options, "-DLOADED=%p", (void *)&loaded);
	make_library(path, source, options);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(loads, NULL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(loaded, 0);
	unlink(path);
	return test_end();
}
