/* A coroutine that takes no notice of its cancellation is unwound: destructors, pthread_cleanup handlers
 * and defers run, in that order from the innermost; also after a thousand failed waits without eg_kill.
 */
#include <pthread.h>
#include <string>

#include "tests/turns.h"

static std::string trace;
static eg_event begun;

struct guard {
	const char *name;
	~guard() {
		trace += name;
	}
};

static void note(void *name) {
	trace += static_cast<const char *>(name);
}

static void *deaf(void *) {
	guard outer = { "o" };
	eg_defer(note, const_cast<char *>("1"));
	eg_defer(note, const_cast<char *>("2"));
	pthread_cleanup_push(note, const_cast<char *>("c"));
	guard inner = { "i" };
	eg_event_set(&begun);
	for (;;)
		eg_sleep(100);
	pthread_cleanup_pop(0);
	return nullptr;
}

static void killed(unsigned flags) {
	trace = "";
	eg_opt options = eg_opt();
	options.flags = flags;
	eg_co *co = eg_spawn(deaf, nullptr, options);
	EXPECT_EQ(eg_event_wait(&begun, EG_FOREVER), 0);
	eg_event_clear(&begun);
	EXPECT_EQ(eg_kill(co, eg_in(0.01)), 0);
	EXPECT(trace == "ico21");
	EXPECT_EQ(eg_error(co), ECANCELED);
	eg_unref(co);
}

static void tired(unsigned flags) {
	trace = "";
	eg_opt options = eg_opt();
	options.flags = flags;
	eg_co *co = eg_spawn(deaf, nullptr, options);
	EXPECT_EQ(eg_event_wait(&begun, EG_FOREVER), 0);
	eg_event_clear(&begun);
	EXPECT_EQ(eg_cancel(co, EPIPE), 0);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	EXPECT(trace == "ico21");
	EXPECT_EQ(eg_error(co), EPIPE);
	eg_unref(co);
}

int main() {
	for (int i = 0; i < 100; i++) {
		killed(0);
		killed(EG_SHARE_TLS);
		tired(0);
		tired(EG_SHARE_TLS);
	}
	return 0;
}
