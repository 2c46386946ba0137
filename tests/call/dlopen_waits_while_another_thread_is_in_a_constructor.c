/* A library's constructor waits for input. A thread that calls dlopen meanwhile has to wait for it; the
 * other threads, which provide the input, do not - dlopen(3). */
#include "tests/test.h"

static const char source[] = "#include <unistd.h>\n"
			     "static __attribute__((constructor)) void begin(void) {\n"
			     "	char c;\n"
			     "	if (read(INPUT, &c, 1) != 1) _exit(1);\n"
			     "}\n";

static char path[32], other[32], options[32];
static int fds[2];

static void *loads(void *arg) {
	void *library = dlopen(arg, RTLD_NOW);
	if (!library)
		FAIL("%s", dlerror());
	EXPECT_EQ(dlclose(library), 0);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	snprintf(options, sizeof options, "-DINPUT=%d", fds[0]);
	make_library(path, source, options);
	make_library(other, "int x;\n", "");
	pthread_t first = start_thread(loads, path);
	linger();
	pthread_t second = start_thread(loads, other);
	linger();
	tell(fds[1]);
	join_thread(first);
	join_thread(second);
	unlink(path);
	unlink(other);
	return test_end();
}
