/* "alarm() arranges for a SIGALRM signal to be delivered to the calling process in seconds
 * seconds"; it "returns the number of seconds remaining until any previously scheduled alarm" -
 * alarm(2) */
#include "tests/test.h"

static _Atomic int handled;
static int fds[2];

static void handler(int sig) {
	EXPECT_EQ(sig, SIGALRM);
	handled++;
}

static void *ticker(void *arg) {
	while (!handled)
		usleep(1000);
	return arg;
}

int main(void) {
	char c;
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGALRM, handler, 0);
	pthread_t id = start_thread(ticker, NULL);
	EXPECT_EQ(alarm(1000), 0);
	unsigned left = alarm(1);
	EXPECT(left > 900 && left <= 1000);
	int64_t start = now_ms();
	EXPECT_ERRNO(read(fds[0], &c, 1), EINTR);
	EXPECT(now_ms() - start >= 990);
	EXPECT_EQ(handled, 1);
	EXPECT_EQ(alarm(0), 0);
	join_thread(id);
	return test_end();
}
