/* Objects are shared by the coroutines of several kernel threads, and by threads without any: nothing is
 * lost, nobody sleeps on. */
#include "tests/turns.h"

enum { THREADS = 4, EACH = 2000, CO = 3 };

static eg_queue queue = EG_QUEUE_INIT(5), chan = EG_QUEUE_INIT(EG_CHAN);
static eg_sem sem = EG_SEM_INIT(2, 2);
static eg_mutex mutex;
static eg_event go;
static int inside, locked;
static long sum;

static void *produce(void *q) {
	EXPECT_EQ(eg_event_wait(&go, EG_FOREVER), 0);
	for (intptr_t i = 1; i <= EACH; i++) {
		EXPECT_EQ(eg_put(q, (void *)i, EG_FOREVER), 0);
		EXPECT_EQ(eg_sem_acquire(&sem, EG_FOREVER), 0);
		EXPECT(__atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST) <= 2);
		__atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
		EXPECT_EQ(eg_sem_release(&sem), 0);
	}
	return NULL;
}

static void *consume(void *unused) {
	(void)unused;
	for (;;) {
		eg_case c[] = { { .kind = EG_ON_GET, .object = &queue },
				{ .kind = EG_ON_GET, .object = &chan } };
		int got = eg_select(c, 2, EG_FOREVER);
		EXPECT(got >= 0);
		if (c[got].error)
			return NULL;
		EXPECT_EQ(eg_mutex_lock(&mutex, EG_FOREVER), 0);
		EXPECT_EQ(locked++, 0);
		sum += (intptr_t)c[got].value;
		locked--;
		EXPECT_EQ(eg_mutex_unlock(&mutex), 0);
	}
}

/* With coroutines of its own, or plain. */
static void *thread_main(void *plain) {
	if (plain)
		return produce(&chan);
	eg_co *co[CO];
	for (int i = 0; i < CO; i++)
		co[i] = eg_spawn(produce, i % 2 ? &queue : &chan, .flags = i % 2 ? EG_SHARE_TLS : 0);
	EXPECT_EQ(eg_joinall(co, CO, EG_FOREVER), 0);
	for (int i = 0; i < CO; i++)
		eg_unref(co[i]);
	return NULL;
}

/* libc's own functions, for threads that are no coroutines; there are no others without coroutines, and a sanitizer
 * wants to know of them. */
static void *libc_function(const char *name) {
	if (!takes_turns())
		return dlsym(RTLD_DEFAULT, name);
	return dlsym(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), name);
}

static pthread_t native_thread(void *plain) {
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	void *found = libc_function("pthread_create");
	pthread_t thread;
	memcpy(&create, &found, sizeof create);
	EXPECT_EQ(create(&thread, NULL, thread_main, plain), 0);
	return thread;
}

static void *join_native(void *thread) {
	int (*join)(pthread_t, void **);
	void *found = libc_function("pthread_join");
	memcpy(&join, &found, sizeof join);
	EXPECT_EQ(join(*(pthread_t *)thread, NULL), 0);
	return NULL;
}

int main(void) {
	pthread_t thread[THREADS];
	eg_co *consumers[CO];
	for (int i = 0; i < CO; i++)
		consumers[i] = eg_spawn(consume, NULL);
	for (int i = 0; i < THREADS; i++)
		thread[i] = native_thread(i % 2 ? &thread : NULL);
	eg_co *native = eg_spawn(produce, &queue, .flags = EG_NATIVE);
	eg_event_set(&go);
	for (int i = 0; i < THREADS; i++)
		eg_join(eg_spawn(join_native, &thread[i], .flags = EG_NATIVE), EG_FOREVER);
	EXPECT_EQ(eg_join(native, EG_FOREVER), 0);
	eg_queue_close(&queue, 1);
	EXPECT_EQ(eg_joinall(consumers, CO, EG_FOREVER), 0);
	long producers = THREADS / 2 * CO + THREADS / 2 + 1;
	EXPECT_EQ(sum, producers * EACH * (EACH + 1) / 2);
	return 0;
}
