/* "GAI_WAIT Perform the requests synchronously. The call blocks until the requests have completed";
 * gai_suspend waits for those of GAI_NOWAIT - getaddrinfo_a(3). */
#include <netdb.h>

#include "tests/test.h"

static void *looks(void *arg) {
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM };
	struct gaicb request = { .ar_name = "127.0.0.1", .ar_request = &hints }, *list[] = { &request };
	EXPECT_EQ(getaddrinfo_a(arg ? GAI_WAIT : GAI_NOWAIT, list, 1, NULL), 0);
	while (gai_error(&request) == EAI_INPROGRESS) {
		int error = gai_suspend((const struct gaicb *const *)list, 1, NULL);
		EXPECT(error == 0 || error == EAI_ALLDONE);
	}
	EXPECT_EQ(gai_error(&request), 0);
	struct sockaddr_in *addr = (struct sockaddr_in *)(void *)request.ar_result->ai_addr;
	EXPECT_EQ(addr->sin_addr.s_addr, htonl(INADDR_LOOPBACK));
	freeaddrinfo(request.ar_result);
	return NULL;
}

int main(void) {
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		threads[i] = start_thread(looks, i % 2 ? threads : NULL);
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);
	return test_end();
}
