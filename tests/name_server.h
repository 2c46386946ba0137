/* name_server.h - a name server that is a thread of the test's own process: while others wait for its answers,
 * in whatever way libc asks, it must run. */
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include "tests/test.h"

enum { ASKERS = 8, NO_NAME = 3 };

static struct sockaddr_in address = { .sin_family = AF_INET };
static int server;

/* Names that begin with n do not exist, the others have the address 10.0.0.length. */
static void *serves(void *arg) {
	unsigned char packet[512];
	for (;;) {
		struct sockaddr_in from;
		socklen_t len = sizeof from;
		ssize_t n = recvfrom(server, packet, sizeof packet, 0, (struct sockaddr *)&from, &len);
		EXPECT(n > NS_HFIXEDSZ);
		usleep(500);
		int exists = packet[NS_HFIXEDSZ + 1] != 'n';
		unsigned char record[] = { 0xc0, NS_HFIXEDSZ, 0, ns_t_a,
					   0,    ns_c_in,     0, 0,
					   0,    0,           0, 4,
					   10,   0,           0, packet[NS_HFIXEDSZ] };
		packet[2] |= 0x80; /* a response */
		packet[3] = (unsigned char)(0x80 | (exists ? 0 : NO_NAME));
		packet[7] = (unsigned char)exists;
		packet[11] = 0; /* nothing additional */
		n = NS_HFIXEDSZ + (ssize_t)strlen((char *)packet + NS_HFIXEDSZ) + 1 + 4;
		if (exists) {
			memcpy(packet + n, record, sizeof record);
			n += (ssize_t)sizeof record;
		}
		EXPECT_EQ(sendto(server, packet, (size_t)n, 0, (struct sockaddr *)&from, len), n);
	}
	return arg;
}

static void use_server(struct __res_state *state) {
	state->nscount = 1;
	state->nsaddr_list[0] = address;
	state->options &= ~(unsigned long)(RES_DEFNAMES | RES_DNSRCH);
}

/* Start it, and several threads that ask it, each with a number. */
static void serve_and_ask(void *(*asks)(void *)) {
	socklen_t len = sizeof address;
	pthread_t threads[ASKERS];
	server = socket(AF_INET, SOCK_DGRAM, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	EXPECT_EQ(bind(server, (struct sockaddr *)&address, len), 0);
	EXPECT_EQ(getsockname(server, (struct sockaddr *)&address, &len), 0);
	start_thread(serves, NULL);
	for (int i = 0; i < ASKERS; i++)
		threads[i] = start_thread(asks, (void *)(intptr_t)i);
	for (int i = 0; i < ASKERS; i++)
		join_thread(threads[i]);
}
