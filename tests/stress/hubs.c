/* hubs.c - everything at once: a thousand threads in blocks of twenty, that hand each other bytes through
 * pipes, items through queues, meet at barriers, and in between lock, wait, sleep, spin, block in system
 * calls that no library sees, and make threads.
 *
 *   hubs [seconds [threads [seed]]]
 *
 * Each thread counts its steps. A watchdog fails when one makes none for ten seconds: a wake-up was lost,
 * or it starves. At the end the sums must be right. What a thread does is determined by the seed, which
 * is printed; when it does it is not. */
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "tests/test.h"

enum { BLOCK = 20, PATIENCE = 100, TICK_US = 100000, LOCKS = 8, SLOTS = 4 };

/* What a thread is at, for the watchdog. */
enum step { BEGINS, MIXES, PASSES, MEETS, PUTS, GETS, ENDED };

struct queue {
	pthread_mutex_t mutex;
	pthread_cond_t filled, emptied;
	long item[SLOTS];
	int count, first;
};

struct block {
	int pipes[4][2][2]; /* of each pair: there and back */
	pthread_barrier_t barrier;
	_Atomic int met, over; /* the rounds of the barrier; the last one is over */
	struct queue queue;
	_Atomic long put, got;
};

struct worker {
	pthread_t thread;
	struct block *block;
	int role;
	uint64_t random;
	_Atomic unsigned steps;
	_Atomic int at, op; /* enum step; of mix() */
	unsigned seen, silent;
	long locked; /* how often it has counted under a lock */
};

static struct {
	pthread_mutex_t mutex[LOCKS];
	pthread_rwlock_t rwlock[LOCKS];
	sem_t tokens[LOCKS];
	pthread_cond_t never;
	long mutexed[LOCKS], written[LOCKS];
	_Atomic int holders[LOCKS], asleep;
	_Atomic bool stop;
	struct worker *worker;
	int workers;
} all;

static unsigned pick(struct worker *w, unsigned below) {
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return (unsigned)(w->random >> 32) % below;
}

static void at(struct worker *w, enum step step) {
	atomic_store_explicit(&w->at, (int)step, memory_order_relaxed);
	w->steps++;
}

static void spin(unsigned us) {
	struct timespec start, now;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - start.tv_sec) * 1000000 + (now.tv_nsec - start.tv_nsec) / 1000 < us);
}

/* ---- what any thread does in between ---- */

static void lock(struct worker *w) {
	unsigned i = pick(w, LOCKS);
	EXPECT_EQ(pthread_mutex_lock(&all.mutex[i]), 0);
	all.mutexed[i]++;
	if (pick(w, 50) == 0)
		sched_yield();
	EXPECT_EQ(pthread_mutex_unlock(&all.mutex[i]), 0);
	w->locked++;
}

static void lock_in_time(struct worker *w) {
	unsigned i = pick(w, LOCKS);
	struct timespec until = in_ms(CLOCK_REALTIME, (int)pick(w, 20));
	int error = pthread_mutex_timedlock(&all.mutex[i], &until);
	EXPECT(error == 0 || error == ETIMEDOUT);
	if (error)
		return;
	all.mutexed[i]++;
	w->locked++;
	error = pthread_cond_timedwait(&all.never, &all.mutex[i], &until);
	EXPECT(error == 0 || error == ETIMEDOUT);
	EXPECT_EQ(pthread_mutex_unlock(&all.mutex[i]), 0);
}

static void read_or_write(struct worker *w) {
	unsigned i = pick(w, LOCKS);
	if (pick(w, 4)) {
		EXPECT_EQ(pthread_rwlock_rdlock(&all.rwlock[i]), 0);
		long before = all.written[i];
		if (pick(w, 20) == 0)
			sched_yield();
		EXPECT_EQ(all.written[i], before);
	} else {
		EXPECT_EQ(pthread_rwlock_wrlock(&all.rwlock[i]), 0);
		all.written[i]++;
		w->locked++;
	}
	EXPECT_EQ(pthread_rwlock_unlock(&all.rwlock[i]), 0);
}

static void hold_token(struct worker *w) {
	unsigned i = pick(w, LOCKS);
	while (sem_wait(&all.tokens[i]) < 0)
		EXPECT_EQ(errno, EINTR);
	EXPECT(++all.holders[i] <= LOCKS);
	if (pick(w, 10) == 0)
		usleep(pick(w, 500));
	all.holders[i]--;
	EXPECT_EQ(sem_post(&all.tokens[i]), 0);
}

/* A system call that no library sees, and that blocks for a while. */
static void block_raw(struct worker *w) {
	struct timespec ts = { 0, 1000 * (long)pick(w, 15000) };
	raw_syscall(SYS_nanosleep, (long)&ts, 0, 0, 0);
}

