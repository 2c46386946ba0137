/* test.h - for the tests of libc calls, which are plain POSIX programs: each runs bare, where the kernel
 * says what is right, and then preloaded, where it must be right as well.
 *
 * A test is one claim, named after it. It checks with EXPECT, orders things with pipes and semaphores
 * and not with sleeps, and ends main with `return test_end();`, which also sees to it that a preloaded
 * run really ran in coroutines. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FAIL(...)                                                                                       \
	do {                                                                                            \
		fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                                         \
		fprintf(stderr, __VA_ARGS__);                                                           \
		fprintf(stderr, " (errno: %s)\n", strerror(errno));                                     \
		_exit(1);                                                                               \
	} while (0)

#define EXPECT(x)                                                                                       \
	do {                                                                                            \
		if (!(x))                                                                               \
			FAIL("not so: %s", #x);                                                         \
	} while (0)

/* Two integers are equal; tells both. */
#define EXPECT_EQ(a, b)                                                                                 \
	do {                                                                                            \
		long long a_ = (long long)(a), b_ = (long long)(b);                                     \
		if (a_ != b_)                                                                           \
			FAIL("%s is %lld, not %lld (%s)", #a, a_, b_, #b);                              \
	} while (0)

/* The call fails with -1 and this errno. */
#define EXPECT_ERRNO(call, error)                                                                       \
	do {                                                                                            \
		errno = 0;                                                                              \
		long long r_ = (long long)(call);                                                       \
		if (r_ != -1 || errno != (error))                                                       \
			FAIL("%s returned %lld, not -1 with %s", #call, r_, strerror(error));           \
	} while (0)

/* 77 tells the runner that the test cannot run here. */
#define SKIP(why)                                                                                       \
	do {                                                                                            \
		fprintf(stderr, "skipped: %s\n", why);                                                  \
		_exit(77);                                                                              \
	} while (0)

static inline int64_t now_ms(void) {
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000) + ts.tv_nsec / 1000000;
}

static inline int64_t ns_on(clockid_t clock) {
	struct timespec ts;
	EXPECT_EQ(clock_gettime(clock, &ts), 0);
	return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

/* Without a call that libc does not make in user space. */
static inline void compute_for(int ms) {
	for (int64_t begin = now_ms(); now_ms() - begin < ms;)
		;
}

static inline struct timespec in_ms(clockid_t clock, int ms) {
	struct timespec ts;
	clock_gettime(clock, &ts);
	ts.tv_sec += ms / 1000;
	ts.tv_nsec += ms % 1000 * 1000000L;
	if (ts.tv_nsec >= 1000000000L) {
		ts.tv_sec++;
		ts.tv_nsec -= 1000000000L;
	}
	return ts;
}

static inline pthread_t start_thread(void *(*fn)(void *), void *arg) {
	pthread_t thread;
	int error = pthread_create(&thread, NULL, fn, arg);
	if (error) {
		errno = error;
		FAIL("pthread_create");
	}
	return thread;
}

static inline void *join_thread(pthread_t thread) {
	void *result;
	int error = pthread_join(thread, &result);
	if (error) {
		errno = error;
		FAIL("pthread_join");
	}
	return result;
}

/* One byte through a pipe or a socket, to order things. */
static inline void tell(int fd) {
	EXPECT_EQ(write(fd, "x", 1), 1);
}

static inline void hear(int fd) {
	char c;
	EXPECT_EQ(read(fd, &c, 1), 1);
}

/* Lets other threads get into the calls that they are about to make. What is right must not depend on
 * it. */
static inline void linger(void) {
	usleep(5000);
}

/* Wait for a child. Its exit status, or 128 and the signal that killed it. */
static inline int reap(pid_t pid) {
	int status;
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* fn in a forked child: its exit status, as above, 0 if it returned. */
static inline int run_in_child(void (*fn)(void)) {
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		fn();
		_exit(0);
	}
	return reap(pid);
}

/* The same, to be reaped later. */
static inline pid_t start_child(void (*fn)(void)) {
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		fn();
		_exit(0);
	}
	return pid;
}

/* Zeroed memory that forked children share. */
static inline void *shared_memory(size_t size) {
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	EXPECT(map != MAP_FAILED);
	return map;
}

/* Make a shared library from C source, with more options for the compiler. Whoever loads it unlinks it.
 */
static inline void make_library(char path[32], const char *source, const char *options) {
	char command[200];
	strcpy(path, "/tmp/test-XXXXXX.so");
	int fd = mkstemps(path, 3);
	EXPECT(fd >= 0);
	close(fd);
	if (system("command -v cc >/dev/null") != 0)
		SKIP("no cc");
	snprintf(command, sizeof command, "cc -shared -fPIC %s -o %s -x c -", options, path);
	FILE *cc = popen(command, "w");
	EXPECT(cc && fputs(source, cc) >= 0);
	EXPECT_EQ(pclose(cc), 0);
}

/* Whether the program runs under evergreen. Results must not depend on it. */
static inline int is_preloaded(void) {
	return getenv("TEST_PRELOADED") != NULL;
}

#ifndef __cplusplus /* what the tests in C++ do without */

/* ---- ordering: a thread calls about_to_block and then the call; wait_until_blocked returns when it
 * waits in there. (Of a coroutine nobody can tell: it gets time to do so.) ---- */
static _Atomic pid_t test_blocking;

static inline void about_to_block(void) {
	test_blocking = gettid();
}

static inline void wait_until_blocked(void) {
	char path[64], stat[256] = "", *state;
	pid_t tid;
	while (!(tid = test_blocking))
		usleep(500);
	test_blocking = 0;
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
	for (int i = 0; i < 8; i++) {
		usleep(1000);
		FILE *file = is_preloaded() ? NULL : fopen(path, "r");
		if (!file)
			continue;
		if (fgets(stat, sizeof stat, file) && (state = strrchr(stat, ')')) && state[2] != 'S')
			i = 0;
		fclose(file);
	}
}

/* ---- data: bytes that tell where they belong ---- */

static inline void fill_pattern(void *buf, size_t len, size_t from) {
	unsigned char *bytes = buf;
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)((from + i) * 7 + (from + i) / 251);
}

