/* tcb.c - real thread control blocks: the only file that knows glibc's insides.
 *
 * Nothing here is a number copied from glibc's sources. Sizes and offsets come from the tables that
 * libc exports for debuggers (_thread_db_*), from the loader (_dl_allocate_tls and friends), from the
 * kernel (the robust list), and from looking at a thread that libc made itself (learn). Where a symbol
 * is missing, tcb_init says which and the program runs without coroutines.
 *
 * libc offers no way to release what it caches for a thread (malloc's tcache above all) but to end a
 * kernel thread on it. So a TCB is renewed rather than freed as long as it can be used again, its
 * libc part kept; and to free one, a kernel thread takes it for its own and exits (see tcb_free).
 *
 * libc walks its threads to initialise the TLS of a library that is loaded in their static blocks, and
 * to wait until none of them is in the middle of looking up a symbol. Ours are among them: in the list
 * of threads with stacks of their own, between two TCBs that nobody runs on. libc changes nothing
 * between those two, we nothing outside, so that each has a lock of its own. */
#include "runtime/tcb.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <locale.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "runtime/check.h"
#include "runtime/lock.h"
#include "runtime/next.h"
#include "runtime/switch.h"
#include "runtime/sys.h"

/* The head of a TCB is ABI: compilers and debuggers use it. */
#if defined __x86_64__
enum { HEAD_SELF = 0, HEAD_DTV = 8, HEAD_THREAD = 0x10, HEAD_COPY = 0x18, HEAD_COPY_END = 0x38 };
enum { HEAD_GSCOPE = 0x1c };
enum { RSEQ_SIGNATURE = 0x53053053 };
#else
#error "no thread control block for this architecture yet"
#endif

/* The size of the keys' blocks is ABI as well: libpthread_db has it. */
enum { KEYS_PER_BLOCK = 32, KEY_BLOCKS = 32 };

enum { MARKS_MOST = 4 };
enum { LIBC_TLS_MOST = 1024 }; /* it is 144 bytes in 2.36 */

/* A table of the TLS of a thread. Before it lies its length, at 0 a generation, and then the modules. */
struct dtv_entry {
	void *value, *to_free;
};

struct key_data {
	uintptr_t seq;
	void *data;
};

static struct {
	struct tcb_layout layout;
	/* Offsets from the thread pointer. */
	size_t tid, list, cancelhandling, robust, key_blocks, first_key_block;
	size_t keys_used;  /* a bool: a key has been set; 0: not found */
	size_t stackblock; /* address and, behind it, size */
	size_t resolver;   /* the thread's struct __res_state */
	ptrdiff_t resolver_pointer, libc_tls;
	size_t libc_tls_size;
	/* Where malloc leaves its mark in it, once the thread has called it (tcache, arena). */
	ptrdiff_t marks[MARKS_MOST];
	int mark_count;
	/* pthread keys: {seq, destructor} each */
	char *keys;
	size_t key_size, key_seq, key_destructor;

	void *(*allocate_tls)(void *);
	void *(*init_tls)(void *, bool);
	void (*deallocate_tls)(void *, int);
	void (*call_tls_dtors)(void);
	struct __res_state *(*res_state)(void);
} libc;

/* A field of a thread: to write, and to read. */
#define AT(tp, offset, type)  (*(type *)((char *)(tp) + (offset)))
#define GET(tp, offset, type) (*(type const *)((const char *)(tp) + (offset)))

typedef void destructor_fn(void *);

ptrdiff_t tcb_errno_offset;
struct link {
	struct link *next, *prev;
};

/* libc's list, and the part of it that is ours: from `first` to `last`, both excluded. */
static struct {
	struct lock lock;
	struct link *head, *first, *last;
} listed;

const struct tcb_layout *tcb_layout(void) {
	return &libc.layout;
}

/* {bits, number of elements, byte offset} of a field, as libc describes it to debuggers. */
static size_t field_offset(const unsigned *descriptor) {
	return descriptor[2];
}

/* libc's own TLS segment, relative to the thread pointer. */
static int find_libc_tls(struct dl_phdr_info *info, size_t size, void *arg) {
	(void)size;
	uintptr_t errno_address = (uintptr_t)arg;
	uintptr_t start = (uintptr_t)info->dlpi_tls_data;
	for (int i = 0; start && i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		if (ph->p_type != PT_TLS || errno_address - start >= ph->p_memsz)
			continue;
		libc.libc_tls = (char *)start - (char *)context_thread_pointer();
		libc.libc_tls_size = ph->p_memsz;
		return 1;
	}
	return 0;
}

