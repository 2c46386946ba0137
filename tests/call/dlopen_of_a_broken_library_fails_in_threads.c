/* "If dlopen() fails for any reason, it returns NULL", also where a symbol is not to be had, and the
 * loader has to leave the middle of its work for it - dlopen(3). */
#include "tests/test.h"

static char path[32];

static void *fails(void *arg) {
	for (int i = 0; i < 5; i++) {
		EXPECT(!dlopen(path, RTLD_NOW));
		char *told = dlerror();
		EXPECT(told && strstr(told, "no_such_function"));
	}
	return arg;
}

int main(void) {
	make_library(path,
		     "void no_such_function(void);\n"
		     "void f(void) { no_such_function(); }\n",
		     "");
	fails(NULL);
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		threads[i] = start_thread(fails, NULL);
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);
	unlink(path);
	return test_end();
}
