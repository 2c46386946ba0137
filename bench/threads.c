/* threads.c - what threads cost: a plain POSIX program, to be run bare and under evergreen.
 *
 *   threads [create|sem|cond|yield|mutex|rwlock|calls]... */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <string.h>
#include <unistd.h>

#include "bench/bench.h"

static void *nothing(void *arg) {
	return arg;
}

static void create_join(int n) {
	for (int i = 0; i < n; i++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, nothing, NULL) == 0)
			pthread_join(thread, NULL);
	}
}

/* ---- two threads take turns; a turn is one hand-over ---- */

static sem_t sems[2];
static int turns;

static void *sem_player(void *arg) {
	int me = (int)(intptr_t)arg;
	for (int i = 0; i < turns; i++) {
		sem_wait(&sems[me]);
		sem_post(&sems[!me]);
	}
	return NULL;
}

static void play(void *(*player)(void *), int n) {
	pthread_t thread;
	turns = n / 2;
	pthread_create(&thread, NULL, player, (void *)1);
	player((void *)0);
	pthread_join(thread, NULL);
}

static void sem_hand_over(int n) {
	sem_init(&sems[0], 0, 1);
	sem_init(&sems[1], 0, 0);
	play(sem_player, n);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t conds[2] = { PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER };
static int whose;

static void *cond_player(void *arg) {
	int me = (int)(intptr_t)arg;
	pthread_mutex_lock(&mutex);
	for (int i = 0; i < turns; i++) {
		while (whose != me)
			pthread_cond_wait(&conds[me], &mutex);
		whose = !me;
		pthread_cond_signal(&conds[!me]);
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static void cond_hand_over(int n) {
	whose = 0;
	play(cond_player, n);
}

static void *yielder(void *arg) {
	for (int i = 0; i < turns; i++)
		sched_yield();
	return arg;
}

static void yield(int n) {
	play(yielder, n);
}

static void lock_unlock(int n) {
	for (int i = 0; i < n; i++) {
		pthread_mutex_lock(&mutex);
		pthread_mutex_unlock(&mutex);
	}
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void read_lock_unlock(int n) {
	for (int i = 0; i < n; i++) {
		pthread_rwlock_rdlock(&rwlock);
		pthread_rwlock_unlock(&rwlock);
	}
}

/* ---- calls of a program without threads, which go straight to the kernel ---- */

static int null_fd = -1;

static void write_read(int n) {
	char c = 0;
	if (null_fd < 0)
		null_fd = open("/dev/zero", O_RDWR);
	for (int i = 0; i < n / 2; i++) {
		if (write(null_fd, &c, 1) != 1 || read(null_fd, &c, 1) != 1)
			return;
	}
}

static const struct {
	const char *key, *name;
	void (*run)(int);
} benches[] = {
	{ "calls", "read-or-write", write_read },
	{ "create", "create+join", create_join },
	{ "sem", "hand-over/semaphore", sem_hand_over },
	{ "cond", "hand-over/condition", cond_hand_over },
	{ "yield", "yield", yield },
	{ "mutex", "mutex/uncontended", lock_unlock },
	{ "rwlock", "rdlock/uncontended", read_lock_unlock },
};

int main(int argc, char **argv) {
	for (size_t i = 0; i < sizeof benches / sizeof *benches; i++) {
		int wanted = argc == 1;
		for (int a = 1; a < argc; a++)
			wanted |= !strcmp(argv[a], benches[i].key);
		if (wanted)
			bench_measure(benches[i].name, benches[i].run);
	}
	return 0;
}
