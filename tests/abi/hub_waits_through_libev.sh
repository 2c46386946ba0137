#!/bin/bash
# libev's own epoll_wait lands in our stub, which hands it to the hub, and that to the kernel: a hub is no
# coroutine. Were it taken for one, it would park on itself.
. "$(dirname "$0")/lib.sh"

program=$O/tests/call/read_parks_only_its_thread
LD_PRELOAD=$(realpath "$library") LD_BIND_NOW=1 LD_DEBUG=bindings LD_DEBUG_OUTPUT=$tmp/bindings EVERGREEN_STATS=1 \
	"$program" 2>"$tmp/stats" || fail "$program failed: $(cat "$tmp/stats")"

cat "$tmp"/bindings.* >"$tmp/all"
# shellcheck disable=SC2016 # the loader's quotes
grep -q 'libev\.so.* to .*libevergreen\.so.*`epoll_wait'\' "$tmp/all" ||
	fail "libev's epoll_wait does not land in our stub: this test tests nothing"
grep -q 'parks in read' "$tmp/stats" || fail "no thread parked in read: $(cat "$tmp/stats")"
if grep -q 'parks in epoll' "$tmp/stats"; then
	fail "the hub parked in its own epoll_wait: $(cat "$tmp/stats")"
fi
