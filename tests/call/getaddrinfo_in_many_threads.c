/* getaddrinfo and getnameinfo are thread-safe (MT-Safe): numeric names, the hosts file, services, and
 * names that do not exist, in many threads at once - getaddrinfo(3). */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include "tests/test.h"

enum { THREADS = 24 };

static void *resolves(void *arg) {
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found;
	struct sockaddr_in address = { .sin_family = AF_INET };
	char host[256], service[32], numeric[32];
	int number = (int)(intptr_t)arg;

	snprintf(numeric, sizeof numeric, "10.1.2.%d", number);
	EXPECT_EQ(getaddrinfo(numeric, "1234", &hints, &found), 0);
	memcpy(&address, found->ai_addr, sizeof address);
	EXPECT_EQ(ntohl(address.sin_addr.s_addr), 0x0a010200 + number);
	EXPECT_EQ(ntohs(address.sin_port), 1234);
	freeaddrinfo(found);

	EXPECT_EQ(getnameinfo((struct sockaddr *)&address, sizeof address, host, sizeof host, service,
			      sizeof service, NI_NUMERICHOST | NI_NUMERICSERV),
		  0);
	EXPECT(!strcmp(host, numeric));
	EXPECT(!strcmp(service, "1234"));

	EXPECT_EQ(getaddrinfo("localhost", NULL, &hints, &found), 0);
	memcpy(&address, found->ai_addr, sizeof address);
	EXPECT_EQ(ntohl(address.sin_addr.s_addr), INADDR_LOOPBACK);
	freeaddrinfo(found);
	EXPECT_EQ(getnameinfo((struct sockaddr *)&address, sizeof address, host, sizeof host, NULL, 0,
			      NI_NAMEREQD),
		  0);
	EXPECT(host[0] && !strstr(host, "127."));

	EXPECT_EQ(getaddrinfo(NULL, "no-such-service", &hints, &found), EAI_SERVICE);
	EXPECT_EQ(getaddrinfo(NULL, NULL, &hints, &found), EAI_NONAME);
	hints.ai_flags = AI_NUMERICHOST;
	EXPECT_EQ(getaddrinfo("localhost", NULL, &hints, &found), EAI_NONAME);
	hints.ai_family = 999;
	EXPECT_EQ(getaddrinfo("localhost", NULL, &hints, &found), EAI_FAMILY);
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(resolves, (void *)(intptr_t)i);
	resolves((void *)200);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
