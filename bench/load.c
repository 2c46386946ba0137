/* load.c - an echo client: many connections, some of which talk, and what that costs the server.
 *
 *   load -p port [-c connections] [-a talking] [-t seconds] [-s bytes] [-x proxy] [-P server-pid] [-v]
 *
 * Each talking connection sends a message, waits for all of it to come back, and sends the next. With -x
 * the connections go through a SOCKS5 proxy on that port. Prints one line of names and values:
 * requests/s, p50 and p99 in microseconds, and of the server's process: CPU ns and context switches per
 * request, threads, and what the connections added to its memory, to its page tables, and to the
 * kernel's stacks, in KB. The first fifth of the time is not counted. */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct conn {
	int fd;
	int missing; /* bytes of the answer */
	int64_t sent_ns;
};

static int port, proxy, connections = 1, talking = -1, size = 64, verbose;
static double seconds = 1;
static pid_t server;

static int64_t now_ns(clockid_t clock) {
	struct timespec ts;
	clock_gettime(clock, &ts);
	return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

static void die(const char *what) {
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* CPU time of the server's process, all its threads, also ended ones. */
static int64_t server_cpu_ns(void) {
	clockid_t clock;
	if (!server || clock_getcpuclockid(server, &clock))
		return 0;
	return now_ns(clock);
}

/* Context switches of all its threads that live. */
static int64_t server_switches(void) {
	char path[64], line[128];
	int64_t sum = 0;
	snprintf(path, sizeof path, "cat /proc/%d/task/*/status 2>/dev/null", (int)server);
	FILE *f = server ? popen(path, "r") : NULL;
	while (f && fgets(line, sizeof line, f)) {
		char *at = strstr(line, "ctxt_switches:");
		if (at)
			sum += atoll(at + strlen("ctxt_switches:"));
	}
	if (f)
		pclose(f);
	return sum;
}

/* A line of a file below /proc, as a number; 0 where there is none. */
static long proc_value(const char *path, const char *name) {
	char line[256];
	long value = 0;
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f)) {
		size_t len = strlen(name);
		if (!strncmp(line, name, len) && line[len] == ':')
			value = atol(line + len + 1);
	}
	if (f)
		fclose(f);
	return value;
}

struct memory {
	long rss, page_tables, kernel_stacks, threads;
};

static struct memory server_memory(void) {
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/status", (int)server);
	struct memory m = { proc_value(path, "VmRSS"), proc_value(path, "VmPTE"),
			    proc_value("/proc/meminfo", "KernelStack"), proc_value(path, "Threads") };
	return m;
}

static void exchange(int fd, const void *out, size_t out_len, size_t in_len) {
	char in[16];
	if (write(fd, out, out_len) != (ssize_t)out_len)
		die("write to the proxy");
	for (size_t got = 0; got < in_len;) {
		ssize_t n = read(fd, in, in_len - got);
		if (n <= 0)
			die("read from the proxy");
		got += (size_t)n;
	}
}

/* RFC 1928: no authentication; connect to 127.0.0.1. */
static void ask_proxy(int fd) {
	const unsigned char hello[] = { 5, 1, 0 };
	const unsigned char request[] = {
		5, 1, 0, 1, 127, 0, 0, 1, (unsigned char)(port >> 8), (unsigned char)port
	};
	exchange(fd, hello, sizeof hello, 2);
	exchange(fd, request, sizeof request, 10);
}

