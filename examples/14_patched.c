/* "Monkeypatching": what select was, and what it is. In a program that is linked with evergreen, or
 * started under it, libc's blocking calls are replaced before main begins. */
#include <dlfcn.h>
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>

static void print_home_of(const void *function) {
	Dl_info info;
	if (!dladdr(function, &info))
		return;
	const char *slash = strrchr(info.dli_fname, '/');
	printf("select is in %s\n", slash ? slash + 1 : info.dli_fname);
}

int main(void) {
	print_home_of(eg_original("select"));
	print_home_of((const void *)(uintptr_t)select);
	return 0;
}
