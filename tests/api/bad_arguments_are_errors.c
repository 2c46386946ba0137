/* NULL, unknown flags, joining oneself, ending what has ended: the documented errno. */
#include <poll.h>

#include "tests/turns.h"

static eg_event go;

static void *nothing(void *arg) {
	EXPECT_EQ(eg_event_wait(&go, EG_FOREVER), 0);
	return arg;
}

static void callback(eg_co *co, void *arg) {
	(void)co;
	(void)arg;
}

int main(void) {
	errno = 0;
	EXPECT(!eg_spawn(NULL, NULL) && errno == EINVAL);
	EXPECT(!eg_spawn(nothing, NULL, .flags = 1u << 20) && errno == EINVAL);
	EXPECT(!eg_spawn(nothing, NULL, .flags = EG_NATIVE | EG_SHARE_TLS) && errno == EINVAL);
	EXPECT(!takes_turns() || (!eg_spawn(nothing, NULL, .stack = 1) && errno == EINVAL));
	EXPECT(!eg_spawn(nothing, NULL, .stack = SIZE_MAX) && errno == ENOMEM);
	EXPECT_ERRNO(eg_join(NULL, EG_FOREVER), EINVAL);
	EXPECT_ERRNO(eg_cancel(NULL, 0), EINVAL);
	EXPECT_ERRNO(eg_kill(NULL, EG_FOREVER), EINVAL);
	EXPECT_ERRNO(eg_link(NULL, callback, NULL), EINVAL);
	EXPECT_ERRNO(eg_defer(NULL, NULL), EINVAL);
	EXPECT_ERRNO(eg_fd_wait(-1, POLLIN, EG_FOREVER), EBADF);
	EXPECT_ERRNO(eg_fd_wait(0, 0, EG_FOREVER), EINVAL);
	EXPECT_EQ(eg_ready(NULL), 0);
	EXPECT(!eg_value(NULL));
	eg_unref(NULL);
	EXPECT(!eg_ref(NULL));

	eg_co *co = eg_spawn(nothing, NULL);
	EXPECT_ERRNO(eg_join(eg_self(), EG_FOREVER), EDEADLK);
	EXPECT_ERRNO(eg_join(co, EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_link(co, NULL, NULL), EINVAL);
	EXPECT_ERRNO(eg_unlink(co, callback, NULL), ENOENT);
	EXPECT_ERRNO(eg_cancel(co, -1), EINVAL);
	eg_event_set(&go);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	EXPECT_EQ(eg_cancel(co, 0), 0);
	EXPECT_EQ(eg_kill(co, EG_NOW), 0);
	EXPECT_EQ(eg_error(co), 0);
	eg_unref(co);
	return 0;
}
