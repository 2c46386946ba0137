#!/bin/bash
# The runtime and the shims never call by its plain name a libc function that is in the table: that would
# be our own stub. They use real.name(...), or the kernel itself, sys(SYS_name, ...).
. "$(dirname "$0")/lib.sh"

# Object, call: meant to go through the stub, or harmless there.
permitted="
shim/c11.c clock_nanosleep
shim/thread.c prctl
"

table_names >"$tmp/table"
checked=0
for object in "$O"/runtime/*.o "$O"/shim/*.o; do
	source=${object#"$O"/} source=${source%.o}
	checked=$((checked + 1))
	case $source in
	# What evergreen.h offers on top of libc: their calls park, as the program's do.
	runtime/child.c | runtime/outside.c | runtime/server.c) continue ;;
	esac
	for call in $(nm -u "$object" | awk '{ print $2 }' | sort | comm -12 - "$tmp/table"); do
		grep -qx "$source $call" <<<"$permitted" || echo "$source calls $call, which is our own stub" >>"$tmp/bad"
	done
done
[ $checked -gt 20 ] || fail "only $checked objects below $O"
[ ! -s "$tmp/bad" ] || fail "$(cat "$tmp/bad")"
