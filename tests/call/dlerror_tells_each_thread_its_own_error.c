/* "The error string returned by dlerror() is stored in a thread-specific area" (glibc): each thread is
 * told of its own last failure, once, whatever the others do meanwhile - dlerror(3). */
#include "tests/test.h"

static void *fails(void *arg) {
	char name[64];
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof name, "/no/such/library-%d.so", (int)(intptr_t)arg);
		EXPECT(!dlopen(name, RTLD_NOW));
		usleep(100);
		char *told = dlerror();
		EXPECT(told && strstr(told, name));
		EXPECT(!dlerror());
		EXPECT(!dlsym(RTLD_DEFAULT, "no_such_symbol"));
		usleep(100);
		EXPECT(strstr(dlerror(), "no_such_symbol"));
	}
	return NULL;
}

int main(void) {
	pthread_t threads[8];
	for (int i = 0; i < 8; i++)
		threads[i] = start_thread(fails, (void *)(intptr_t)i);
	fails((void *)99);
	for (int i = 0; i < 8; i++)
		join_thread(threads[i]);
	return test_end();
}