/* It lies behind the pointers to the blocks. */
static void find_keys_used(char *tp) {
	size_t at = libc.key_blocks + KEY_BLOCKS * sizeof(struct key_data *);
	pthread_key_t key;
	if (AT(tp, at, unsigned char) != 0 || pthread_key_create(&key, NULL) != 0)
		return;
	if (pthread_setspecific(key, tp) == 0 && AT(tp, at, unsigned char) == true)
		libc.keys_used = at;
	pthread_setspecific(key, NULL);
	pthread_key_delete(key);
}

/* Runs as a kernel thread on a stack of known bounds, which libc wrote into its TCB. */
static void *learn(void *arg) {
	void **stack = arg; /* address, size */
	char *tp = context_thread_pointer();
	for (size_t at = 0; at + 2 * sizeof(void *) <= libc.layout.above; at += sizeof(void *)) {
		if (AT(tp, at, void *) == stack[0] && AT(tp, at + sizeof(void *), void *) == stack[1])
			libc.stackblock = at;
	}
	size_t resolver = (size_t)((char *)libc.res_state() - tp);
	if (resolver < libc.layout.above)
		libc.resolver = resolver;

	find_keys_used(tp);

	uintptr_t before[LIBC_TLS_MOST / sizeof(uintptr_t)];
	memcpy(before, tp + libc.libc_tls, libc.libc_tls_size);
	void *volatile touched = malloc(1);
	free(touched);
	for (size_t i = 0; i < libc.libc_tls_size / sizeof *before && libc.mark_count < MARKS_MOST;
	     i++) {
		ptrdiff_t at = libc.libc_tls + (ptrdiff_t)(i * sizeof *before);
		if (AT(tp, at, uintptr_t) != before[i])
			libc.marks[libc.mark_count++] = at;
	}
	return NULL;
}

static int learn_from_thread(void) {
	size_t size =
		((size_t)256 << 10) + ((libc.layout.above + libc.layout.below + 4095) & ~(size_t)4095);
	void *stack[2] = { mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
			   (void *)size };
	if (stack[0] == MAP_FAILED)
		return -ENOMEM;
	pthread_attr_t attr;
	pthread_t thread;
	pthread_attr_init(&attr);
	pthread_attr_setstack(&attr, stack[0], size);
	int error = next_pthread_create(&thread, &attr, learn, stack);
	if (!error)
		error = next_pthread_join(thread, NULL);
	pthread_attr_destroy(&attr);
	munmap(stack[0], size);
	return -error;
}

/* What libc exports for debuggers, and of its own. */
static struct {
	const unsigned *sizeof_thread, *tid, *list, *cancelhandling, *specific, *dtv, *dtv_value;
	const unsigned *sizeof_key, *key_seq, *key_destructor;
	void (*static_info)(size_t *, size_t *);
	char *resolver_pointer, *loader;
	const unsigned *head;
} symbols;

static const struct {
	const char *name;
	void *to;
} wanted[] = {
	{ "_thread_db_sizeof_pthread", &symbols.sizeof_thread },
	{ "_thread_db_pthread_tid", &symbols.tid },
	{ "_thread_db_pthread_list", &symbols.list },
	{ "_thread_db_pthread_cancelhandling", &symbols.cancelhandling },
	{ "_thread_db_pthread_specific", &symbols.specific },
	{ "_thread_db_dtv_dtv", &symbols.dtv },
	{ "_thread_db_dtv_t_pointer_val", &symbols.dtv_value },
	{ "_thread_db_sizeof_pthread_key_struct", &symbols.sizeof_key },
	{ "_thread_db_pthread_key_struct_seq", &symbols.key_seq },
	{ "_thread_db_pthread_key_struct_destr", &symbols.key_destructor },
	{ "__pthread_keys", &libc.keys },
	{ "_dl_get_tls_static_info", &symbols.static_info },
	{ "_dl_allocate_tls", &libc.allocate_tls },
	{ "_dl_allocate_tls_init", &libc.init_tls },
	{ "_dl_deallocate_tls", &libc.deallocate_tls },
	{ "__call_tls_dtors", &libc.call_tls_dtors },
	{ "__res_state", &libc.res_state },
	{ "__resp", &symbols.resolver_pointer },
	{ "_rtld_global", &symbols.loader },
	{ "_thread_db_rtld_global__dl_stack_user", &symbols.head },
};

