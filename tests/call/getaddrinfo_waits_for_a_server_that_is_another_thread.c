/* A name server that is a thread of the same process: getaddrinfo, which takes locks and waits inside
 * libc, keeps only its own thread waiting, and names that do not exist fail with EAI_NONAME -
 * getaddrinfo(3). */
#include "tests/name_server.h"

enum { QUERIES = 4 };

static void *asks(void *arg) {
	int number = (int)(intptr_t)arg;
	char name[32] = "xxxxxxxxxxxxxxxx";
	strcpy(name + number + 1, ".test");
	EXPECT_EQ(res_init(), 0);
	use_server(&_res);
	for (int i = 0; i < QUERIES; i++) {
		struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found;
		struct sockaddr_in got;
		EXPECT_EQ(getaddrinfo(name, "80", &hints, &found), 0);
		memcpy(&got, found->ai_addr, sizeof got);
		EXPECT_EQ(ntohl(got.sin_addr.s_addr), 0x0a000001 + number);
		freeaddrinfo(found);
		EXPECT_EQ(getaddrinfo("none.test", NULL, &hints, &found), EAI_NONAME);
	}
	res_nclose(&_res);
	return arg;
}

int main(void) {
	serve_and_ask(asks);
	return test_end();
}
