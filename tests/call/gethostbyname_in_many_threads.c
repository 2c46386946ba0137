/* gethostbyname_r, gethostbyname2_r and gethostbyaddr_r are reentrant; gethostbyname is not, but h_errno
 * is each thread's own - gethostbyname(3). */
#include <arpa/inet.h>
#include <netdb.h>

#include "tests/test.h"

enum { THREADS = 16 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *resolves(void *arg) {
	struct hostent host, *found;
	char buf[1024];
	int error;
	for (int i = 0; i < 3; i++) {
		struct in_addr loopback = { htonl(INADDR_LOOPBACK) };
		EXPECT_EQ(gethostbyname_r("localhost", &host, buf, sizeof buf, &found, &error), 0);
		EXPECT(found && !memcmp(found->h_addr, &loopback, 4));
		EXPECT_EQ(gethostbyname2_r("127.0.0.1", AF_INET, &host, buf, sizeof buf, &found, &error),
			  0);
		EXPECT(found && !memcmp(found->h_addr, &loopback, 4));
		EXPECT_EQ(gethostbyaddr_r(&loopback, 4, AF_INET, &host, buf, sizeof buf, &found, &error),
			  0);
		EXPECT(found && found->h_name[0]);
		EXPECT_EQ(gethostbyname_r("localhost", &host, buf, 4, &found, &error), ERANGE);

		h_errno = 100 + i;
		pthread_mutex_lock(&mutex); /* the result is everyone's */
		found = gethostbyname("localhost");
		EXPECT(found && !memcmp(found->h_addr, &loopback, 4));
		found = gethostbyname2("localhost", AF_INET);
		EXPECT(found && !memcmp(found->h_addr, &loopback, 4));
		found = gethostbyaddr(&loopback, 4, AF_INET);
		EXPECT(found && found->h_name[0]);
		pthread_mutex_unlock(&mutex);
		h_errno = (int)(intptr_t)arg;
		usleep(100);
		EXPECT_EQ(h_errno, (int)(intptr_t)arg);
	}
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(resolves, (void *)(intptr_t)i);
	resolves((void *)77);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