/* The first that libc lacks, or NULL. One of them is a thread-local: it was found for whoever looked first. */
static const char *look_up(void) {
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		void *found;
		memcpy(&found, wanted[i].to, sizeof found);
		if (found)
			continue;
		found = dlsym(RTLD_DEFAULT, wanted[i].name);
		if (!found)
			return wanted[i].name;
		memcpy(wanted[i].to, &found, sizeof found);
	}
	if (!libc.resolver_pointer)
		libc.resolver_pointer = symbols.resolver_pointer - (char *)context_thread_pointer();
	return NULL;
}

void tcb_look_up(void) {
	look_up();
}

/* ---- libc's list of threads ---- */

static struct link *link_of(void *tp) {
	return (struct link *)(void *)((char *)tp + libc.list);
}

/* A walk along `next` may be under way. */
static void insert_before(struct link *at, struct link *from, struct link *to) {
	from->prev = at->prev;
	to->next = at;
	__atomic_store_n(&at->prev->next, from, __ATOMIC_RELEASE);
	at->prev = to;
}

static void take_out(struct link *l) {
	l->prev->next = l->next;
	l->next->prev = l->prev;
}

static void list_tcb(void *tp) {
	lock_take(&listed.lock);
	insert_before(listed.last, link_of(tp), link_of(tp));
	lock_drop(&listed.lock);
}

static void unlist_tcb(void *tp) {
	lock_take(&listed.lock);
	take_out(link_of(tp));
	lock_drop(&listed.lock);
}

/* To be inserted into libc's list. */
static void begin_list(void) {
	listed.first->next = listed.last;
	listed.last->prev = listed.first;
	insert_before(listed.head, listed.first, listed.last);
}

/* A TCB for nobody, which libc may write to as to any other. */
static struct link *make_end(void) {
	size_t size = libc.layout.below + libc.layout.above + libc.layout.align;
	char *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED)
		return NULL;
	uintptr_t tp = (uintptr_t)map + libc.layout.below + libc.layout.align - 1;
	return link_of((void *)(tp & -libc.layout.align));
}

static int start_list(void) {
	listed.head = (struct link *)(void *)(symbols.loader + field_offset(symbols.head));
	listed.first = make_end();
	listed.last = make_end();
	if (!listed.first || !listed.last)
		return -ENOMEM;
	begin_list();
	return 0;
}

void tcb_hold(void) {
	lock_take(&listed.lock);
}

void tcb_release(void) {
	lock_drop(&listed.lock);
}

void tcb_forked(void *made) {
	if (!listed.first)
		return;
	begin_list(); /* libc has dropped all but the calling thread, */
	if (made) {
		take_out(link_of(made)); /* which is in another list of libc's */
		list_tcb(made);
	}
}

/* ---- learning ---- */

int tcb_init(const char **why) {
	*why = look_up();
	if (*why)
		return -ENOSYS;
	char *tp = context_thread_pointer();
	size_t static_size;
	symbols.static_info(&static_size, &libc.layout.align);
	libc.layout.above = *symbols.sizeof_thread;
	libc.layout.below = static_size - *symbols.sizeof_thread;
	libc.tid = field_offset(symbols.tid);
	libc.list = field_offset(symbols.list);
	libc.cancelhandling = field_offset(symbols.cancelhandling);
	libc.key_blocks = field_offset(symbols.specific);
	libc.first_key_block = (size_t)(AT(tp, libc.key_blocks, char *) - tp);
	libc.key_size = *symbols.sizeof_key;
	libc.key_seq = field_offset(symbols.key_seq);
	libc.key_destructor = field_offset(symbols.key_destructor);
	tcb_errno_offset = (char *)&errno - tp;
	dl_iterate_phdr(find_libc_tls, &errno);

	char *robust;
	size_t robust_size;
	if (sys(SYS_get_robust_list, 0, &robust, &robust_size) == 0)
		libc.robust = (size_t)(robust - tp);

	int error = libc.libc_tls_size <= LIBC_TLS_MOST ? learn_from_thread() : 0;
	if (error) {
		*why = "a kernel thread to look at";
		return error;
	}
	const struct {
		const char *name;
		bool known;
	} learned[] = {
		{ "the thread's robust list", libc.robust && libc.robust < libc.layout.above },
		{ "the thread's key table", libc.first_key_block < libc.layout.above },
		{ "the thread's stack bounds", libc.stackblock != 0 },
		{ "the thread's resolver state", libc.resolver != 0 },
		{ "the thread's TLS table",
		  *symbols.dtv == 8 * sizeof(struct dtv_entry) && field_offset(symbols.dtv_value) == 0 },
		{ "libc's TLS segment", libc.libc_tls_size && libc.libc_tls_size <= LIBC_TLS_MOST },
	};
	for (size_t i = 0; i < sizeof learned / sizeof *learned; i++) {
		if (!learned[i].known) {
			*why = learned[i].name;
			return -ENOSYS;
		}
	}
	*why = "the list of threads";
	return start_list();
}

