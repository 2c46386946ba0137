#!/bin/bash
# A coroutine that keeps others waiting is reported, once, with its name and the calls that it is in; or not
# at all, or the process ends, as --monitor says.
program=${O:-build}/tests/api/culprit

run() { # environment...
	env "$@" "$program" >/tmp/culprit.$$ 2>&1
	status=$?
	out=$(cat /tmp/culprit.$$)
	rm -f /tmp/culprit.$$
}

fail() {
	echo "$1: status $status: $out"
	exit 1
}

run EVERGREEN_MONITOR=warn
[ $status = 0 ] || fail warn
[ "$(grep -c 'hog has kept others waiting for [0-9]* ms' <<<"$out")" = 1 ] || fail "warn: not once"
grep -q 'computes_for_long' <<<"$out" || fail "warn: no calls"
grep -q '^done$' <<<"$out" || fail "warn: it did not go on"

run EVERGREEN_MONITOR=off
[ "$status $out" = "0 done" ] || fail off

run EVERGREEN_MONITOR=warn EVERGREEN_MAX_BLOCKING=5000
[ "$status $out" = "0 done" ] || fail "a longer time"

run EVERGREEN_MONITOR=abort
[ $status = 134 ] || fail abort
grep -q 'computes_for_long' <<<"$out" || fail "abort: no calls"

run EVERGREEN_MONITOR=perhaps
[[ "$status $out" == "2 "*"off, warn or abort"* ]] || fail "a bad setting"
