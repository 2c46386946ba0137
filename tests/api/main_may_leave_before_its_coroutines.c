/* When the main thread ends by eg_exit or pthread_exit, its coroutines go on, and the process ends with 0 when the last
 * of them has, or the last thread that they have made: pthread_exit(3). Who only waits for signals keeps nobody. */
#include "tests/turns.h"

static _Atomic int *ended; /* shared with the child */

static void *is_late(void *arg) {
	EXPECT_EQ(eg_sleep(0.01), 0);
	++*ended;
	return arg;
}

static void *makes_a_thread(void *arg) {
	pthread_detach(start_thread(is_late, NULL));
	return arg;
}

static void on_signal(int signo, void *arg) {
	(void)signo;
	(void)arg;
}

static void leaves(void) {
	eg_scope scope;
	if (takes_turns()) /* else it is a thread like any other */
		EXPECT_EQ(eg_signal(SIGUSR1, on_signal, NULL), 0);
	EXPECT(eg_spawn(is_late, NULL) != NULL);
	EXPECT(eg_spawn(is_late, NULL, .flags = EG_SHARE_TLS) != NULL);
	EXPECT(eg_spawn(is_late, NULL, .flags = EG_NATIVE) != NULL);
	EXPECT(eg_spawn(makes_a_thread, NULL) != NULL);
	eg_scope_enter(&scope, eg_in(0.001));
}

static void leaves_by_eg_exit(void) {
	leaves();
	eg_exit(NULL);
}

static void leaves_by_pthread_exit(void) {
	leaves();
	pthread_exit(NULL);
}

static void leaves_cancelled(void) {
	leaves();
	EXPECT_EQ(eg_cancel(eg_self(), 0), 0);
	eg_exit(NULL);
}

static void leaves_last(void) {
	eg_co *co = eg_spawn(is_late, NULL);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	eg_exit(co);
}

int main(void) {
	makes_threads_in_children();
	ended = shared_memory(sizeof *ended);
	EXPECT_EQ(run_in_child(leaves_by_eg_exit), 0);
	EXPECT_EQ(*ended, 4);
	EXPECT_EQ(run_in_child(leaves_by_pthread_exit), 0);
	EXPECT_EQ(*ended, 8);
	EXPECT_EQ(run_in_child(leaves_cancelled), 0);
	EXPECT_EQ(*ended, 12);
	EXPECT_EQ(run_in_child(leaves_last), 0);
	EXPECT_EQ(*ended, 13);
	return 0;
}