static void *child(void *arg) {
	_Atomic int *told = arg;
	(*told)++;
	sched_yield();
	return arg;
}

static void make_thread(struct worker *w) {
	_Atomic int told = 0;
	pthread_t thread = start_thread(child, &told);
	if (pick(w, 10) == 0) {
		while (!told)
			;
	}
	EXPECT(join_thread(thread) == &told);
	EXPECT_EQ(told, 1);
}

static void mix(struct worker *w) {
	int op = (int)pick(w, 1000);
	atomic_store_explicit(&w->op, op, memory_order_relaxed);
	at(w, MIXES);
	if (op < 400)
		lock(w);
	else if (op < 600)
		read_or_write(w);
	else if (op < 800)
		hold_token(w);
	else if (op < 850)
		lock_in_time(w);
	else if (op < 940)
		usleep(pick(w, 3000));
	else if (op < 960)
		make_thread(w);
	else if (op < 995)
		sched_yield();
	else if (op < 997)
		block_raw(w);
	else
		spin(pick(w, 15000));
}

/* ---- what the threads of a block do with each other ---- */

static void put_byte(struct worker *w, int fd, char c) {
	if (pick(w, 20) == 0)
		EXPECT_EQ(raw_syscall(SYS_write, fd, (long)&c, 1, 0), 1);
	else
		EXPECT_EQ(write(fd, &c, 1), 1);
}

static char get_byte(struct worker *w, int fd) {
	char c;
	if (pick(w, 50) == 0)
		EXPECT_EQ(raw_syscall(SYS_read, fd, (long)&c, 1, 0), 1);
	else
		EXPECT_EQ(read(fd, &c, 1), 1);
	return c;
}

/* Two threads and two pipes: 'q' is the last byte. */
static void pass(struct worker *w, int pair, bool begins) {
	int to = w->block->pipes[pair][!begins][1], from = w->block->pipes[pair][begins][0];
	for (char c = 'a';; mix(w)) {
		at(w, PASSES);
		if (begins) {
			bool last = all.stop;
			put_byte(w, to, last ? 'q' : c);
			if (last)
				return;
			EXPECT_EQ(get_byte(w, from), c);
			c = c == 'p' ? 'a' : (char)(c + 1);
		} else {
			c = get_byte(w, from);
			if (c == 'q')
				return;
			put_byte(w, to, c);
		}
	}
}

