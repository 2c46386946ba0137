/* many.c - very many threads in one process: a plain POSIX program, to be run bare and under evergreen.
 *
 *   many wait N      N threads wait on a condition variable: memory that each takes; then all answer
 *
 *   many sleep N M   N threads, each sleeping M times for 1 to 1,000 ms: CPU time of all that
 *
 * Lines of `name value unit`. Memory of the kernel is the machine's change, so nothing else may run. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t go = PTHREAD_COND_INITIALIZER, news = PTHREAD_COND_INITIALIZER;
static int waiting, going, answered, naps;

/* The sum of some lines of /proc/meminfo or /proc/self/status, in KB. */
static long kilobytes(const char *path, const char *const *names) {
	char line[256];
	long sum = 0;
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f)) {
		for (int i = 0; names[i]; i++) {
			size_t len = strlen(names[i]);
			if (!strncmp(line, names[i], len) && line[len] == ':')
				sum += atol(line + len + 1);
		}
	}
	if (f)
		fclose(f);
	return sum;
}

static const char *const own[] = { "VmRSS", "VmPTE", NULL };
static const char *const kernel[] = { "KernelStack", "Slab", NULL };

static void *waiter(void *arg) {
	pthread_mutex_lock(&mutex);
	waiting++;
	pthread_cond_signal(&news);
	while (!going)
		pthread_cond_wait(&go, &mutex);
	answered++;
	pthread_mutex_unlock(&mutex);
	return arg;
}

static int create(int count, void *(*fn)(void *), pthread_t *threads) {
	for (int i = 0; i < count; i++) {
		int error = pthread_create(&threads[i], NULL, fn, (void *)(intptr_t)i);
		if (error) {
			printf("threads/at-most %d threads\n", i);
			return i;
		}
	}
	return count;
}

static void wait_all(int count) {
	pthread_t *threads = calloc((size_t)count, sizeof *threads);
	long own_before = kilobytes("/proc/self/status", own);
	long kernel_before = kilobytes("/proc/meminfo", kernel);
	count = create(count, waiter, threads);
	pthread_mutex_lock(&mutex);
	while (waiting < count)
		pthread_cond_wait(&news, &mutex);
	pthread_mutex_unlock(&mutex);

	long own_each = (kilobytes("/proc/self/status", own) - own_before) * 1024 / count;
	long kernel_each = (kilobytes("/proc/meminfo", kernel) - kernel_before) * 1024 / count;
	printf("thread/memory %ld bytes\n", own_each + (kernel_each > 0 ? kernel_each : 0));
	printf("thread/memory-of-process %ld bytes\n", own_each);

	pthread_mutex_lock(&mutex);
	going = 1;
	pthread_cond_broadcast(&go);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	printf("threads/answered %d threads\n", answered);
	free(threads);
}

static void *sleeper(void *arg) {
	unsigned seed = (unsigned)(intptr_t)arg * 2654435761u + 1;
	for (int i = 0; i < naps; i++) {
		seed = seed * 1103515245 + 12345;
		usleep((seed >> 8) % 1000 * 1000 + 1000);
	}
	__atomic_fetch_add(&answered, 1, __ATOMIC_RELAXED);
	return NULL;
}

static void sleep_all(int count) {
	pthread_t *threads = calloc((size_t)count, sizeof *threads);
	struct rusage usage;
	count = create(count, sleeper, threads);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	getrusage(RUSAGE_SELF, &usage);
	printf("sleeps/cpu %.3f s\n",
	       (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
		       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
	printf("sleeps/threads %d threads\n", answered);
	free(threads);
}

int main(int argc, char **argv) {
	int count = argc > 2 ? atoi(argv[2]) : 10000;
	naps = argc > 3 ? atoi(argv[3]) : 10;
	if (argc > 1 && !strcmp(argv[1], "wait"))
		wait_all(count);
	else if (argc > 1 && !strcmp(argv[1], "sleep"))
		sleep_all(count);
	else
		return 2;
	return 0;
}
