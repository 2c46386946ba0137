/* child.c - eg_child: subprocesses with pipes. The pipes' ends here do not block, which nobody else
 * sees: the child's ends are other descriptions. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/api.h"
#include "runtime/fd.h"
#include "runtime/sys.h"

extern char **environ;

enum { STREAMS = 3, CHUNK = 65536, AT_ONCE = 4 };

/* What eg_communicate has come to. */
struct text {
	char *bytes; /* with a final zero */
	size_t len, room;
};

struct progress {
	size_t written;
	struct text out, err;
	bool has_ended;
};

static struct progress *of(const eg_child *child) {
	_Static_assert(sizeof(struct progress) <= sizeof child->private_, "evergreen.h has room for it");
	return (struct progress *)(uintptr_t)child->private_;
}

/* ---- starting ---- */

static void close_pair(int pair[2]) {
	for (int i = 0; i < 2; i++) {
		if (pair[i] >= 0)
			close(pair[i]);
	}
}

/* Pipes, [0] to read from. Ours is the end that the child does not have. */
static int make_pipes(int pipes[STREAMS][2], unsigned flags) {
	for (int i = 0; i < STREAMS; i++)
		pipes[i][0] = pipes[i][1] = -1;
	for (int i = 0; i < STREAMS; i++) {
		if (!(flags >> i & 1))
			continue;
		int ours = i == 0 ? 1 : 0;
		if (pipe2(pipes[i], O_CLOEXEC) < 0)
			return -errno;
		fcntl(pipes[i][ours], F_SETFL, O_NONBLOCK);
	}
	return 0;
}

static int start(eg_child *child, char *const argv[], int pipes[STREAMS][2], unsigned flags) {
	posix_spawn_file_actions_t actions;
	pid_t pid;
	posix_spawn_file_actions_init(&actions);
	for (int i = 0; i < STREAMS; i++) {
		int theirs = pipes[i][i == 0 ? 0 : 1];
		if (theirs >= 0)
			posix_spawn_file_actions_adddup2(&actions, theirs, i);
	}
	if (flags & EG_STDERR_TO_STDOUT)
		posix_spawn_file_actions_adddup2(&actions, 1, 2);
	int error = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	child->pid = error ? 0 : pid;
	return -error;
}

EXPORT int eg_run(eg_child *child, char *const argv[], unsigned flags) {
	int pipes[STREAMS][2], saved_errno = errno;
	if (!child || !argv || !argv[0] || flags > (EG_STDERR_TO_STDOUT << 1) - 1 ||
	    ((flags & EG_STDERR) && (flags & EG_STDERR_TO_STDOUT)))
		return api_fail(EINVAL);
	memset(child, 0, sizeof *child);
	child->in = child->out = child->err = -1;
	int error = make_pipes(pipes, flags);
	if (!error)
		error = start(child, argv, pipes, flags);
	if (error) {
		for (int i = 0; i < STREAMS; i++)
			close_pair(pipes[i]);
		return api_fail(-error);
	}
	child->in = pipes[0][1];
	child->out = pipes[1][0];
	child->err = pipes[2][0];
	for (int i = 0; i < STREAMS; i++) {
		int theirs = pipes[i][i == 0 ? 0 : 1];
		if (theirs >= 0)
			close(theirs);
	}
	return api_result(0, saved_errno);
}

/* ---- waiting ---- */

static int reap(eg_child *child) {
	int status;
	long pid = sys(SYS_wait4, child->pid, &status, WNOHANG, NULL);
	if (pid == 0)
		return -EAGAIN;
	if (pid < 0)
		return (int)pid;
	child->status = status;
	of(child)->has_ended = true;
	return 0;
}

EXPORT int eg_child_wait(eg_child *child, eg_deadline deadline) {
	if (!child || child->pid <= 0)
		return api_fail(EINVAL);
	int error = of(child)->has_ended ? 0 : reap(child);
	if (error != -EAGAIN || deadline.ns == EG_NOW.ns)
		return error ? api_fail(-error) : 0;
	int fd = (int)sys(SYS_pidfd_open, child->pid, 0);
	if (fd < 0)
		return api_fail(-fd);
	fd = fd_make_own(fd);
	while (error == -EAGAIN) {
		error = eg_fd_wait(fd, POLLIN, deadline) < 0 && errno != EINTR ? -errno : reap(child);
	}
	fd_drop_own(fd);
	return error ? api_fail(-error) : 0;
}

/* ---- talking ---- */

