/* "si_code ... SI_USER kill(2); SI_QUEUE sigqueue(3); SI_TKILL tkill(2) or tgkill(2)", si_value,
 * si_pid and si_uid - sigaction(2) */
#include "tests/test.h"

static siginfo_t got;
static _Atomic int handled;

static void handler(int sig, siginfo_t *info, void *context) {
	EXPECT(context != NULL);
	EXPECT_EQ(info->si_signo, sig);
	got = *info;
	handled++;
}

static void await(int code) {
	while (!handled)
		usleep(1000);
	handled = 0;
	EXPECT_EQ(got.si_code, code);
	EXPECT_EQ(got.si_pid, getpid());
	EXPECT_EQ(got.si_uid, getuid());
}

static _Atomic int stop;

static void *thread(void *arg) {
	while (!stop)
		usleep(1000);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	EXPECT_EQ(sigaction(SIGRTMIN, &action, NULL), 0);
	pthread_t id = start_thread(thread, NULL);

	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	await(SI_USER);
	EXPECT_EQ(sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_ptr = &got }), 0);
	await(SI_QUEUE);
	EXPECT(got.si_value.sival_ptr == &got);
	EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
	await(SI_TKILL);
	EXPECT_EQ(pthread_sigqueue(id, SIGRTMIN, (union sigval){ .sival_int = 123 }), 0);
	await(SI_QUEUE);
	EXPECT_EQ(got.si_value.sival_int, 123);
	EXPECT_EQ(raise(SIGUSR1), 0);
	await(SI_TKILL);
	EXPECT_EQ(pthread_sigqueue(pthread_self(), SIGRTMIN, (union sigval){ .sival_int = 5 }), 0);
	await(SI_QUEUE);
	EXPECT_EQ(got.si_value.sival_int, 5);
	stop = 1;
	join_thread(id);
	return test_end();
}
