#!/bin/bash
# When every coroutine waits for another, that is told on stderr, with who waits for what; and not when
# something can still happen.
O=${O:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/stuck.c" <<'END'
#include <string.h>
#include <unistd.h>
#include "runtime/evergreen.h"
static eg_queue queue;
static void *get(void *arg) { eg_get(&queue, &arg, EG_FOREVER); return arg; }
static void *join(void *arg) { eg_join(arg, EG_FOREVER); return arg; }
static void *out(void *arg) { eg_sleep(1.5); eg_put(&queue, arg, EG_FOREVER); return arg; }
int main(int argc, char **argv) {
	eg_co *g = eg_spawn(get, NULL, .name = "getter"), *j = eg_spawn(join, g, .name = "joiner");
	if (argc > 1 && !strcmp(argv[1], "native"))
		eg_spawn(out, NULL, .flags = EG_NATIVE);
	eg_sleep(0);
	eg_dump(1, 0);
	return eg_join(j, EG_FOREVER);
}
END
fail() { echo "$1"; cat "$dir"/*.out "$dir"/*.err; exit 1; }
${CC:-gcc} -std=gnu11 -I. -o "$dir/stuck" "$dir/stuck.c" -L"$O" -levergreen -Wl,-rpath,"$(realpath "$O")" || exit 1
timeout 3 "$dir/stuck" >"$dir/1.out" 2>"$dir/1.err"
[ $? = 124 ] || fail "it ends"
grep -q '^evergreen: every coroutine waits' "$dir/1.err" || fail "nothing is told"
grep -q 'getter: waiting, eg_get 0x' "$dir/1.err" || fail "not what the getter waits for"
grep -q 'joiner: waiting, eg_join for coroutine [0-9]* getter' "$dir/1.err" || fail "not whom the joiner waits for"
grep -q 'running, ' "$dir/1.out" || fail "not who runs"
timeout 20 "$dir/stuck" native >"$dir/2.out" 2>"$dir/2.err" || fail "it does not end"
[ ! -s "$dir/2.err" ] || fail "told in vain"
