/* Semaphores, bounded ones, mutexes and re-entrant locks: FIFO, with an owner where there is one, and
 * the errors of wrong use. */
#include "tests/turns.h"

static eg_sem sem = EG_SEM_INIT(2, 2);
static eg_mutex mutex;
static eg_rlock rlock = EG_RLOCK_INIT;
static char trace[64];
static _Atomic int inside, noted;

static void note(char c) {
	trace[noted++] = c;
}

static void *passer(void *arg) {
	EXPECT_EQ(eg_sem_acquire(&sem, EG_FOREVER), 0);
	EXPECT(++inside <= 2);
	note(*(char *)arg);
	eg_sleep(0);
	inside--;
	EXPECT_EQ(eg_sem_release(&sem), 0);
	return NULL;
}

static void *locker(void *arg) {
	EXPECT_EQ(eg_mutex_lock(&mutex, EG_FOREVER), 0);
	EXPECT_EQ(++inside, 1);
	note(*(char *)arg);
	eg_sleep(0);
	inside--;
	EXPECT_EQ(eg_mutex_unlock(&mutex), 0);
	return NULL;
}

static void *relocker(void *arg) {
	EXPECT_EQ(eg_rlock_lock(&rlock, EG_FOREVER), 0);
	EXPECT_EQ(eg_rlock_lock(&rlock, EG_NOW), 0);
	EXPECT_EQ(++inside, 1);
	EXPECT_EQ(eg_rlock_unlock(&rlock), 0);
	eg_sleep(0);
	note(*(char *)arg);
	inside--;
	EXPECT_EQ(eg_rlock_unlock(&rlock), 0);
	EXPECT_ERRNO(eg_rlock_unlock(&rlock), EPERM);
	return NULL;
}

static void *times_out(void *arg) {
	EXPECT_ERRNO(eg_mutex_lock(arg, eg_in(0.001)), ETIMEDOUT);
	EXPECT_ERRNO(eg_mutex_lock(arg, EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_mutex_unlock(arg), EPERM);
	return NULL;
}

static void *removed(void *arg) {
	EXPECT_ERRNO(eg_sem_acquire(arg, EG_FOREVER), EIDRM);
	return NULL;
}

static void all(void *(*fn)(void *)) {
	eg_co *co[5];
	static char names[] = "abcde";
	memset(trace, 0, sizeof trace);
	noted = 0;
	for (int i = 0; i < 5; i++)
		co[i] = eg_spawn(fn, &names[i]);
	EXPECT_EQ(eg_joinall(co, 5, EG_FOREVER), 0);
	EXPECT_EQ(strlen(trace), 5);
	if (takes_turns())
		EXPECT(!strcmp(trace, "abcde"));
	for (int i = 0; i < 5; i++)
		eg_unref(co[i]);
}

int main(void) {
	eg_sem doomed = EG_SEM_INIT(0, 0), beyond = EG_SEM_INIT(3, 2);
	all(passer);
	EXPECT_EQ(eg_sem_value(&sem), 2);
	EXPECT_ERRNO(eg_sem_release(&sem), EOVERFLOW);
	EXPECT_ERRNO(eg_sem_release(&beyond), EOVERFLOW);
	EXPECT_EQ(eg_sem_acquire(&sem, EG_NOW), 0);
	EXPECT_EQ(eg_sem_acquire(&sem, EG_NOW), 0);
	EXPECT_ERRNO(eg_sem_acquire(&sem, EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_sem_acquire(&sem, eg_in(0.001)), ETIMEDOUT);
	all(locker);
	all(relocker);

	EXPECT_EQ(eg_mutex_lock(&mutex, EG_FOREVER), 0);
	EXPECT_ERRNO(eg_mutex_lock(&mutex, EG_FOREVER), EDEADLK);
	eg_co *co = eg_spawn(times_out, &mutex);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	eg_unref(co);
	EXPECT_EQ(eg_mutex_unlock(&mutex), 0);
	EXPECT_ERRNO(eg_mutex_unlock(&mutex), EPERM);

	co = eg_spawn(removed, &doomed);
	let_wait(co);
	eg_sem_destroy(&doomed);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	eg_unref(co);
	return 0;
}