/* Without the signal that a closed pipe would send: -EPIPE. */
static long write_quietly(int fd, const void *bytes, size_t len) {
	uint64_t pipe = UINT64_C(1) << (SIGPIPE - 1), old;
	struct timespec at_once = { 0 };
	struct co *self = gate_enter();
	sys(SYS_rt_sigprocmask, SIG_BLOCK, &pipe, &old, sizeof old);
	long n = sys(SYS_write, fd, bytes, len);
	if (n == -EPIPE && !(old & pipe))
		sys(SYS_rt_sigtimedwait, &pipe, NULL, &at_once, sizeof pipe);
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &old, NULL, sizeof old);
	gate_leave(self);
	return n;
}

static void close_stream(int *fd) {
	close(*fd);
	*fd = -1;
}

/* A part; others have their turn before it is the rest's, when that could be written at once, too. */
static void feed(eg_child *child, const char *input, size_t len) {
	struct progress *p = of(child);
	for (int i = 0; i < AT_ONCE && p->written < len; i++) {
		long n = write_quietly(child->in, input + p->written, len - p->written);
		if (n == -EAGAIN)
			return;
		if (n < 0) { /* it does not listen any more */
			close_stream(&child->in);
			return;
		}
		p->written += (size_t)n;
	}
	if (p->written == len)
		close_stream(&child->in);
}

/* In the same way, what is there. 0 or -ENOMEM. */
static int drain(int *fd, struct text *text) {
	for (int i = 0; i < AT_ONCE; i++) {
		if (text->room - text->len < CHUNK) {
			char *bytes = realloc(text->bytes, 2 * text->room + 2 * CHUNK + 1);
			if (!bytes)
				return -ENOMEM;
			text->bytes = bytes;
			text->room = 2 * text->room + 2 * CHUNK;
		}
		long n = sys(SYS_read, *fd, text->bytes + text->len, text->room - text->len);
		text->bytes[text->len + (n > 0 ? (size_t)n : 0)] = '\0';
		if (n == -EAGAIN)
			return 0;
		if (n <= 0) {
			close_stream(fd);
			return 0;
		}
		text->len += (size_t)n;
	}
	return 0;
}

/* Until something can be done for one of the pipes; false: there are none left. */
static int talk(eg_child *child, const void *input, size_t len, int64_t deadline_ns) {
	struct progress *p = of(child);
	eg_case cases[STREAMS];
	int count = 0;
	const int fds[] = { child->in, child->out, child->err };
	for (int i = 0; i < STREAMS; i++) {
		if (fds[i] >= 0)
			cases[count++] = (eg_case){ .kind = EG_ON_FD,
						    .fd = fds[i],
						    .events = i == 0 ? POLLOUT : POLLIN };
	}
	if (!count)
		return 0;
	int ready = eg_select(cases, count, (eg_deadline){ deadline_ns });
	if (ready < 0)
		return -errno;
	int fd = cases[ready].fd, error = 0;
	if (fd == child->in)
		feed(child, input, len);
	else if (fd == child->out)
		error = drain(&child->out, &p->out);
	else
		error = drain(&child->err, &p->err);
	return error ? error : 1;
}

EXPORT int eg_communicate(eg_child *child, const void *input, size_t input_len, char **out,
			  size_t *out_len, eg_deadline deadline) {
	if (!child || child->pid <= 0 || (input_len && !input))
		return api_fail(EINVAL);
	if (child->in >= 0 && input_len == of(child)->written)
		close_stream(&child->in);
	int more;
	while ((more = talk(child, input, input_len, deadline.ns)) > 0)
		;
	if (more < 0)
		return api_fail(-more);
	if (eg_child_wait(child, deadline) < 0)
		return -1;
	const struct text *text = &of(child)->out;
	static char nothing[1];
	if (out)
		*out = text->bytes ? text->bytes : nothing;
	if (out_len)
		*out_len = text->len;
	return 0;
}

EXPORT const char *eg_child_stderr(const eg_child *child) {
	const struct text *text = &of(child)->err;
	return text->bytes ? text->bytes : "";
}

EXPORT void eg_child_end(eg_child *child) {
	int *fds[] = { &child->in, &child->out, &child->err };
	for (int i = 0; i < STREAMS; i++) {
		if (*fds[i] >= 0)
			close_stream(fds[i]);
	}
	free(of(child)->out.bytes);
	free(of(child)->err.bytes);
	memset(of(child), 0, sizeof child->private_);
	child->pid = 0;
}
