/* "It shall be safe to destroy an initialized mutex that is unlocked" - pthread_mutex_destroy(3p), also for whoever has
 * only just been able to lock it: the thread that unlocked it before may be on its way out of that call. Likewise
 * read-write locks and semaphores. What they do to the object there comes before it is released. */
#include <semaphore.h>

#include "tests/test.h"

enum { KINDS = 4, ROUNDS = 1000, LINGER_NS = 10000 };
#define MOST_NS INT64_C(2000000000) /* for each kind: threads that spin in turn on one hub are slow */

struct object {
	union {
		pthread_rwlock_t rwlock;
		pthread_mutex_t mutex;
		sem_t sem;
	};
};

static struct object *volatile shown;
static _Atomic int over;

static void lock(struct object *o, int kind) {
	switch (kind) {
	case 0: EXPECT_EQ(pthread_rwlock_wrlock(&o->rwlock), 0); break;
	case 1: EXPECT_EQ(pthread_rwlock_rdlock(&o->rwlock), 0); break;
	case 2: EXPECT_EQ(pthread_mutex_lock(&o->mutex), 0); break;
	default: break;
	}
}

static void unlock(struct object *o, int kind) {
	if (kind < 2)
		EXPECT_EQ(pthread_rwlock_unlock(&o->rwlock), 0);
	else if (kind == 2)
		EXPECT_EQ(pthread_mutex_unlock(&o->mutex), 0);
	else
		EXPECT_EQ(sem_post(&o->sem), 0);
}

/* A signal's handler keeps the holder where it is, for a while. */
static void linger_there(int sig) {
	int64_t begin = ns_on(CLOCK_MONOTONIC);
	(void)sig;
	while (ns_on(CLOCK_MONOTONIC) - begin < LINGER_NS)
		;
}

/* Whoever comes behind. */
static void *take_over(void *arg) {
	int kind = *(int *)arg;
	for (int i = 0;; i++) {
		struct object *o;
		while (!(o = __atomic_exchange_n(&shown, NULL, __ATOMIC_SEQ_CST)))
			if (over)
				return arg;
		if (kind < 2 && i % 2) {
			EXPECT_EQ(pthread_rwlock_wrlock(&o->rwlock), 0);
		} else if (kind < 2) {
			while (pthread_rwlock_trywrlock(&o->rwlock) != 0)
				;
		} else if (kind == 2 && i % 2) {
			EXPECT_EQ(pthread_mutex_lock(&o->mutex), 0);
		} else if (kind == 2) {
			while (pthread_mutex_trylock(&o->mutex) != 0)
				;
		} else if (i % 2) {
			EXPECT_EQ(sem_wait(&o->sem), 0);
		} else {
			while (sem_trywait(&o->sem) != 0)
				;
		}
		if (kind < 3)
			unlock(o, kind);
		EXPECT_EQ(munmap(o, sizeof *o), 0);
	}
}

static void *hold(void *arg) {
	int kind = *(int *)arg;
	int64_t begin = ns_on(CLOCK_MONOTONIC);
	for (int i = 0; i < ROUNDS && ns_on(CLOCK_MONOTONIC) - begin < MOST_NS; i++) {
		struct object *o = mmap(NULL, sizeof *o, PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		EXPECT(o != MAP_FAILED);
		if (kind < 2)
			EXPECT_EQ(pthread_rwlock_init(&o->rwlock, NULL), 0);
		else if (kind == 2)
			EXPECT_EQ(pthread_mutex_init(&o->mutex, NULL), 0);
		else
			EXPECT_EQ(sem_init(&o->sem, 0, 0), 0);
		lock(o, kind);
		shown = o;
		for (int delay = i % 64; shown || delay-- > 0;)
			;
		unlock(o, kind);
	}
	over = 1;
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, linger_there, SA_RESTART);
	for (int kind = 0; kind < KINDS; kind++) {
		over = 0;
		pthread_t taker = start_thread(take_over, &kind), holder = start_thread(hold, &kind);
		for (; !over; usleep(20))
			EXPECT_EQ(pthread_kill(holder, SIGUSR1), 0);
		join_thread(holder);
		join_thread(taker);
	}
	return test_end();
}
