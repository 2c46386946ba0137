/* A thread that waits in fgets, getline, getdelim, fread, fgetc, fscanf, fgetwc or fgetws for a pipe or
 * a socket waits alone: another one, through a stream of its own, sends what it waits for - stdio(3). */
#include <sys/socket.h>
#include <wchar.h>

#include "tests/test.h"

static FILE *in, *out;

static void *sends(void *arg) {
	linger();
	EXPECT(fputs(arg, out) >= 0);
	EXPECT_EQ(fflush(out), 0);
	return NULL;
}

static pthread_t send_later(const char *text) {
	return start_thread(sends, (void *)(uintptr_t)text);
}

static void receive_all(void) {
	char buf[64], *line = NULL;
	size_t size = 0;
	int a, b;

	pthread_t thread = send_later("one\n");
	EXPECT(fgets(buf, sizeof buf, in) && !strcmp(buf, "one\n"));
	join_thread(thread);
	thread = send_later("two\nthree;");
	EXPECT_EQ(getline(&line, &size, in), 4);
	EXPECT(!strcmp(line, "two\n"));
	EXPECT_EQ(getdelim(&line, &size, ';', in), 6);
	EXPECT(!strcmp(line, "three;"));
	join_thread(thread);
	thread = send_later("12345678");
	EXPECT_EQ(fread(buf, 2, 4, in), 4);
	EXPECT(!memcmp(buf, "12345678", 8));
	join_thread(thread);
	thread = send_later("x");
	EXPECT_EQ(fgetc(in), 'x');
	join_thread(thread);
	thread = send_later("y");
	EXPECT_EQ(getc(in), 'y');
	EXPECT_EQ(ungetc('z', in), 'z');
	EXPECT_EQ(getc(in), 'z');
	join_thread(thread);
	thread = send_later("17 ");
	EXPECT_EQ(fscanf(in, "%d", &a), 1);
	EXPECT_EQ(a, 17);
	join_thread(thread);
	thread = send_later("18\n19\n");
	EXPECT_EQ(fscanf(in, "%d %d", &a, &b), 2);
	EXPECT(a == 18 && b == 19);
	join_thread(thread);
	free(line);
}

static void receive_wide(void) {
	wchar_t buf[16];
	int n;
	pthread_t thread = send_later("a");
	EXPECT_EQ(fgetwc(in), L'a');
	join_thread(thread);
	thread = send_later("bc\n");
	EXPECT(fgetws(buf, 16, in) && !wcscmp(buf, L"bc\n"));
	join_thread(thread);
	thread = send_later("20 ");
	EXPECT_EQ(fwscanf(in, L"%d", &n), 1);
	EXPECT_EQ(n, 20);
	join_thread(thread);
}

int main(void) {
	for (int i = 0; i < 4; i++) {
		int fds[2];
		EXPECT_EQ(i % 2 ? pipe(fds) : socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
		in = fdopen(fds[0], "r");
		out = fdopen(fds[1], "w");
		EXPECT(in && out);
		if (i < 2)
			receive_all();
		else
			receive_wide();
		EXPECT_EQ(fclose(in) | fclose(out), 0);
	}
	return test_end();
}
