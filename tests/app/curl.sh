#!/bin/bash
# curl resolves each host name in a thread. (It knows localhost itself, so another name is wanted.)
. "$(dirname "$0")/lib.sh"
need curl "$python"
host=$(awk '/^127\.0\.0\.1[[:space:]]/ { for (i = 2; i <= NF; i++) if ($i !~ /localhost/) print $i }' /etc/hosts 2>/dev/null | head -n 1)

make_files
serve_files
port=${web##*:}
if [ -n "$host" ]; then
	for i in $(seq 30); do
		echo "url = http://$host:$port/65537"
		echo "output = $tmp/got.$i"
	done >"$tmp/curlrc"
	"${evergreen[@]}" curl -4 -sS --fail --max-time 30 --parallel --parallel-immediate --config "$tmp/curlrc" >"$tmp/curl.log" 2>&1 ||
		fail "curl failed with status $?"
	for i in $(seq 30); do
		cmp "$tmp/files/65537" "$tmp/got.$i" || fail "something else came"
	done
	made_coroutines curl 1
fi

# Its status is its own: 6 is a name that does not resolve.
RES_OPTIONS="timeout:1 attempts:1" "${evergreen[@]}" curl -sS --max-time 20 http://does-not-exist.invalid/ >"$tmp/missing.log" 2>&1
status=$?
[ $status = 6 ] || fail "status $status for a name that is not there, not 6"
made_coroutines missing 1
