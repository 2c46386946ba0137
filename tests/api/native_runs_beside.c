/* EG_NATIVE: the function may block its kernel thread and nobody waits for it; value, error and the end
 * are those of any coroutine. */
#include <sys/syscall.h>

#include "runtime/evergreen.h"
#include "tests/test.h"

static int fds[2];

static void *blocks(void *arg) {
	char c;
	EXPECT_EQ(syscall(SYS_read, fds[0], &c, 1), 1); /* no hook ever sees it */
	EXPECT_EQ(eg_sleep(0.001), 0);
	return arg;
}

static void *fails(void *arg) {
	(void)arg;
	return eg_fail(EIO, "in a kernel thread");
}

static void *leaves(void *arg) {
	eg_exit(arg);
	return NULL;
}

static void *is_late(void *start) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	EXPECT(now.tv_sec * INT64_C(1000000000) + now.tv_nsec >= ((eg_deadline *)start)->ns);
	return start;
}

static void *spawns(void *arg) {
	eg_co *co = eg_spawn(fails, NULL, .flags = EG_SHARE_TLS);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	EXPECT_EQ(eg_error(co), EIO);
	eg_unref(co);

	eg_deadline start = eg_in(0.005);
	co = eg_spawn(is_late, &start, .start = start);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	eg_unref(co);
	co = eg_spawn(is_late, NULL, .start = eg_in(1000));
	EXPECT_EQ(eg_kill(co, EG_FOREVER), 0);
	EXPECT_EQ(eg_error(co), ECANCELED);
	eg_unref(co);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < 20; i++) {
		eg_co *b = eg_spawn(blocks, "read", .flags = EG_NATIVE);
		eg_co *s = eg_spawn(spawns, "spawned", .flags = EG_NATIVE);
		eg_co *f = eg_spawn(fails, NULL, .flags = EG_NATIVE);
		eg_co *l = eg_spawn(leaves, "left", .flags = EG_NATIVE);
		EXPECT_EQ(eg_join(f, EG_FOREVER), 0);
		EXPECT_EQ(eg_join(l, EG_FOREVER), 0);
		EXPECT_EQ(eg_error(f), EIO);
		EXPECT_EQ(eg_join(s, EG_FOREVER), 0);
		EXPECT(!strcmp(eg_value(s), "spawned"));
		eg_unref(s);
		EXPECT(!strcmp(eg_value(l), "left"));
		EXPECT_ERRNO(eg_join(b, eg_in(0.001)), ETIMEDOUT);
		EXPECT_EQ(write(fds[1], "x", 1), 1);
		EXPECT_EQ(eg_join(b, EG_FOREVER), 0);
		EXPECT(!strcmp(eg_value(b), "read"));
		eg_unref(b);
		eg_unref(f);
		eg_unref(l);
	}
	return 0;
}
