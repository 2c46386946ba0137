/* Kernel threads that wait for an object leave what they wait with on their stacks; a forked child's threads get these
 * stacks, while the object still bears the parent's marks. The child uses the object as if nobody had ever waited.
 * pthread_create(3), fork(2): the child has the calling thread alone. */
#include "tests/turns.h"

enum { WAYS = 11, DIRTY = 100 << 10 };

static eg_event event, select_event, never;
static eg_result result;
static eg_queue queue, full = EG_QUEUE_INIT(1), tasks;
static eg_sem sem;
static eg_mutex mutex;
static eg_rlock rlock;
static eg_group group = EG_GROUP_INIT(1);
static eg_co *forker;

/* Does not come back in the child. */
static void *waits(void *way) {
	eg_case cases[] = { { .kind = EG_ON_CO, .object = forker },
			    { .kind = EG_ON_EVENT, .object = &select_event } };
	about_to_block();
	switch ((intptr_t)way) {
	case 0: EXPECT_EQ(eg_event_wait(&event, EG_FOREVER), 0); break;
	case 1: EXPECT_EQ(eg_result_get(&result, NULL, EG_FOREVER), 0); break;
	case 2: EXPECT_EQ(eg_get(&queue, NULL, EG_FOREVER), 0); break;
	case 3: EXPECT_EQ(eg_put(&full, "second", EG_FOREVER), 0); break;
	case 4: EXPECT_EQ(eg_queue_join(&tasks, EG_FOREVER), 0); break;
	case 5: EXPECT_EQ(eg_sem_acquire(&sem, EG_FOREVER), 0); break;
	case 6: EXPECT_EQ(eg_mutex_lock(&mutex, EG_FOREVER), 0); break;
	case 7: EXPECT_EQ(eg_rlock_lock(&rlock, EG_FOREVER), 0); break;
	case 8: EXPECT_EQ(eg_group_join(&group, EG_FOREVER), 0); break;
	case 9: EXPECT_EQ(eg_join(forker, EG_FOREVER), 0); break;
	default: EXPECT_EQ(eg_select(cases, 2, EG_FOREVER), 1);
	}
	return NULL;
}

static void *makes_dirty(void *arg) {
	volatile char stack[DIRTY];
	memset((char *)(uintptr_t)stack, 0xa5, sizeof stack);
	return arg;
}

/* libc's own: no coroutine. */
static void *of_libc(const char *name) {
	if (!takes_turns())
		return dlsym(RTLD_DEFAULT, name);
	return dlsym(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), name);
}

static pthread_t start(void *(*fn)(void *), void *arg) {
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	void *found = of_libc("pthread_create");
	pthread_t thread;
	memcpy(&create, &found, sizeof create);
	EXPECT_EQ(create(&thread, NULL, fn, arg), 0);
	return thread;
}

static void end(pthread_t thread) {
	int (*join)(pthread_t, void **);
	void *found = of_libc("pthread_join");
	memcpy(&join, &found, sizeof join);
	EXPECT_EQ(join(thread, NULL), 0);
}

/* Everybody who waits, in this process, goes on. */
static void let_go(void) {
	eg_event_set(&event);
	EXPECT_EQ(eg_result_set(&result, NULL), 0);
	EXPECT_EQ(eg_put(&queue, "item", EG_NOW), 0);
	EXPECT_EQ(eg_get(&full, NULL, EG_NOW), 0);
	EXPECT_EQ(eg_task_done(&tasks), 0);
	EXPECT_EQ(eg_sem_release(&sem), 0);
	EXPECT_EQ(eg_mutex_unlock(&mutex), 0);
	EXPECT_EQ(eg_rlock_unlock(&rlock), 0);
	eg_event_set(&select_event);
}

static void *in_child(void *arg) {
	pthread_t dirty[WAYS];
	void *item = NULL;
	for (int i = 0; i < WAYS; i++)
		dirty[i] = start(makes_dirty, NULL);
	for (int i = 0; i < WAYS; i++)
		end(dirty[i]);

	let_go();
	/* Nobody has taken what there is now. */
	EXPECT_EQ(eg_event_wait(&event, EG_NOW), 0);
	EXPECT_EQ(eg_result_get(&result, NULL, EG_NOW), 0);
	EXPECT(eg_get(&queue, &item, EG_NOW) == 0 && !strcmp(item, "item"));
	EXPECT_ERRNO(eg_get(&full, &item, EG_NOW), EAGAIN);
	EXPECT_EQ(eg_put(&full, "third", EG_NOW), 0);
	EXPECT_EQ(eg_queue_join(&tasks, EG_NOW), 0);
	EXPECT_EQ(eg_sem_acquire(&sem, EG_NOW), 0);
	EXPECT_EQ(eg_mutex_lock(&mutex, EG_NOW), 0);
	EXPECT_EQ(eg_rlock_lock(&rlock, EG_NOW), 0);

	/* And who waits now is woken. */
	eg_event_clear(&event);
	pthread_t waiter = start(waits, (void *)0);
	wait_until_blocked();
	eg_event_set(&event);
	end(waiter);
	waiter = start(waits, (void *)2);
	wait_until_blocked();
	EXPECT_EQ(eg_put(&queue, "item", EG_NOW), 0);
	end(waiter);
	waiter = start(waits, (void *)6);
	wait_until_blocked();
	EXPECT_EQ(eg_mutex_unlock(&mutex), 0);
	end(waiter);

	eg_event_destroy(&event);
	eg_event_destroy(&select_event);
	eg_result_destroy(&result);
	eg_queue_destroy(&queue);
	eg_queue_destroy(&full);
	eg_queue_destroy(&tasks);
	eg_sem_destroy(&sem);
	eg_mutex_destroy(&mutex);
	eg_rlock_destroy(&rlock);
	eg_group_destroy(&group);
	return arg; /* it ends, and for that somebody waits, too; it is the last thread: exit(0) */
}

static void *member(void *arg) {
	EXPECT_EQ(eg_event_wait(&never, EG_FOREVER), 0);
	return arg;
}

static void *forks(void *arg) {
	pthread_t thread[WAYS];
	forker = eg_self();
	EXPECT_EQ(eg_put(&full, "first", EG_NOW), 0);
	EXPECT_EQ(eg_put(&tasks, "task", EG_NOW), 0);
	EXPECT_EQ(eg_mutex_lock(&mutex, EG_NOW), 0);
	EXPECT_EQ(eg_rlock_lock(&rlock, EG_NOW), 0);
	EXPECT(eg_group_spawn(&group, member, NULL, EG_NOW) != NULL);
	for (intptr_t i = 0; i < WAYS; i++) {
		thread[i] = start(waits, (void *)i);
		wait_until_blocked();
	}
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0)
		return in_child(arg);
	EXPECT_EQ(reap(pid), 0);

	let_go();
	eg_event_set(&never);
	EXPECT_EQ(eg_group_join(&group, EG_FOREVER), 0);
	for (int i = 0; i < WAYS; i++) {
		if (i != 9) /* it waits for us */
			end(thread[i]);
	}
	return NULL;
}

int main(void) {
	makes_threads_in_children();
	eg_co *co = eg_spawn(forks, NULL);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	eg_unref(co);
	return 0;
}
