/* cpu.c - threads that compute.
 *
 *   cpu [threads]   each does the same work; prints the time from the first to the last of them
 *   cpu serve       an echo server, a thread for each connection, and one more that computes; prints its port */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/bench.h"

static void compute(long rounds) {
	volatile uint64_t kept;
	uint64_t x = 1;
	for (long i = 0; i < rounds; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
	}
	kept = x;
	(void)kept;
}

static void *computes(void *arg) {
	compute(500000000);
	return arg;
}

static void *computes_on(void *arg) {
	for (;;)
		compute(1000000);
	return arg;
}

static int measure(int count) {
	pthread_t threads[64];
	count = count < 1 ? 1 : count > 64 ? 64 : count;
	int64_t start = bench_clock_ns(CLOCK_MONOTONIC);
	for (int i = 0; i < count; i++) {
		if (pthread_create(&threads[i], NULL, computes, NULL) != 0)
			return 1;
	}
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	printf("compute-%d %.1f ms\n", count,
	       (double)(bench_clock_ns(CLOCK_MONOTONIC) - start) / 1000000);
	return 0;
}

static void *serves(void *arg) {
	int fd = (int)(intptr_t)arg;
	char buf[4096];
	ssize_t n;
	while ((n = read(fd, buf, sizeof buf)) > 0 && write(fd, buf, (size_t)n) == n)
		;
	close(fd);
	return NULL;
}

static int serve(void) {
	int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof addr;
	pthread_t thread;
	if (bind(listener, (struct sockaddr *)&addr, len) < 0 || listen(listener, 4096) < 0)
		return 1;
	getsockname(listener, (struct sockaddr *)&addr, &len);
	printf("%d\n", ntohs(addr.sin_port));
	fflush(stdout);
	if (pthread_create(&thread, NULL, computes_on, NULL) != 0)
		return 1;
	for (int fd; (fd = accept(listener, NULL, NULL)) >= 0;) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		if (pthread_create(&thread, NULL, serves, (void *)(intptr_t)fd) != 0)
			close(fd);
		else
			pthread_detach(thread);
	}
	return 1;
}

int main(int argc, char **argv) {
	if (argc > 1 && !strcmp(argv[1], "serve"))
		return serve();
	return measure(argc > 1 ? atoi(argv[1]) : 2);
}
