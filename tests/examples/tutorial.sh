#!/bin/bash
# Every example prints what the tutorial says: NAME.expected is its output, where that order is an old gevent's
# today's. What is random, or a number of the process's, is taken out first; where kernel threads run, also the
# order, and which of several got what.
#
# Modes: linked threads
O=${O:-build} export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
status=0

compare() { # name, output
	diff -u <(turns "$1" <"tests/examples/$1.expected") <(turns "$1" <"$2") && return
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

turns() { # name
	[ "$EVERGREEN_BACKEND" = threads ] || exec cat
	case $1 in
	06_determinism) sed 's/False/True/' ;; # as the tutorial says of processes
	09_states) sed '1,2d' ;;               # has it ended so soon?
	11_timeout) true ;;                    # which of the two comes first?
	18_queue | 19_bounded) sed 's/Worker [a-z]*/Worker/' | sort ;;
	22_map | 23_pool) sed 's/^Size of \([a-z]*\) .*/Size of \1/' | sort ;;
	*) sort ;;
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
# To the example, not to timeout, and when it is ready for it.
example=$(pgrep -P $server)
for _ in $(seq 1000); do
	(((0x$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$example/status") >> 2) & 1)) && break
	sleep 0.02
done
kill -QUIT "$example"
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
