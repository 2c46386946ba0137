/* A stream on a terminal: a thread that waits for a line waits alone; what it prints goes out line by
 * line; the end of the file is the other side's VEOF - tty, stdio(3). */
#include <pty.h>
#include <termios.h>

#include "tests/test.h"

static int master, slave;

static void *types(void *arg) {
	linger();
	EXPECT_EQ(write(master, "hello\n", 6), 6);
	linger();
	EXPECT_EQ(write(master, "12 13\n", 6), 6);
	linger();
	EXPECT_EQ(write(master, "\004", 1), 1);
	return arg;
}

static void *sees(void *arg) {
	char got[16];
	size_t n = 0;
	while (n < 6)
		n += (size_t)read(master, got + n, 6 - n);
	EXPECT(!memcmp(got, "done\r\n", 6));
	return arg;
}

int main(void) {
	struct termios termios;
	char line[64];
	int a, b;
	if (openpty(&master, &slave, NULL, NULL, NULL) < 0)
		SKIP("no pseudo-terminals");
	tcgetattr(slave, &termios);
	termios.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(slave, TCSANOW, &termios);
	FILE *in = fdopen(slave, "r"), *out = fdopen(dup(slave), "w");
	pthread_t thread = start_thread(types, NULL);
	EXPECT(fgets(line, sizeof line, in) && !strcmp(line, "hello\n"));
	EXPECT_EQ(fscanf(in, "%d %d", &a, &b), 2);
	EXPECT(a == 12 && b == 13);
	EXPECT_EQ(getc(in), '\n');
	EXPECT_EQ(getc(in), EOF);
	EXPECT(feof(in));
	join_thread(thread);
	thread = start_thread(sees, NULL);
	linger();
	EXPECT_EQ(fprintf(out, "done\n"), 5); /* line buffered */
	join_thread(thread);
	return test_end();
}
