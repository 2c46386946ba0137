/* The textbook's queue: several producers and consumers, two conditions, one mutex. */
#include "tests/test.h"

enum { ROOM = 4, PRODUCERS = 5, CONSUMERS = 7, EACH = 700 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER, not_empty = PTHREAD_COND_INITIALIZER;
static int queue[ROOM], first, count;

static void put(int item) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	while (count == ROOM)
		EXPECT_EQ(pthread_cond_wait(&not_full, &mutex), 0);
	queue[(first + count++) % ROOM] = item;
	EXPECT_EQ(pthread_cond_signal(&not_empty), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
}

static int get(void) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	while (count == 0)
		EXPECT_EQ(pthread_cond_wait(&not_empty, &mutex), 0);
	int item = queue[first];
	first = (first + 1) % ROOM;
	count--;
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	EXPECT_EQ(pthread_cond_signal(&not_full), 0);
	return item;
}

static void *producer(void *arg) {
	for (int i = 1; i <= EACH; i++) {
		put(i);
		if (i % 50 == 0)
			usleep(10);
	}
	return arg;
}

static void *consumer(void *arg) {
	intptr_t sum = 0;
	for (int i = 0; i < PRODUCERS * EACH / CONSUMERS; i++) {
		sum += get();
		if (i % 70 == 0)
			sched_yield();
	}
	(void)arg;
	return (void *)sum;
}

int main(void) {
	pthread_t producers[PRODUCERS], consumers[CONSUMERS];
	intptr_t sum = 0;
	for (int i = 0; i < CONSUMERS; i++)
		consumers[i] = start_thread(consumer, NULL);
	for (int i = 0; i < PRODUCERS; i++)
		producers[i] = start_thread(producer, NULL);
	for (int i = 0; i < PRODUCERS; i++)
		join_thread(producers[i]);
	for (int i = 0; i < CONSUMERS; i++)
		sum += (intptr_t)join_thread(consumers[i]);
	EXPECT_EQ(sum, PRODUCERS * (EACH * (EACH + 1) / 2));
	EXPECT_EQ(count, 0);
	return test_end();
}
