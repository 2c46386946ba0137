/* unwind.c - see unwind.h; the only file that knows libunwind.
 *
 * It also knows the names of static functions, which dladdr does not. */
#include "runtime/unwind.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

#define UNW_LOCAL_ONLY
#include <libunwind.h>

enum { FRAMES = 48, NAME = 128, LINE = 256 };

#define TEXT_(x)   #x
#define TEXT(x)    TEXT_(x)
#define NAME_OF(f) TEXT(UNW_OBJ(f))

static struct {
	int (*init)(unw_cursor_t *, unw_context_t *, int);
	int (*step)(unw_cursor_t *);
	int (*get_reg)(unw_cursor_t *, int, unw_word_t *);
	int (*name)(unw_cursor_t *, char *, size_t, unw_word_t *);
	const void *ours; /* base address of this library: its own frames say nothing */
} unwind;

bool unwind_load(void) {
	const struct {
		const char *name;
		void *to;
	} wanted[] = {
		{ NAME_OF(init_local2), &unwind.init },
		{ NAME_OF(step), &unwind.step },
		{ NAME_OF(get_reg), &unwind.get_reg },
		{ NAME_OF(get_proc_name), &unwind.name },
	};
	Dl_info info;
	if (unwind.ours)
		return true;
	void *library = dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL);
	if (!library || !dladdr((const void *)(uintptr_t)unwind_load, &info))
		return false;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		void *found = dlsym(library, wanted[i].name);
		if (!found)
			return false;
		memcpy(wanted[i].to, &found, sizeof found);
	}
	unwind.ours = info.dli_fbase;
	return true;
}

static void describe(unw_cursor_t *cursor, uintptr_t ip, void (*line)(const char *, void *), void *arg) {
	char name[NAME], text[LINE];
	unw_word_t offset;
	Dl_info info = { 0 };
	bool found = dladdr((const void *)(ip - 1), &info);
	if (found && info.dli_fbase == unwind.ours)
		return;
	const char *file = found && info.dli_fname ? info.dli_fname : "?";
	const char *slash = strrchr(file, '/');
	file = slash ? slash + 1 : file;
	if (unwind.name(cursor, name, sizeof name, &offset) == 0)
		snprintf(text, sizeof text, "    %s+%#lx (%s)", name, (unsigned long)offset, file);
	else
		snprintf(text, sizeof text, "    %#lx (%s+%#lx)", (unsigned long)ip, file,
			 (unsigned long)(ip - (uintptr_t)info.dli_fbase));
	line(text, arg);
}

void unwind_describe(void *ucontext, void (*line)(const char *text, void *arg), void *arg) {
	unw_context_t here;
	unw_cursor_t cursor;
	unw_word_t ip;
	if (!ucontext)
		getcontext((ucontext_t *)(void *)&here);
	if (unwind.init(&cursor, ucontext ? ucontext : &here, ucontext ? UNW_INIT_SIGNAL_FRAME : 0) < 0)
		return;
	for (int i = 0; i < FRAMES && unwind.get_reg(&cursor, UNW_REG_IP, &ip) == 0 && ip; i++) {
		describe(&cursor, ip, line, arg);
		if (unwind.step(&cursor) <= 0)
			break;
	}
}
