/* "The FIFO has to be opened on both ends simultaneously before data can be passed. Normally, opening the
 * FIFO blocks until the other end is opened also" - fifo(7). Both ends by threads of one process, either
 * first, by open and by fopen, and one of them the main thread. */
#include <semaphore.h>
#include <sys/stat.h>

#include "tests/test.h"

static char name[] = "/tmp/fifo-XXXXXX";
static sem_t sem;

static void *writes(void *arg) {
	sem_post(&sem);
	int fd = open(name, O_WRONLY);
	EXPECT(fd >= 0);
	tell(fd);
	EXPECT_EQ(close(fd), 0);
	return arg;
}

static void *reads(void *arg) {
	sem_post(&sem);
	FILE *stream = fopen(name, "r");
	EXPECT(stream != NULL);
	EXPECT_EQ(getc(stream), 'x');
	EXPECT_EQ(getc(stream), EOF);
	EXPECT_EQ(fclose(stream), 0);
	return arg;
}

static void pair(void *(*first)(void *), void *(*second)(void *)) {
	pthread_t thread = start_thread(first, NULL);
	sem_wait(&sem);
	linger();
	if (second == writes || second == reads)
		join_thread(start_thread(second, NULL));
	join_thread(thread);
	while (sem_trywait(&sem) == 0)
		;
}

int main(void) {
	EXPECT(mkdtemp(name));
	EXPECT_EQ(rmdir(name), 0);
	EXPECT_EQ(mkfifo(name, 0600), 0);
	sem_init(&sem, 0, 0);
	for (int i = 0; i < 3; i++) {
		pair(writes, reads);
		pair(reads, writes);
	}
	pthread_t thread = start_thread(writes, NULL);
	reads(NULL);
	join_thread(thread);
	thread = start_thread(reads, NULL);
	writes(NULL);
	join_thread(thread);
	EXPECT_EQ(unlink(name), 0);
	return test_end();
}
