/* A library's constructor waits for input, with the loader's lock held. Only those who need the loader
 * wait for it: other threads make whatever calls they like, be it for the first time, and provide the
 * input - dlopen(3). */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <semaphore.h>

#include "tests/test.h"

static const char source[] = "#include <unistd.h>\n"
			     "static __attribute__((constructor)) void begin(void) {\n"
			     "	char c;\n"
			     "	if (read(INPUT, &c, 1) != 1) _exit(1);\n"
			     "}\n";

static char path[32], options[32];
static int fds[2];
static sem_t sem;

static void *loads(void *arg) {
	sem_post(&sem);
	void *library = dlopen(path, RTLD_NOW);
	if (!library)
		FAIL("%s", dlerror());
	EXPECT_EQ(dlclose(library), 0);
	return arg;
}

static void *provides(void *arg) {
	struct pollfd p = { .fd = fds[1], .events = POLLOUT };
	EXPECT_EQ(sched_yield(), 0);
	EXPECT_EQ(poll(&p, 1, -1), 1);
	int copy = dup(fds[1]);
	EXPECT(copy >= 0 && fcntl(copy, F_GETFL) == O_WRONLY);
	FILE *stream = fdopen(copy, "w");
	EXPECT(stream && fputc('x', stream) == 'x' && fclose(stream) == 0);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	snprintf(options, sizeof options, "-DINPUT=%d", fds[0]);
	make_library(path, source, options);
	sem_init(&sem, 0, 0);
	pthread_t loader = start_thread(loads, NULL);
	sem_wait(&sem);
	linger();
	join_thread(start_thread(provides, NULL));
	join_thread(loader);
	unlink(path);
	return test_end();
}