static int connect_one(void) {
	struct sockaddr_in addr = { .sin_family = AF_INET };
	addr.sin_port = htons((unsigned short)(proxy ? proxy : port));
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	if (fd < 0)
		die("socket");
	if (connect(fd, (struct sockaddr *)&addr, sizeof addr) < 0)
		die("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (proxy)
		ask_proxy(fd);
	return fd;
}

static char *message;

static void ask(struct conn *c) {
	c->missing = size;
	c->sent_ns = now_ns(CLOCK_MONOTONIC);
	if (write(c->fd, message, (size_t)size) != size)
		die("write");
}

static int by_value(const void *a, const void *b) {
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

int main(int argc, char **argv) {
	for (int opt; (opt = getopt(argc, argv, "p:c:a:t:s:x:P:v")) != -1;) {
		switch (opt) {
		case 'p': port = atoi(optarg); break;
		case 'c': connections = atoi(optarg); break;
		case 'a': talking = atoi(optarg); break;
		case 't': seconds = atof(optarg); break;
		case 's': size = atoi(optarg); break;
		case 'x': proxy = atoi(optarg); break;
		case 'P': server = atoi(optarg); break;
		case 'v': verbose = 1; break;
		default: return 2;
		}
	}
	if (talking < 0 || talking > connections)
		talking = connections;
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);

	struct conn *conns = calloc((size_t)connections, sizeof *conns);
	message = calloc(1, (size_t)size);
	int ep = epoll_create1(0);
	struct memory before = server_memory();
	for (int i = 0; i < connections; i++) {
		conns[i].fd = connect_one();
		if (verbose && (i + 1) % 1000 == 0)
			fprintf(stderr, "\r  %d connections ", i + 1);
	}
	if (verbose)
		fprintf(stderr, "\r                       \r");
	/* The talking ones spread over all, each has been answered once before time is taken. */
	for (int i = 0; i < talking; i++) {
		struct conn *c = &conns[(int64_t)i * connections / talking];
		struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
		epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &ev);
		ask(c);
	}

	size_t room = (size_t)1 << 22, count = 0;
	uint32_t *latency = malloc(room * sizeof *latency);
	char *buf = malloc((size_t)size);
	int64_t start = now_ns(CLOCK_MONOTONIC), from = start + (int64_t)(seconds * 2e8);
	int64_t end = start + (int64_t)(seconds * 1e9), cpu = 0, switches = 0, measured_from = 0;
	int64_t now = start;
	int measuring = 0;
	struct epoll_event events[1024];
	while (now < end) {
		int n = epoll_wait(ep, events, 1024, 1000);
		now = now_ns(CLOCK_MONOTONIC);
		if (!measuring && now >= from) {
			measuring = 1;
			switches = server_switches();
			cpu = server_cpu_ns();
			measured_from = now = now_ns(CLOCK_MONOTONIC);
		}
		for (int i = 0; i < n; i++) {
			struct conn *c = events[i].data.ptr;
			ssize_t got = read(c->fd, buf, (size_t)c->missing);
			if (got <= 0)
				die("read");
			c->missing -= (int)got;
			if (c->missing)
				continue;
			int64_t took = now_ns(CLOCK_MONOTONIC) - c->sent_ns;
			if (measuring && count < room)
				latency[count] = (uint32_t)(took < UINT32_MAX ? took : UINT32_MAX);
			count += (size_t)measuring;
			ask(c);
		}
	}
	cpu = server_cpu_ns() - cpu;
	double took = (double)(now_ns(CLOCK_MONOTONIC) - measured_from) / 1e9;
	switches = server_switches() - switches;
	struct memory after = server_memory();
	size_t kept = count < room ? count : room;
	qsort(latency, kept, sizeof *latency, by_value);
	if (!count) {
		fprintf(stderr, "load: no answers\n");
		return 1;
	}
	printf("rps %.0f p50_us %.1f p99_us %.1f cpu_ns %.0f switches %.3f threads %ld rss_kb %ld "
	       "page_tables_kb %ld kernel_stacks_kb %ld\n",
	       (double)count / took, latency[kept / 2] / 1e3, latency[kept * 99 / 100] / 1e3,
	       (double)cpu / (double)count, (double)switches / (double)count, after.threads,
	       after.rss - before.rss, after.page_tables - before.page_tables,
	       after.kernel_stacks - before.kernel_stacks);
	return 0;
}
