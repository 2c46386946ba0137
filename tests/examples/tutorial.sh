#!/bin/bash
# Every example prints what the tutorial says: NAME.expected is its output, where that order is an old gevent's
# today's. What is random, or a number of the process's, is taken out first.
O=${O:-build} export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
status=0

compare() { # name, output
	diff -u "tests/examples/$1.expected" "$2" && return
	echo "$1 says something else"
	status=1
}

wait_for() { # line, file
	for _ in $(seq 1000); do
		grep -q "$1" "$2" && return
		sleep 0.02
	done
	echo "no '$1' in $2"
	status=1
}

# What of an example's output is the same each time.
normal() { # name
	case $1 in
	04_async | 27_request) sort ;;
	05_fetch) sed 's/: 20..-.*/: DATE/' | sort ;;
	06_determinism) tail -n 1 ;;
	22_map) sed 's/Greenlet .*/Greenlet ID/' ;;
	28_subprocess) uniq ;;
	*) cat ;;
	esac
}

for source in examples/[0-9]*.c; do
	name=${source#examples/} name=${name%.c}
	[ -x "$O/examples/$name" ] || continue
	case $name in
	10_shutdown | 15_redis | 33_server) continue ;; # below
	esac
	(timeout 30 "$O/examples/$name" >"$dir/$name" 2>&1 </dev/null || echo "status $?" >>"$dir/$name") &
done
wait
for output in "$dir"/*; do
	name=${output##*/}
	normal "$name" <"$output" >"$dir/normal" || status=1
	compare "$name" "$dir/normal"
done

timeout 30 "$O/examples/10_shutdown" >"$dir/10" 2>&1 &
server=$!
wait_for running "$dir/10"
# To the example, not to timeout.
kill -QUIT "$(pgrep -P $server)"
wait $server || status=1
compare 10_shutdown "$dir/10"

"$O/examples/33_server" 127.0.0.1:0 >"$dir/33" 2>&1 &
server=$!
wait_for listening "$dir/33"
port=$(sed 's/.* //' "$dir/33")
cat </dev/tcp/127.0.0.1/"$port" >"$dir/telnet"
compare 33_server "$dir/telnet"
kill -TERM $server
wait $server || status=1

if [ -x "$O/examples/15_redis" ] && command -v redis-server >/dev/null; then
	redis-server --port 0 --unixsocket "$dir/redis" --save '' >"$dir/redis.log" 2>&1 &
	server=$!
	wait_for 'ready to accept' "$dir/redis.log"
	timeout 30 "$O/examples/15_redis" "$dir/redis" >"$dir/15" 2>&1 || status=1
	sort "$dir/15" >"$dir/normal"
	compare 15_redis "$dir/normal"
	kill $server
	wait $server
fi
server=
exit $status
