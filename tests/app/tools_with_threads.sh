#!/bin/bash
# Programs of every Debian system that compute in threads give the same bytes.
. "$(dirname "$0")/lib.sh"
need sort

for i in $(seq 200000); do
	echo $((RANDOM * 32768 + RANDOM))
done >"$tmp/numbers"
sort -n "$tmp/numbers" >"$tmp/sorted"
"${evergreen[@]}" sort --parallel=8 -n "$tmp/numbers" 2>"$tmp/sort.log" | cmp - "$tmp/sorted" || fail "sort sorts otherwise"
made_coroutines sort 1

if command -v xz >/dev/null; then
	"${evergreen[@]}" xz -0 -T4 --block-size=200000 <"$tmp/numbers" 2>"$tmp/xz.log" >"$tmp/numbers.xz" || fail "xz failed"
	xz -dc "$tmp/numbers.xz" | cmp - "$tmp/numbers" || fail "xz lost something"
	made_coroutines xz 4
	"${evergreen[@]}" xz -dc -T4 "$tmp/numbers.xz" 2>"$tmp/unxz.log" | cmp - "$tmp/numbers" || fail "xz -d lost something"
fi