static void meet(struct worker *w) {
	struct block *b = w->block;
	for (int round = 0; !b->over; round++) {
		at(w, MEETS);
		EXPECT_EQ(b->met / 4, round);
		b->met++;
		int result = pthread_barrier_wait(&b->barrier);
		EXPECT(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
		EXPECT_EQ(b->met, 4 * round + 4);
		if (result == PTHREAD_BARRIER_SERIAL_THREAD && all.stop)
			b->over = 1;
		at(w, MEETS);
		pthread_barrier_wait(&b->barrier);
		if (pick(w, 4) == 0)
			mix(w);
	}
}

static void put_item(struct queue *q, long item) {
	EXPECT_EQ(pthread_mutex_lock(&q->mutex), 0);
	while (q->count == SLOTS)
		EXPECT_EQ(pthread_cond_wait(&q->emptied, &q->mutex), 0);
	q->item[(q->first + q->count++) % SLOTS] = item;
	EXPECT_EQ(pthread_cond_signal(&q->filled), 0);
	EXPECT_EQ(pthread_mutex_unlock(&q->mutex), 0);
}

static long get_item(struct queue *q) {
	EXPECT_EQ(pthread_mutex_lock(&q->mutex), 0);
	while (q->count == 0)
		EXPECT_EQ(pthread_cond_wait(&q->filled, &q->mutex), 0);
	long item = q->item[q->first];
	q->first = (q->first + 1) % SLOTS;
	q->count--;
	EXPECT_EQ(pthread_cond_signal(&q->emptied), 0);
	EXPECT_EQ(pthread_mutex_unlock(&q->mutex), 0);
	return item;
}

/* Two of these and two of the next; 0 ends one that gets. */
static void put(struct worker *w) {
	for (; !all.stop; mix(w)) {
		long item = 1 + (long)pick(w, 1000);
		at(w, PUTS);
		put_item(&w->block->queue, item);
		w->block->put += item;
	}
	put_item(&w->block->queue, 0);
}

static void get(struct worker *w) {
	for (long item;; mix(w)) {
		at(w, GETS);
		if (!(item = get_item(&w->block->queue)))
			return;
		w->block->got += item;
	}
}

static void *work(void *arg) {
	struct worker *w = arg;
	if (w->role < 8)
		pass(w, w->role / 2, w->role % 2);
	else if (w->role < 12)
		meet(w);
	else if (w->role < 14)
		put(w);
	else if (w->role < 16)
		get(w);
	else
		while (!all.stop)
			mix(w);
	at(w, ENDED);
	return NULL;
}

/* ---- the watchdog ---- */

static void fail(const struct worker *w) {
	static const char *const steps[] = { "begins", "mixes", "passes", "meets",
					     "puts",   "gets",  "ended" };
	void (*dump)(int, unsigned);
	void *found = dlsym(RTLD_DEFAULT, "eg_dump");
	memcpy(&dump, &found, sizeof dump);
	fprintf(stderr, "thread %d, role %d, has made no step for %d s: %s, op %d, steps %u\n",
		(int)(w - all.worker), w->role, PATIENCE * TICK_US / 1000000, steps[w->at], w->op,
		w->steps);
	if (found)
		dump(2, 0);
	abort();
}

/* How many threads are not over yet. */
static int look(void) {
	int left = 0;
	for (struct worker *w = all.worker; w < all.worker + all.workers; w++) {
		unsigned steps = w->steps;
		left += w->at != ENDED;
		w->silent = steps == w->seen && w->at != ENDED ? w->silent + 1 : 0;
		w->seen = steps;
		if (w->silent >= PATIENCE)
			fail(w);
	}
	return left;
}

static void *watch(void *arg) {
	int64_t end = now_ms() + 1000 * (intptr_t)arg;
	do {
		usleep(TICK_US);
		if (now_ms() >= end)
			all.stop = true;
	} while (look() > 0);
	return arg;
}

/* ---- start and end ---- */

static void begin(struct block *b) {
	for (int i = 0; i < 4; i++) {
		EXPECT_EQ(pipe(b->pipes[i][0]), 0);
		EXPECT_EQ(pipe(b->pipes[i][1]), 0);
	}
	pthread_barrier_init(&b->barrier, NULL, 4);
	pthread_mutex_init(&b->queue.mutex, NULL);
	pthread_cond_init(&b->queue.filled, NULL);
	pthread_cond_init(&b->queue.emptied, NULL);
}

static void begin_all(int blocks, struct block *block, uint64_t seed) {
	for (int i = 0; i < LOCKS; i++) {
		pthread_mutex_init(&all.mutex[i], NULL);
		pthread_rwlock_init(&all.rwlock[i], NULL);
		sem_init(&all.tokens[i], 0, LOCKS);
	}
	pthread_cond_init(&all.never, NULL);
	for (int i = 0; i < blocks; i++)
		begin(&block[i]);
	all.workers = blocks * BLOCK;
	all.worker = calloc((size_t)all.workers, sizeof *all.worker);
	EXPECT(all.worker != NULL);
	for (int i = 0; i < all.workers; i++) {
		struct worker *w = &all.worker[i];
		w->block = &block[i / BLOCK];
		w->role = i % BLOCK;
		w->random = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) +
			    (uint64_t)i * UINT64_C(0xbf58476d1ce4e5b9);
		w->random += !w->random;
	}
}

static void check(int blocks, const struct block *block) {
	long counted = 0, locked = 0;
	unsigned long steps = 0;
	for (int i = 0; i < all.workers; i++) {
		locked += all.worker[i].locked;
		steps += all.worker[i].steps;
	}
	for (int i = 0; i < LOCKS; i++)
		counted += all.mutexed[i] + all.written[i];
	EXPECT_EQ(counted, locked);
	for (int i = 0; i < blocks; i++)
		EXPECT_EQ(block[i].put, block[i].got);
	printf("%lu steps\n", steps);
}

int main(int argc, char **argv) {
	intptr_t seconds = argc > 1 ? atoi(argv[1]) : 10;
	int blocks = (argc > 2 ? atoi(argv[2]) : 1000) / BLOCK;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : (uint64_t)getpid();
	struct block *block = calloc((size_t)blocks, sizeof *block);
	EXPECT(block != NULL);
	printf("seed %llu, %d threads, %d s\n", (unsigned long long)seed, blocks * BLOCK, (int)seconds);
	fflush(stdout);
	begin_all(blocks, block, seed);
	pthread_t watchdog = start_thread(watch, (void *)seconds);
	for (int i = 0; i < all.workers; i++)
		all.worker[i].thread = start_thread(work, &all.worker[i]);
	for (int i = 0; i < all.workers; i++)
		join_thread(all.worker[i].thread);
	join_thread(watchdog);
	check(blocks, block);
	return test_end();
}
