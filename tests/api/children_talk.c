/* Subprocesses: pipes, both ways at once and more than a pipe holds, exit status, deadlines that lose
 * nothing. */
#include <signal.h>
#include <sys/wait.h>

#include "tests/turns.h"

#define ARGV(...) ((char *[]){ __VA_ARGS__, NULL })

static _Atomic int ticks;

static void *ticker(void *arg) {
	for (;; ticks++) {
		if (eg_sleep(0.001) < 0)
			return arg;
	}
}

static void both_ways(void) {
	enum { LEN = 1 << 20 };
	eg_child child;
	char *input = malloc(LEN), *out;
	size_t len;
	for (int i = 0; i < LEN; i++)
		input[i] = (char)('a' + i % 26);
	EXPECT_EQ(eg_run(&child, ARGV("sh", "-c", "cat; echo problem >&2"),
			 EG_STDIN | EG_STDOUT | EG_STDERR),
		  0);
	EXPECT_EQ(eg_communicate(&child, input, LEN, &out, &len, EG_FOREVER), 0);
	EXPECT_EQ(len, LEN);
	EXPECT(!memcmp(out, input, LEN) && out[LEN] == '\0');
	EXPECT(!strcmp(eg_child_stderr(&child), "problem\n"));
	EXPECT(WIFEXITED(child.status) && WEXITSTATUS(child.status) == 0);
	eg_child_end(&child);
	free(input);
}

int main(void) {
	eg_child child;
	char *out;
	eg_co *t = eg_spawn(ticker, NULL);
	both_ways();

	EXPECT_EQ(eg_run(&child, ARGV("sh", "-c", "echo out; echo err >&2; exit 3"),
			 EG_STDOUT | EG_STDERR_TO_STDOUT),
		  0);
	EXPECT_EQ(eg_communicate(&child, NULL, 0, &out, NULL, EG_FOREVER), 0);
	EXPECT(!strcmp(out, "out\nerr\n"));
	EXPECT_EQ(WEXITSTATUS(child.status), 3);
	EXPECT_EQ(eg_child_wait(&child, EG_NOW), 0);
	eg_child_end(&child);

	/* A deadline in between: the second call goes on where the first one was. */
	EXPECT_EQ(eg_run(&child, ARGV("sh", "-c", "echo one; read line; echo $line"),
			 EG_STDIN | EG_STDOUT),
		  0);
	int was = ticks;
	EXPECT_ERRNO(eg_child_wait(&child, EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_child_wait(&child, eg_in(0.02)), ETIMEDOUT);
	EXPECT(ticks > was);
	EXPECT_EQ(eg_communicate(&child, "two\n", 4, &out, NULL, EG_FOREVER), 0);
	EXPECT(!strcmp(out, "one\ntwo\n"));
	eg_child_end(&child);

	EXPECT_EQ(eg_run(&child, ARGV("sleep", "1000"), EG_STDOUT), 0);
	EXPECT_ERRNO(eg_communicate(&child, NULL, 0, &out, NULL, eg_in(0.01)), ETIMEDOUT);
	kill(child.pid, SIGTERM);
	EXPECT_EQ(eg_communicate(&child, NULL, 0, &out, NULL, EG_FOREVER), 0);
	EXPECT(!strcmp(out, "") && WIFSIGNALED(child.status) && WTERMSIG(child.status) == SIGTERM);
	eg_child_end(&child);

	/* One that does not listen: no SIGPIPE. */
	EXPECT_EQ(eg_run(&child, ARGV("true"), EG_STDIN), 0);
	EXPECT_EQ(eg_child_wait(&child, EG_FOREVER), 0);
	EXPECT_EQ(eg_communicate(&child, "x", 1, NULL, NULL, EG_FOREVER), 0);
	eg_child_end(&child);

	EXPECT_ERRNO(eg_run(&child, ARGV("/no/such/program"), 0), ENOENT);
	EXPECT_ERRNO(eg_run(&child, (char *[]){ NULL }, 0), EINVAL);
	EXPECT_ERRNO(eg_run(&child, ARGV("true"), 1 << 10), EINVAL);
	eg_kill(t, EG_FOREVER);
	eg_unref(t);
	return 0;
}
