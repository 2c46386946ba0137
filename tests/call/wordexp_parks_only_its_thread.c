/* wordexp runs the shell for "$(command)" and reads what it writes - wordexp(3): the command waits here
 * for another thread. */
#include <wordexp.h>

#include "tests/test.h"

static int fds[2];

static void *writes(void *arg) {
	linger();
	EXPECT_EQ(write(fds[1], "abc\n", 4), 4);
	return arg;
}

int main(void) {
	wordexp_t words;
	char command[64];
	EXPECT_EQ(pipe(fds), 0);
	snprintf(command, sizeof command, "$(read x <&%d && echo $x def)", fds[0]);
	pthread_t thread = start_thread(writes, NULL);
	EXPECT_EQ(wordexp(command, &words, 0), 0);
	EXPECT_EQ(words.we_wordc, 2);
	EXPECT(!strcmp(words.we_wordv[0], "abc"));
	EXPECT(!strcmp(words.we_wordv[1], "def"));
	wordfree(&words);
	join_thread(thread);
	return test_end();
}
