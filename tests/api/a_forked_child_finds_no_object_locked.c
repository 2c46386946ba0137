/* Threads that use objects all the time are in the middle of that when the process forks: the child, which does not have
 * them, uses the same objects and waits for nobody. fork(2): the child has the calling thread alone. */
#include "tests/turns.h"

enum { FORKS = 60, SETS = 3 };

/* Those of several threads, those of one with coroutines of its own, and those of main's coroutines. */
static struct set {
	eg_event event;
	eg_result result;
	eg_queue queue;
	eg_sem sem;
	eg_mutex mutex;
	eg_group group;
} sets[SETS];

static _Atomic int over;

static void use(struct set *s) {
	eg_event_set(&s->event);
	eg_event_wait(&s->event, EG_NOW);
	eg_result_get(&s->result, NULL, EG_NOW);
	eg_put(&s->queue, s, EG_NOW);
	eg_get(&s->queue, NULL, EG_NOW);
	eg_sem_release(&s->sem);
	eg_sem_acquire(&s->sem, EG_NOW);
	if (eg_mutex_lock(&s->mutex, EG_NOW) == 0)
		eg_mutex_unlock(&s->mutex);
	eg_group_join(&s->group, EG_NOW);
}

static void use_several(struct set *s) {
	eg_case cases[] = { { .kind = EG_ON_GET, .object = &s->queue },
			    { .kind = EG_ON_SEM, .object = &s->sem } };
	eg_select(cases, 2, EG_NOW);
}

static void *uses(void *set) {
	while (!over)
		use(set);
	return NULL;
}

static void *uses_in_turns(void *set) {
	while (!over) {
		use(set);
		use_several(set);
		eg_sleep(0);
	}
	return NULL;
}

/* On a kernel thread that is a hub of its own. */
static void *spawns(void *set) {
	eg_co *co[2];
	for (int i = 0; i < 2; i++)
		co[i] = eg_spawn(uses_in_turns, set);
	EXPECT_EQ(eg_joinall(co, 2, EG_FOREVER), 0);
	eg_unref(co[0]);
	eg_unref(co[1]);
	return NULL;
}

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

static void *uses_once(void *set) {
	use(set);
	return NULL;
}

/* First a thread without coroutines, then the one that has forked. */
static void in_child(void) {
	alarm(20);
	for (int i = 0; i < SETS; i++)
		end(start(uses_once, &sets[i]));
	for (int i = 0; i < SETS; i++)
		use_several(&sets[i]);
}

static void *forks(void *arg) {
	for (int i = 0; i < FORKS; i++)
		EXPECT_EQ(run_in_child(in_child), 0);
	return arg;
}

int main(void) {
	makes_threads_in_children();
	pthread_t plain[] = { start(uses, &sets[0]), start(uses, &sets[0]) };
	pthread_t hub = start(spawns, &sets[1]);
	eg_co *co = eg_spawn(uses_in_turns, &sets[2]);
	forks(NULL);
	/* Now main's coroutine is not where the fork is made. */
	eg_co *forker = eg_spawn(forks, NULL, .flags = EG_NATIVE);
	EXPECT_EQ(eg_join(forker, EG_FOREVER), 0);
	over = 1;
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	end(plain[0]);
	end(plain[1]);
	end(hub);
	eg_unref(co);
	eg_unref(forker);
	return 0;
}
