#!/bin/bash
# A library that was made with DEBUG=1 tells of a handle that is used after its last reference, and which, and ends
# the program; and takes a program that makes no such mistake as it is.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
make -s O="$dir" DEBUG=1 SAN= "$dir/libevergreen.so" >"$dir/log" 2>&1 || { cat "$dir/log" && exit 1; }
cat >"$dir/dead.c" <<'END'
#include "runtime/evergreen.h"
static void *nothing(void *arg) { return arg; }
int main(int argc, char **argv) {
	(void)argv;
	eg_co *co = eg_spawn(nothing, NULL, .name = "gone"), *other;
	eg_join(co, EG_FOREVER);
	eg_unref(co);
	other = eg_spawn(nothing, NULL);
	eg_join(other, EG_FOREVER);
	if (argc > 1)
		eg_unref(co);
	eg_unref(other);
	return 0;
}
END
${CC:-gcc} -std=gnu11 -I. -o "$dir/dead" "$dir/dead.c" -L"$dir" -levergreen -Wl,-rpath,"$dir" || exit 1
"$dir/dead" || { echo "without a mistake: status $?" && exit 1; }
"$dir/dead" again 2>"$dir/err"
[ $? = 134 ] || { echo "it goes on" && exit 1; }
grep -q '^evergreen: the handle of coroutine [0-9]* gone was used after' "$dir/err" || { cat "$dir/err" && exit 1; }