static inline int is_pattern(const void *buf, size_t len, size_t from) {
	const unsigned char *bytes = buf;
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != (unsigned char)((from + i) * 7 + (from + i) / 251))
			return 0;
	}
	return 1;
}

/* Reads `len` bytes of pattern, a piece at a time. */
static inline void drain_pattern(int fd, size_t len) {
	char buf[10007];
	for (size_t done = 0; done < len;) {
		ssize_t n = read(fd, buf, sizeof buf < len - done ? sizeof buf : len - done);
		EXPECT(n > 0);
		EXPECT(is_pattern(buf, (size_t)n, done));
		done += (size_t)n;
	}
}

/* Write until a write would block, also a while later: TCP takes some more when its peer has
 * acknowledged. */
static inline size_t fill_up(int fd) {
	static const char zeros[4096];
	size_t done = 0;
	int flags = fcntl(fd, F_GETFL);
	EXPECT_EQ(fcntl(fd, F_SETFL, flags | O_NONBLOCK), 0);
	for (int quiet = 0; quiet < 3; quiet++, usleep(1000)) {
		for (size_t len = sizeof zeros; len > 0; len /= 2) {
			for (ssize_t n; (n = write(fd, zeros, len)) > 0; quiet = 0)
				done += (size_t)n;
		}
	}
	EXPECT_EQ(errno, EAGAIN);
	EXPECT_EQ(fcntl(fd, F_SETFL, flags), 0);
	return done;
}

/* ---- sockets of the loopback ---- */

static inline int tcp_listener(struct sockaddr_in *addr, int backlog) {
	socklen_t len = sizeof *addr;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	*addr = (struct sockaddr_in){ .sin_family = AF_INET };
	addr->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	EXPECT_EQ(bind(fd, (struct sockaddr *)addr, len), 0);
	EXPECT_EQ(listen(fd, backlog), 0);
	EXPECT_EQ(getsockname(fd, (struct sockaddr *)addr, &len), 0);
	return fd;
}

static inline void tcp_pair(int fds[2]) {
	struct sockaddr_in addr;
	int listener = tcp_listener(&addr, 1);
	fds[0] = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT_EQ(connect(fds[0], (struct sockaddr *)&addr, sizeof addr), 0);
	EXPECT((fds[1] = accept(listener, NULL, NULL)) >= 0);
	EXPECT_EQ(close(listener), 0);
}

static inline int udp_socket(struct sockaddr_in *addr) {
	socklen_t len = sizeof *addr;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	*addr = (struct sockaddr_in){ .sin_family = AF_INET };
	addr->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	EXPECT_EQ(bind(fd, (struct sockaddr *)addr, len), 0);
	EXPECT_EQ(getsockname(fd, (struct sockaddr *)addr, &len), 0);
	return fd;
}

/* ---- signals ---- */

static inline void set_handler(int sig, void (*handler)(int), int flags) {
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
	EXPECT_EQ(sigaction(sig, &action, NULL), 0);
}

static inline sigset_t set_of(int sig) {
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, sig);
	return set;
}

/* Signal a thread again and again until it tells: it may not wait yet when the first ones come. */
static inline void kill_until(_Atomic int *done, pthread_t thread, int sig) {
	while (!*done) {
		EXPECT_EQ(pthread_kill(thread, sig), 0);
		usleep(1000);
	}
}

#define futex(...) syscall(SYS_futex, __VA_ARGS__)

#endif

#ifdef __x86_64__
/* A system call that no library sees. -errno where it fails. */
static inline long raw_syscall(long number, long a, long b, long c, long d) {
	register long r10 __asm__("r10") = d;
	long result;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return result;
}
#else
#define raw_syscall(number, a, b, c, d) SKIP("no raw system calls for this processor")
#endif

static inline int test_end(void) {
	if (is_preloaded()) {
		uint64_t (*made)(void);
		void *found = dlsym(RTLD_DEFAULT, "eg_made");
		memcpy(&made, &found, sizeof made);
		if (!found || made() == 0)
			FAIL("preloaded, but no coroutine was made");
	}
	return 0;
}

#endif
