/* foreign.c - is the program one whose threads are not libc's to make? The launcher looks as well, but a
 * script that it starts may start such a program. */
#include "preload/foreign.h"

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The Go linker's note, which holds the build's id. */
static bool is_go_note(const ElfW(Nhdr) * note) {
	enum { GO_BUILD_ID = 4 };
	return note->n_type == GO_BUILD_ID && note->n_namesz == 4 && !memcmp(note + 1, "Go\0", 4);
}

static bool has_go_note(const struct dl_phdr_info *info, const ElfW(Phdr) * ph) {
	size_t align = ph->p_align > 4 ? ph->p_align : 4, at = 0;
	while (at + sizeof(ElfW(Nhdr)) <= ph->p_memsz) {
		const ElfW(Nhdr) *note =
			(const ElfW(Nhdr) *)(uintptr_t)(info->dlpi_addr + ph->p_vaddr + at);
		if (is_go_note(note))
			return true;
		at += sizeof *note + (note->n_namesz + align - 1) / align * align;
		at += (note->n_descsz + align - 1) / align * align;
	}
	return false;
}

static int look_at(struct dl_phdr_info *info, size_t size, void *arg) {
	const char **found = arg, *slash = strrchr(info->dlpi_name, '/');
	const char *name = slash ? slash + 1 : info->dlpi_name;
	(void)size;
	if (!strncmp(name, "libjvm.so", 9) || !strncmp(name, "libjli.so", 9))
		*found = "the Java virtual machine";
	for (int i = 0; !*name && i < info->dlpi_phnum; i++) { /* the program itself */
		if (info->dlpi_phdr[i].p_type == PT_NOTE && has_go_note(info, &info->dlpi_phdr[i]))
			*found = "the Go runtime";
	}
	return *found != NULL;
}

const char *foreign_runtime(void) {
	const char *found = NULL;
	dl_iterate_phdr(look_at, &found);
	return found;
}
