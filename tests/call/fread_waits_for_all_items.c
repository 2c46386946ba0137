/* fread reads "nmemb items of data": it waits until all of them have come, however many parts they come
 * in, or for the end of the file - fread(3). */
#include "tests/test.h"

enum { PARTS = 20, PART = 1000 };

static int fds[2];

static void *sends(void *arg) {
	for (int i = 0; i < PARTS; i++) {
		char part[PART];
		memset(part, i, sizeof part);
		usleep(200);
		EXPECT_EQ(write(fds[1], part, sizeof part), PART);
	}
	if (arg)
		close(fds[1]);
	return NULL;
}

int main(void) {
	static char all[PARTS * PART * 2];
	EXPECT_EQ(pipe(fds), 0);
	FILE *stream = fdopen(fds[0], "r");
	pthread_t thread = start_thread(sends, NULL);
	EXPECT_EQ(fread(all, PART, PARTS, stream), PARTS);
	for (int i = 0; i < PARTS * PART; i++)
		EXPECT_EQ(all[i], i / PART);
	EXPECT(!feof(stream));
	join_thread(thread);
	thread = start_thread(sends, fds);
	EXPECT_EQ(fread(all, PART, PARTS * 2, stream), PARTS);
	EXPECT(feof(stream) && !ferror(stream));
	EXPECT_EQ(fread(all, 1, 1, stream), 0);
	join_thread(thread);
	return test_end();
}
