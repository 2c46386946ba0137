/* Work on a kernel thread, signals as coroutines, waiting for the end of all others. */
#include <signal.h>
#include <sys/syscall.h>

#include "tests/turns.h"

static _Atomic int ticks, signals;
static int fds[2];
static eg_event got;

static void *ticker(void *arg) {
	for (; ticks < 5; ticks++)
		eg_sleep(0.001);
	return arg;
}

static void *blocks(void *arg) {
	char c;
	EXPECT_EQ(syscall(SYS_read, fds[0], &c, 1), 1);
	return arg;
}

static void *lets_go(void *arg) {
	EXPECT_EQ(eg_join(arg, EG_FOREVER), 0);
	EXPECT_EQ(write(fds[1], "x", 1), 1);
	return NULL;
}

static void *fails(void *arg) {
	return eg_fail(EDOM, "%s", (char *)arg);
}

static void on_signal(int signo, void *arg) {
	EXPECT_EQ(signo, SIGUSR1);
	EXPECT(!strcmp(arg, "arg"));
	eg_sleep(0); /* it may park */
	signals++;
	eg_event_set(&got);
}

static void *also_waits(void *arg) {
	EXPECT_EQ(eg_wait(EG_FOREVER), 0);
	return arg;
}

int main(void) {
	void *value;
	EXPECT_EQ(pipe(fds), 0);
	eg_co *t = eg_spawn(ticker, NULL), *l = eg_spawn(lets_go, t);
	EXPECT_EQ(eg_offload(blocks, "done", &value, EG_FOREVER), 0);
	EXPECT(!strcmp(value, "done") && ticks == 5);
	EXPECT_ERRNO(eg_offload(blocks, NULL, &value, eg_in(0.001)), ETIMEDOUT);
	EXPECT_EQ(write(fds[1], "x", 1), 1);
	EXPECT_ERRNO(eg_offload(fails, "x", NULL, EG_FOREVER), EDOM);
	eg_unref(t);
	eg_unref(l);

	EXPECT_EQ(eg_wait(EG_FOREVER), 0);
	EXPECT_EQ(eg_signal(SIGUSR1, on_signal, "arg"), 0);
	EXPECT_EQ(eg_wait(EG_FOREVER), 0); /* nor for who waits for signals, and has not begun */
	EXPECT_ERRNO(eg_signal(0, on_signal, NULL), EINVAL);
	EXPECT_ERRNO(eg_signal(SIGKILL, on_signal, NULL), EINVAL);
	for (int i = 1; i <= 3; i++) {
		kill(getpid(), SIGUSR1);
		EXPECT_EQ(eg_event_wait(&got, EG_FOREVER), 0);
		eg_event_clear(&got);
		EXPECT_EQ(signals, i);
	}
	EXPECT_EQ(eg_signal(SIGUSR1, NULL, NULL), 0);

	ticks = 0;
	t = eg_spawn(ticker, NULL);
	eg_co *also = eg_spawn(also_waits, NULL);
	if (takes_turns())
		EXPECT_ERRNO(eg_wait(EG_NOW), EAGAIN);
	EXPECT_EQ(eg_wait(EG_FOREVER), 0);
	EXPECT(eg_ready(t) && ticks == 5);
	EXPECT_EQ(eg_join(also, EG_FOREVER), 0);
	eg_unref(t);
	eg_unref(also);
	return 0;
}