/* Where a thread has what the kernel writes there of its processor; libc tells programs. Before 2.35 there is
 * none. */
extern const ptrdiff_t __rseq_offset __attribute__((weak));

/* The kernel knows the area of the carrier's own TCB only. So elsewhere it is as where rseq could not be registered,
 * and whoever would use it does without. */
static void disown_rseq(void *tp) {
	enum { CPU_ID = 4, REGISTRATION_FAILED = -2 };
	if (&__rseq_offset)
		AT(tp, (size_t)__rseq_offset + CPU_ID, int) = REGISTRATION_FAILED;
}

void tcb_adopt(void) {
	enum { SIZE = 32, UNREGISTER = 1 };
	char *tp = context_thread_pointer();
	if (&__rseq_offset && sys(SYS_rseq, tp + __rseq_offset, SIZE, UNREGISTER, RSEQ_SIGNATURE) == 0)
		disown_rseq(tp);
}

int tcb_make(void *tp, void *stack, size_t stack_size, int tid) {
	list_tcb(tp); /* before: or a library that is loaded now would be missed */
	if (!libc.allocate_tls(tp)) {
		unlist_tcb(tp);
		return -ENOMEM;
	}
	char *parent = context_thread_pointer();
	AT(tp, HEAD_SELF, void *) = tp;
	AT(tp, HEAD_THREAD, void *) = tp;
	/* "more than one thread", the stack guard, the pointer guard */
	memcpy((char *)tp + HEAD_COPY, parent + HEAD_COPY, HEAD_COPY_END - HEAD_COPY);
	AT(tp, HEAD_GSCOPE, int) = 0;
	AT(tp, libc.tid, int) = tid;
	disown_rseq(tp);

	/* An empty robust list; the kernel is told of it never, libc's mutexes need it. The pointer
	 * back lies before the head, and the offset of the lock word is the parent's. */
	void **robust = (void **)((char *)tp + libc.robust);
	robust[-1] = robust[0] = robust;
	robust[1] = *(void **)(parent + libc.robust + sizeof(void *));

	AT(tp, libc.key_blocks, char *) = (char *)tp + libc.first_key_block;
	AT(tp, libc.stackblock, void *) = stack;
	AT(tp, libc.stackblock + sizeof(void *), size_t) = stack_size;
	AT(tp, libc.resolver_pointer, void *) = (char *)tp + libc.resolver;
	return 0;
}

/* As libc does with a stack of its own that it uses again: what libraries have in TLS blocks of their own is
 * released, and what they have in the static one is as at the start. */
static void renew_tls(void *tp) {
	struct dtv_entry *dtv = AT(tp, HEAD_DTV, struct dtv_entry *);
	size_t length = (size_t)dtv[-1].value;
	for (size_t i = 1; i <= length; i++) {
		if (unlikely(dtv[i].to_free != NULL))
			free(dtv[i].to_free);
	}
	memset(dtv, 0, (length + 1) * sizeof *dtv);
	libc.init_tls(tp, true);
}

void tcb_renew(void *tp, int tid, bool is_listed) {
	char kept[LIBC_TLS_MOST];
	char *libc_tls = (char *)tp + libc.libc_tls;

	if (!is_listed)
		list_tcb(tp);
	memcpy(kept, libc_tls, libc.libc_tls_size);
	renew_tls(tp);
	memcpy(libc_tls, kept, libc.libc_tls_size);
	AT(tp, tcb_errno_offset, int) = 0;
	AT(tp, libc.cancelhandling, int) = 0;
	AT(tp, libc.tid, int) = tid;
}

/* A kernel thread's last steps work on whatever TCB it runs on, and end with an exit that does not. */
static void *exit_as(void *tp) {
	context_set_thread_pointer(tp);
	return NULL;
}

