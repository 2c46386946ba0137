/* "The stdio functions are thread-safe: each FILE object has a lockcount" - flockfile(3). So lines that
 * threads print to one stream are whole, also where one of them waits in the middle of a line, because
 * the pipe is full. */
#include "tests/test.h"

enum { THREADS = 6, LINES = 100, WIDTH = 3000 };

static FILE *out;

static void *prints(void *arg) {
	char text[WIDTH + 1];
	int number = (int)(intptr_t)arg;
	memset(text, 'a' + number, WIDTH);
	text[WIDTH] = 0;
	for (int i = 0; i < LINES; i++) {
		switch (i % 3) {
		case 0: EXPECT_EQ(fprintf(out, "%d %s\n", number, text), WIDTH + 3); break;
		case 1:
			text[0] = (char)('0' + number);
			text[1] = ' ';
			text[WIDTH - 1] = '\n';
			EXPECT_EQ(fwrite(text, 1, WIDTH, out), WIDTH);
			text[0] = text[1] = text[WIDTH - 1] = (char)('a' + number);
			break;
		default:
			flockfile(out);
			fprintf(out, "%d ", number);
			fputs(text, out);
			fputc('\n', out);
			funlockfile(out);
		}
	}
	return NULL;
}

static void *prints_all(void *arg) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(prints, (void *)(intptr_t)i);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	fclose(out);
	return arg;
}

int main(void) {
	int fds[2], count[THREADS] = { 0 };
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	EXPECT_EQ(pipe(fds), 0);
	FILE *in = fdopen(fds[0], "r");
	out = fdopen(fds[1], "w");
	pthread_t thread = start_thread(prints_all, NULL);
	while ((length = getline(&line, &size, in)) > 0) {
		EXPECT(length == WIDTH || length == WIDTH + 3);
		int number = line[0] - '0';
		EXPECT(number >= 0 && number < THREADS && line[1] == ' ' && line[length - 1] == '\n');
		for (int i = 2; i < length - 1; i++)
			EXPECT_EQ(line[i], 'a' + number);
		count[number]++;
	}
	for (int i = 0; i < THREADS; i++)
		EXPECT_EQ(count[i], LINES);
	join_thread(thread);
	free(line);
	return test_end();
}
