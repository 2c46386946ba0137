/* A deadline scope ends every wait in it, libc's too, with ETIMEDOUT; nested ones by the earliest, and
 * it is known which; of equal deadlines the one that was set first. */
#include <poll.h>
#include <sys/socket.h>

#include "tests/turns.h"

static int fds[2];

static void libc_calls_end(void) {
	char c;
	EG_TIMEOUT(t, eg_in(0.02)) {
		EXPECT_ERRNO(recv(fds[0], &c, 1, 0), ETIMEDOUT);
		EXPECT_ERRNO(poll(NULL, 0, 100000), ETIMEDOUT);
		EXPECT(sleep(100) >=
		       (takes_turns() ? 100 : 99)); /* libc drops what is less than a second */
		EXPECT_ERRNO(eg_sleep(100), ETIMEDOUT);
		EXPECT_ERRNO(eg_sleep(0), ETIMEDOUT);
		EXPECT(eg_scope_expired(&t));
		EXPECT_EQ(write(fds[1], "x", 1), 1);
		EXPECT_EQ(recv(fds[0], &c, 1, 0), 1); /* it did not have to wait */
	}
	EXPECT_EQ(eg_sleep(0.001), 0);
}

static void inner_first(void) {
	eg_scope outer, inner;
	eg_scope_enter(&outer, eg_in(100));
	eg_scope_enter(&inner, eg_in(0.01));
	EXPECT_ERRNO(eg_sleep(50), ETIMEDOUT);
	EXPECT_EQ(eg_scope_leave(&inner), 1);
	EXPECT_EQ(eg_sleep(0.001), 0);
	EXPECT_EQ(eg_scope_leave(&outer), 0);
	EXPECT_EQ(eg_scope_leave(&outer), 0);
}

static void outer_first(void) {
	eg_scope outer, inner;
	eg_deadline same = eg_in(0.01);
	eg_scope_enter(&outer, same);
	eg_scope_enter(&inner, same);
	EXPECT_ERRNO(eg_sleep(50), ETIMEDOUT);
	EXPECT_EQ(eg_scope_leave(&inner), 0);
	EXPECT_EQ(eg_scope_leave(&outer), 1);
}

static void *forever(void *arg) {
	eg_sleep(1000);
	return arg;
}

/* The call's own deadline, set after the scope's, and before it. */
static void ties(void) {
	eg_co *co = eg_spawn(forever, NULL);
	eg_deadline at = eg_in(0.01);
	EG_TIMEOUT(t, at) {
		EXPECT_ERRNO(eg_join(co, at), ETIMEDOUT);
		EXPECT(eg_scope_expired(&t));
	}
	EG_TIMEOUT(t, eg_in(100)) {
		EXPECT_ERRNO(eg_join(co, eg_in(0.01)), ETIMEDOUT);
		EXPECT(!eg_scope_expired(&t));
		break;
	}
	EG_TIMEOUT(t, EG_NOW)
	EXPECT_ERRNO(eg_sleep(1), ETIMEDOUT);
	EXPECT_EQ(eg_kill(co, EG_FOREVER), 0);
	eg_unref(co);
}

static void *all(void *arg) {
	libc_calls_end();
	inner_first();
	outer_first();
	ties();
	return arg;
}

int main(void) {
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	all(NULL);
	eg_co *own = eg_spawn(all, NULL), *shared = eg_spawn(all, NULL, .flags = EG_SHARE_TLS);
	EXPECT_EQ(eg_join(own, EG_FOREVER), 0);
	EXPECT_EQ(eg_join(shared, EG_FOREVER), 0);
	eg_unref(own);
	eg_unref(shared);
	return 0;
}
