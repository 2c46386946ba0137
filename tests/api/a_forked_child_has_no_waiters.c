/* Whoever waits for an object when the process forks waits in the parent only: in the child the object is as if nobody
 * had, and none of the parent's coroutines runs there, whatever is done to what they wait for. fork(2): the child has
 * the calling thread alone. */
#include <sys/mman.h>
#include <sys/wait.h>

#include "tests/turns.h"

static eg_event event = EG_EVENT_INIT;
static eg_queue queue = EG_QUEUE_INIT(0), full = EG_QUEUE_INIT(1);
static eg_sem sem = EG_SEM_INIT(0, 0);
static pid_t parent;
static _Atomic int *strangers; /* that have run in the child; shared with it */
static eg_co *waiters[5];

static void *back(void) {
	*strangers += getpid() != parent;
	return NULL;
}

static void *waits_for_event(void *arg) {
	(void)arg;
	EXPECT_EQ(eg_event_wait(&event, EG_FOREVER), 0);
	return back();
}

static void *takes(void *arg) {
	void *item = NULL;
	(void)arg;
	EXPECT_EQ(eg_get(&queue, &item, EG_FOREVER), 0);
	EXPECT(item == (getpid() == parent ? "parent" : NULL));
	return back();
}

static void *puts_more(void *arg) {
	EXPECT_EQ(eg_put(&full, arg, EG_FOREVER), 0);
	return back();
}

static void *acquires(void *arg) {
	(void)arg;
	EXPECT_EQ(eg_sem_acquire(&sem, EG_FOREVER), 0);
	return back();
}

static int child(void) {
	void *item = NULL;
	for (int i = 0; i < 5; i++)
		EXPECT_EQ(eg_cancel(waiters[i], 0), 0);
	eg_event_set(&event);
	EXPECT_EQ(eg_put(&queue, "child", EG_NOW), 0);
	EXPECT_EQ(eg_get(&queue, &item, EG_NOW), 0);
	EXPECT(item && !strcmp(item, "child"));
	EXPECT_EQ(eg_get(&full, &item, EG_NOW), 0);
	/* Who waited to put something is not here. */
	EXPECT(eg_peek(&full, &item, EG_NOW) < 0 && errno == EAGAIN);
	EXPECT(eg_get(&full, &item, EG_NOW) < 0 && errno == EAGAIN);
	EXPECT_EQ(eg_sem_release(&sem), 0);
	EXPECT_EQ(eg_sem_acquire(&sem, EG_NOW), 0);
	eg_sleep(0.01);
	eg_event_destroy(&event);
	eg_queue_destroy(&queue);
	eg_queue_destroy(&full);
	eg_sem_destroy(&sem);
	return test_end();
}

int main(void) {
	parent = getpid();
	strangers = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	EXPECT_EQ(eg_put(&full, "first", EG_NOW), 0);
	waiters[0] = eg_spawn(waits_for_event, NULL);
	waiters[1] = eg_spawn(takes, NULL);
	waiters[2] = eg_spawn(takes, NULL, .flags = EG_NATIVE);
	waiters[3] = eg_spawn(puts_more, "second");
	waiters[4] = eg_spawn(acquires, NULL);
	for (int i = 0; i < 5; i++)
		let_wait(waiters[i]);

	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		_exit(child());
	int status;
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	EXPECT_EQ(*strangers, 0);

	void *item = NULL;
	eg_event_set(&event);
	EXPECT_EQ(eg_put(&queue, "parent", EG_NOW), 0);
	EXPECT_EQ(eg_put(&queue, "parent", EG_NOW), 0);
	EXPECT_EQ(eg_get(&full, &item, EG_NOW), 0);
	EXPECT_EQ(eg_sem_release(&sem), 0);
	for (int i = 0; i < 5; i++) {
		EXPECT_EQ(eg_join(waiters[i], EG_FOREVER), 0);
		eg_unref(waiters[i]);
	}
	return test_end();
}
