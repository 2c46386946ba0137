/* A thread that unlocks and locks again at once does not keep the others out for ever. */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int got;

static void *hog(void *arg) {
	while (got < 3) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		usleep(100);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	return arg;
}

static void *polite(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	got++;
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	pthread_t hogs[2], others[3];
	for (int i = 0; i < 2; i++)
		hogs[i] = start_thread(hog, NULL);
	for (int i = 0; i < 3; i++)
		others[i] = start_thread(polite, NULL);
	for (int i = 0; i < 3; i++)
		join_thread(others[i]);
	for (int i = 0; i < 2; i++)
		join_thread(hogs[i]);
	return test_end();
}
