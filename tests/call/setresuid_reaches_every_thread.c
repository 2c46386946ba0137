/* "The POSIX threads specification requires credentials to be shared by all of the threads in a process"
 * - setresuid(2): whatever they wait for, on the hub or in the kernel, and every task of the kernel. */
#include <dirent.h>
#include <fcntl.h>
#include <semaphore.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "tests/test.h"

static char path[] = "/tmp/test-XXXXXX";
static int fds[2], lock;
static sem_t sem;

static void check(void) {
	uid_t r, e, s;
	EXPECT_EQ(getresuid(&r, &e, &s), 0);
	EXPECT(r == 65534 && e == 65534 && s == 65534);
	EXPECT_ERRNO(open("/etc/shadow", O_RDONLY), EACCES);
}

static void *reads(void *arg) {
	hear(fds[0]);
	check();
	return arg;
}

static void *waits(void *arg) {
	sem_wait(&sem);
	check();
	return arg;
}

static void *locks(void *arg) {
	EXPECT_EQ(flock(*(int *)arg, LOCK_EX), 0);
	check();
	flock(*(int *)arg, LOCK_UN);
	return NULL;
}

static void *changes(void *arg) {
	EXPECT_EQ(setresuid(65534, 65534, 65534), 0);
	check();
	return arg;
}

static void check_tasks(void) {
	DIR *dir = opendir("/proc/self/task");
	EXPECT(dir);
	for (struct dirent *entry; (entry = readdir(dir));) {
		char name[64], line[256];
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof name, "/proc/self/task/%.20s/status", entry->d_name);
		FILE *stream = fopen(name, "r"); /* NULL: it has just ended */
		while (stream && fgets(line, sizeof line, stream)) {
			if (!strncmp(line, "Uid:", 4))
				EXPECT(!strcmp(line, "Uid:\t65534\t65534\t65534\t65534\n"));
		}
		if (stream)
			fclose(stream);
	}
	closedir(dir);
}

static void child(void) {
	int mine[2] = { open(path, O_RDWR), open(path, O_RDWR) };
	pthread_t threads[] = { start_thread(reads, NULL), start_thread(waits, NULL),
				start_thread(locks, mine), start_thread(locks, mine + 1) };
	linger();
	join_thread(start_thread(changes, NULL));
	check();
	check_tasks();
	tell(fds[1]);
	sem_post(&sem);
	flock(lock, LOCK_UN);
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);
	sem_post(&sem);
	join_thread(start_thread(waits, NULL)); /* a new one */
	check_tasks();
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	if (geteuid() != 0)
		SKIP("not root");
	EXPECT_EQ(pipe(fds), 0);
	sem_init(&sem, 0, 0);
	for (int i = 0; i < 3; i++) {
		strcpy(path, "/tmp/test-XXXXXX");
		lock = mkstemp(path);
		EXPECT_EQ(fchmod(lock, 0666), 0);
		EXPECT_EQ(flock(lock, LOCK_EX), 0);
		EXPECT_EQ(run_in_child(child), 0);
		close(lock);
		unlink(path);
	}
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
