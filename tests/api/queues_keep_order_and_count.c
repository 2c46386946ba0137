/* Queues of every kind: what comes out when, who waits and who does not, tasks that are done, closing.
 */
#include "tests/turns.h"

#define P(n) ((void *)(intptr_t)(n))

static int get(eg_queue *q) {
	void *item;
	EXPECT_EQ(eg_get(q, &item, EG_NOW), 0);
	return (int)(intptr_t)item;
}

static void kinds(void) {
	eg_queue fifo = EG_QUEUE_INIT(0), lifo = EG_LIFO_INIT(0), least = EG_PRIORITY_INIT(0);
	enum { MANY = 1000 };
	for (int i = 0; i < MANY; i++) {
		EXPECT_EQ(eg_put(&fifo, P(i), EG_NOW), 0);
		EXPECT_EQ(eg_put(&lifo, P(i), EG_NOW), 0);
		EXPECT_EQ(eg_put_at(&least, P(i), i * 7919 % MANY / 2, EG_NOW), 0);
	}
	EXPECT_EQ(eg_queue_len(&fifo), MANY);
	void *item;
	EXPECT_EQ(eg_peek(&fifo, &item, EG_NOW), 0);
	EXPECT_EQ((intptr_t)item, 0);
	EXPECT_EQ(eg_peek(&lifo, &item, EG_NOW), 0);
	EXPECT_EQ((intptr_t)item, MANY - 1);
	int last_priority = -1, last = -1;
	for (int i = 0; i < MANY; i++) {
		EXPECT_EQ(get(&fifo), i);
		EXPECT_EQ(get(&lifo), MANY - 1 - i);
		EXPECT_EQ(eg_peek(&least, &item, EG_NOW), 0);
		int n = get(&least), priority = n * 7919 % MANY / 2;
		EXPECT_EQ((intptr_t)item, n);
		EXPECT(priority > last_priority || (priority == last_priority && n > last));
		last_priority = priority;
		last = n;
	}
	EXPECT_ERRNO(eg_get(&fifo, NULL, EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_get(&least, NULL, eg_in(0.001)), ETIMEDOUT);
	EXPECT_ERRNO(eg_peek(&lifo, NULL, eg_in(0.001)), ETIMEDOUT);
	eg_queue_destroy(&fifo);
	eg_queue_destroy(&lifo);
	eg_queue_destroy(&least);
}

static eg_queue shared;
static char trace[64];
static _Atomic int noted;

static void note(char c) {
	trace[noted++] = c;
}

static void *putter(void *arg) {
	EXPECT_EQ(eg_put(&shared, arg, EG_FOREVER), 0);
	note('p');
	return NULL;
}

static void *getter(void *arg) {
	void *item;
	EXPECT_EQ(eg_get(&shared, &item, EG_FOREVER), 0);
	EXPECT(item == arg);
	note('g');
	return NULL;
}

/* Putters and getters are served in the order of coming. */
static void waiting(uintptr_t room) {
	eg_co *co[6];
	shared = (eg_queue)EG_QUEUE_INIT(room);
	for (int i = 0; i < 3; i++) {
		co[i] = eg_spawn(putter, P(i));
		let_wait(co[i]);
	}
	EXPECT_EQ(eg_queue_len(&shared), room == EG_CHAN ? 0 : room);
	void *item;
	EXPECT_EQ(eg_peek(&shared, &item, EG_FOREVER), 0);
	EXPECT_EQ((intptr_t)item, 0);
	EXPECT_ERRNO(eg_put(&shared, P(9), EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_put(&shared, P(9), eg_in(0.001)), ETIMEDOUT);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(get(&shared), i);
	for (int i = 0; i < 3; i++) {
		co[3 + i] = eg_spawn(getter, P(i + 5), .flags = EG_SHARE_TLS);
		let_wait(co[3 + i]);
	}
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(eg_put(&shared, P(i + 5), EG_NOW), 0);
	EXPECT_EQ(eg_joinall(co, 6, EG_FOREVER), 0);
	for (int i = 0; i < 6; i++)
		eg_unref(co[i]);
	EXPECT_EQ(strlen(trace), 6);
	if (takes_turns())
		EXPECT(!strcmp(trace, "pppggg"));
	memset(trace, 0, sizeof trace);
	noted = 0;
	eg_queue_destroy(&shared);
}

static void *work(void *arg) {
	while (eg_get(&shared, NULL, EG_FOREVER) == 0) {
		eg_sleep(0);
		note('d');
		EXPECT_EQ(eg_task_done(&shared), 0);
	}
	EXPECT_EQ(errno, ECANCELED);
	return arg;
}

static void *late_putter(void *arg) {
	EXPECT_ERRNO(eg_put(&shared, arg, EG_FOREVER), EPIPE);
	return NULL;
}

static void *removed(void *arg) {
	EXPECT_ERRNO(eg_get(arg, NULL, EG_FOREVER), EIDRM);
	return NULL;
}

static void tasks_and_closing(void) {
	shared = (eg_queue)EG_QUEUE_INIT(4);
	EXPECT_ERRNO(eg_task_done(&shared), EINVAL);
	for (int i = 0; i < 4; i++)
		EXPECT_EQ(eg_put(&shared, NULL, EG_NOW), 0);
	EXPECT_ERRNO(eg_queue_join(&shared, EG_NOW), EAGAIN);
	eg_co *w = eg_spawn(work, NULL);
	EXPECT_EQ(eg_queue_join(&shared, EG_FOREVER), 0);
	EXPECT(!strcmp(trace, "dddd"));
	eg_kill(w, EG_FOREVER);
	eg_unref(w);

	for (int i = 0; i < 4; i++)
		EXPECT_EQ(eg_put(&shared, P(i), EG_NOW), 0);
	eg_co *p = eg_spawn(late_putter, NULL);
	let_wait(p);
	EXPECT_EQ(eg_queue_close(&shared, 1), 0);
	EXPECT_ERRNO(eg_queue_close(&shared, 1), EALREADY);
	EXPECT_ERRNO(eg_put(&shared, NULL, EG_FOREVER), EPIPE);
	EXPECT_EQ(get(&shared), 0);
	EXPECT_EQ(get(&shared), 1);
	EXPECT_EQ(eg_queue_close(&shared, 0), 0);
	EXPECT_ERRNO(eg_get(&shared, NULL, EG_FOREVER), EPIPE);
	EXPECT_ERRNO(eg_peek(&shared, NULL, EG_FOREVER), EPIPE);
	EXPECT_EQ(eg_join(p, EG_FOREVER), 0);
	eg_unref(p);
	eg_queue_destroy(&shared);

	eg_queue doomed = EG_QUEUE_INIT(EG_CHAN);
	eg_co *r = eg_spawn(removed, &doomed);
	let_wait(r);
	eg_queue_destroy(&doomed);
	EXPECT_EQ(eg_join(r, EG_FOREVER), 0);
	eg_unref(r);
}

int main(void) {
	kinds();
	waiting(1);
	waiting(2);
	waiting(EG_CHAN);
	tasks_and_closing();
	return 0;
}
