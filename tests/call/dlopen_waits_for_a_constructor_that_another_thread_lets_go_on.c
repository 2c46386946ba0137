/* A library's constructor runs with the loader's lock held, and spins until a thread tells it to go on. Who
 * opens another library meanwhile waits for that lock, inside the loader; nobody else does. */
#include <semaphore.h>

#include "tests/test.h"

static const char source[] = "extern char *getenv(const char *);\n"
			     "extern unsigned long strtoul(const char *, char **, int);\n"
			     "static __attribute__((constructor)) void begin(void) {\n"
			     "	volatile int *go = (int *)strtoul(getenv(\"TEST_GO\"), 0, 0);\n"
			     "	go[0] = 1;\n"
			     "	while (!go[1]);\n"
			     "}\n";

static volatile int go[2]; /* it has begun; it may go on */
static char slow[32], other[32];
static sem_t sem;
static int fds[2];

static void *loads(void *path) {
	sem_post(&sem);
	void *library = dlopen(path, RTLD_NOW);
	if (!library)
		FAIL("%s", dlerror());
	EXPECT_EQ(dlclose(library), 0);
	return path;
}

static void *runs(void *arg) {
	hear(fds[0]);
	go[1] = 1;
	return arg;
}

int main(void) {
	char where[32];
	snprintf(where, sizeof where, "%p", (void *)(uintptr_t)go);
	EXPECT_EQ(setenv("TEST_GO", where, 1), 0);
	make_library(slow, source, "");
	make_library(other, "int test_other;\n", "");
	EXPECT_EQ(pipe(fds), 0);
	sem_init(&sem, 0, 0);
	pthread_t first = start_thread(loads, slow), runner = start_thread(runs, NULL);
	while (!go[0])
		;
	pthread_t second = start_thread(loads, other);
	sem_wait(&sem);
	sem_wait(&sem);
	linger();
	tell(fds[1]);
	join_thread(runner);
	join_thread(first);
	join_thread(second);
	unlink(slow);
	unlink(other);
	return test_end();
}
