/* A program may close what it did not open: one by one, by close_range(2), closefrom(3), or all that
 * /proc/self/fd lists. Its threads, those parked before among them, do I/O afterwards. */
#include <dirent.h>
#include <fcntl.h>
#include <semaphore.h>

#include "tests/test.h"

enum { WAYS = 5 };

static int way;
static sem_t sem;

static void close_listed(void) {
	DIR *dir = opendir("/proc/self/fd");
	EXPECT(dir);
	for (struct dirent *entry; (entry = readdir(dir));) {
		int fd = atoi(entry->d_name);
		if (fd > 2 && fd != dirfd(dir))
			close(fd);
	}
	closedir(dir);
}

static void close_all(void) {
	switch (way) {
	case 0:
		for (int fd = 3; fd < sysconf(_SC_OPEN_MAX); fd++)
			close(fd);
		break;
	case 1: EXPECT_EQ(close_range(3, ~0u, 0), 0); break;
	case 2: EXPECT_EQ(close_range(3, 100000, 0), 0); break;
	case 3: closefrom(3); break;
	default: close_listed();
	}
}

static void *waits(void *arg) {
	EXPECT_EQ(sem_wait(&sem), 0);
	usleep(1000);
	return arg;
}

static void *reads(void *arg) {
	hear(*(int *)arg);
	return NULL;
}

static void use_threads(void) {
	int fds[2];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(fds[0], 3);
	EXPECT_EQ(fds[1], 4);
	pthread_t thread = start_thread(reads, fds);
	usleep(1000);
	tell(fds[1]);
	join_thread(thread);
}

static void child(void) {
	sem_init(&sem, 0, 0);
	pthread_t waiting = start_thread(waits, NULL);
	linger();
	close_all();
	use_threads();
	sem_post(&sem);
	join_thread(waiting);
}

int main(void) {
	for (int i = 0; i < 2; i++) {
		for (way = 0; way < WAYS; way++)
			EXPECT_EQ(run_in_child(child), 0);
		way = 0;
		child(); /* and the next round's children inherit what is left */
	}
	return test_end();
}
