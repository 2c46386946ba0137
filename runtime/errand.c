/* errand.c - see errand.h. */
#include "runtime/errand.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "runtime/lock.h"
#include "runtime/sys.h"

enum { SIGNAL_SETXID = 33 };

static struct {
	struct lock lock;
	void (*fn)(void *ucontext);
} errand;

static void on_signal(int sig, siginfo_t *info, void *ucontext) {
	int saved_errno = errno;
	void (*fn)(void *) = errand.fn;
	(void)sig;
	(void)info;
	if (fn)
		fn(ucontext);
	errno = saved_errno;
}

/* libc's sigaction refuses this signal, so the kernel's is called, which wants to be told how a handler
 * returns. */
#if defined __x86_64__
__asm__(".text\n"
	".type errand_restorer, @function\n"
	"errand_restorer:\n\t"
	"movl $15, %eax\n\t" /* rt_sigreturn */
	"syscall\n"
	".size errand_restorer, .-errand_restorer\n");
void errand_restorer(void) __attribute__((visibility("hidden")));
enum { KERNEL_SA_RESTORER = 0x04000000 };
#endif

static void install(unsigned long flags) {
	struct {
		void (*handler)(int, siginfo_t *, void *);
		unsigned long flags;
		void (*restorer)(void);
		uint64_t mask;
	} action = { .handler = on_signal, .flags = flags | SA_SIGINFO, .mask = ~UINT64_C(0) };
#if defined __x86_64__
	action.flags |= KERNEL_SA_RESTORER;
	action.restorer = errand_restorer;
#endif
	sys(SYS_rt_sigaction, SIGNAL_SETXID, &action, 0, sizeof action.mask);
}

void errand_begin(void (*fn)(void *ucontext)) {
	lock_take(&errand.lock);
	errand.fn = fn;
	install(SA_RESTART);
}

int errand_interrupts(void) {
	install(0); /* again and again: libc's setuid puts its own there */
	return SIGNAL_SETXID;
}

void errand_end(void) {
	lock_drop(&errand.lock);
}

bool errand_send(pid_t tid) {
	return sys(SYS_tgkill, getpid(), tid, SIGNAL_SETXID) == 0;
}
