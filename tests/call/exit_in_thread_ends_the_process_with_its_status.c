/* "exit() causes normal process termination and the least significant byte of status is returned to the
 * parent. All functions registered with atexit are called, in the reverse order of their registration";
 * streams are flushed - exit(3). From any thread, whatever the others wait for. */
#include <semaphore.h>

#include "tests/test.h"

static int out[2];
static sem_t never;

static void first(void) {
	EXPECT_EQ(write(out[1], "1", 1), 1);
}
static void second(void) {
	EXPECT_EQ(write(out[1], "2", 1), 1);
}

static void *waits(void *arg) {
	sem_wait(&never);
	return arg;
}

static void *sleeps(void *arg) {
	sleep(1000);
	return arg;
}

static void *exits(void *arg) {
	(void)arg;
	printf("3");
	exit(0x142);
}

static void child(void) {
	dup2(out[1], 1);
	atexit(first);
	atexit(second);
	start_thread(waits, NULL);
	start_thread(sleeps, NULL);
	linger();
	start_thread(exits, NULL);
	waits(NULL);
}

int main(void) {
	char got[8] = "";
	sem_init(&never, 0, 0);
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(pipe(out), 0);
		EXPECT_EQ(run_in_child(child), 0x42);
		close(out[1]);
		EXPECT_EQ(read(out[0], got, sizeof got), 3);
		EXPECT(!strcmp(got, "213"));
		close(out[0]);
	}
	pthread_t thread = start_thread(waits, NULL);
	sem_post(&never);
	join_thread(thread);
	return test_end();
}
