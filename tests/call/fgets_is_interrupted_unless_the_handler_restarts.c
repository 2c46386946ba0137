/* A handler without SA_RESTART makes the read below fgets fail with EINTR: fgets returns NULL and the
 * error indicator is set; with SA_RESTART it goes on waiting - signal(7), fgetc(3). */
#include <signal.h>

#include "tests/test.h"

static int fds[2];
static FILE *in;
static _Atomic int caught, failed;

static void on_signal(int sig) {
	(void)sig;
	caught++;
}

static void *reads(void *arg) {
	char buf[16];
	EXPECT(!fgets(buf, sizeof buf, in));
	EXPECT_EQ(errno, EINTR);
	EXPECT(ferror(in) && !feof(in));
	clearerr(in);
	failed = 1;
	return arg;
}

static void *reads_on(void *arg) {
	char buf[16];
	EXPECT(fgets(buf, sizeof buf, in));
	EXPECT(!strcmp(buf, "abc\n"));
	return arg;
}

static void handle(int flags) {
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = flags };
	sigaction(SIGUSR1, &action, NULL);
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	in = fdopen(fds[0], "r");
	handle(0);
	pthread_t thread = start_thread(reads, NULL);
	while (!failed) {
		pthread_kill(thread, SIGUSR1);
		linger();
	}
	join_thread(thread);

	handle(SA_RESTART);
	caught = 0;
	thread = start_thread(reads_on, NULL);
	while (caught < 5) {
		pthread_kill(thread, SIGUSR1);
		linger();
	}
	EXPECT_EQ(write(fds[1], "abc\n", 4), 4);
	join_thread(thread);
	return test_end();
}
