/* test.h - for the tests of libc calls, which are plain POSIX programs: each runs bare, where the kernel
 * says what is right, and then preloaded, where it must be right as well.
 *
 * A test is one claim, named after it. It checks with EXPECT, orders things with pipes and semaphores and
 * not with sleeps, and ends main with `return test_end();`, which also sees to it that a preloaded run
 * really ran in coroutines. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FAIL(...)                                                                                  \
	do {                                                                                       \
		fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                                    \
		fprintf(stderr, __VA_ARGS__);                                                      \
		fprintf(stderr, " (errno: %s)\n", strerror(errno));                                \
		_exit(1);                                                                          \
	} while (0)

#define EXPECT(x)                                                                                  \
	do {                                                                                       \
		if (!(x))                                                                          \
			FAIL("not so: %s", #x);                                                    \
	} while (0)

/* Two integers are equal; tells both. */
#define EXPECT_EQ(a, b)                                                                            \
	do {                                                                                       \
		long long a_ = (long long)(a), b_ = (long long)(b);                                \
		if (a_ != b_)                                                                      \
			FAIL("%s is %lld, not %lld (%s)", #a, a_, b_, #b);                         \
	} while (0)

/* The call fails with -1 and this errno. */
#define EXPECT_ERRNO(call, error)                                                                  \
	do {                                                                                       \
		errno = 0;                                                                         \
		long long r_ = (long long)(call);                                                  \
		if (r_ != -1 || errno != (error))                                                  \
			FAIL("%s returned %lld, not -1 with %s", #call, r_, strerror(error));      \
	} while (0)

/* 77 tells the runner that the test cannot run here. */
#define SKIP(why)                                                                                  \
	do {                                                                                       \
		fprintf(stderr, "skipped: %s\n", why);                                             \
		_exit(77);                                                                         \
	} while (0)

static inline int64_t now_ms(void) {
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000) + ts.tv_nsec / 1000000;
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

/* Whether the program runs under evergreen. Results must not depend on it. */
static inline int is_preloaded(void) {
	return getenv("TEST_PRELOADED") != NULL;
}

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