static void *exit_at_once(void *tp) {
	(void)tp;
	return NULL;
}

/* Whoever keeps memory for a thread has got it from malloc in that thread. */
static bool has_called_malloc(const void *tp) {
	for (int i = 0; i < libc.mark_count; i++) {
		if (GET(tp, libc.marks[i], uintptr_t))
			return true;
	}
	return false;
}

/* Making a thread takes libc's lock of its lists, too: when that is done, nobody who saw `tp` in one
 * walks there any longer. */
void tcb_free(void *tp, bool is_listed) {
	pthread_t thread;
	if (is_listed)
		unlist_tcb(tp);
	if (next_pthread_create(&thread, NULL, has_called_malloc(tp) ? exit_as : exit_at_once, tp) == 0)
		next_pthread_join(thread, NULL);
	libc.deallocate_tls(tp, 0);
}

int tcb_set_tid(void *tp, int tid) {
	int was = AT(tp, libc.tid, int);
	AT(tp, libc.tid, int) = tid;
	return was;
}

void *tcb_robust_list(void *tp) {
	return (char *)tp + libc.robust;
}

void tcb_started(void) {
	uselocale(
		LC_GLOBAL_LOCALE); /* also what isalpha looks at; a renewed TCB has its last thread's */
}

/* One block of keys: call the destructors of what is set. True if any was called. */
static bool destroy_block(struct key_data *block, int first_key) {
	bool any = false;
	for (int i = 0; i < KEYS_PER_BLOCK; i++) {
		void *value = block[i].data;
		if (!value)
			continue;
		block[i].data = NULL;
		const char *key = libc.keys + (size_t)(first_key + i) * libc.key_size;
		destructor_fn *destructor = GET(key, libc.key_destructor, destructor_fn *);
		if (block[i].seq != GET(key, libc.key_seq, uintptr_t) || !destructor)
			continue;
		destructor(value);
		any = true;
	}
	return any;
}

static void destroy_values(struct key_data **blocks) {
	bool again = true;
	for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS; round++) {
		again = false;
		for (int i = 0; i < KEY_BLOCKS; i++) {
			if (blocks[i])
				again |= destroy_block(blocks[i], i * KEYS_PER_BLOCK);
		}
	}
	if (unlikely(again)) /* destructors that set values for ever */
		memset(blocks[0], 0, KEYS_PER_BLOCK * sizeof **blocks);
	for (int i = 1; i < KEY_BLOCKS; i++) {
		free(blocks[i]);
		blocks[i] = NULL;
	}
}

void tcb_run_destructors(void) {
	libc.call_tls_dtors();
	char *tp = context_thread_pointer();
	if (likely(libc.keys_used && !AT(tp, libc.keys_used, bool)))
		return;
	destroy_values(&AT(tp, libc.key_blocks, struct key_data *));
	if (libc.keys_used)
		AT(tp, libc.keys_used, bool) = false;
}

/* pthread_exit unwinds to the outermost of the buffers that pthread_cleanup_push chains, which belongs
 * to libc's start code, and jumps there. Its program counter is the last word of the jump buffer, xored
 * with the pointer guard and rotated. */
bool tcb_catch_exit(void (*landing)(void)) {
	enum { JUMP_PC = 7, PREVIOUS = 0, ROTATE = 17, HEAD_POINTER_GUARD = 0x30 };
	__pthread_unwind_buf_t probe, *start = &probe;
	__pthread_register_cancel(&probe);
	while (start->__pad[PREVIOUS])
		start = start->__pad[PREVIOUS];
	__pthread_unregister_cancel(&probe);
	if (start == &probe)
		return false;

	uintptr_t guard = AT(context_thread_pointer(), HEAD_POINTER_GUARD, uintptr_t);
	long *slot = &start->__cancel_jmp_buf[0].__cancel_jmp_buf[JUMP_PC];
	uintptr_t mangled = (uintptr_t)*slot;
	uintptr_t pc = (mangled >> ROTATE | mangled << (64 - ROTATE)) ^ guard;
	Dl_info there, here;
	if (!dladdr((void *)pc, &there) || !dladdr((void *)(uintptr_t)&exit, &here) ||
	    there.dli_fbase != here.dli_fbase)
		return false;
	mangled = (uintptr_t)landing ^ guard;
	*slot = (long)(mangled << ROTATE | mangled >> (64 - ROTATE));
	return true;
}
