#!/bin/bash
# microsocks, which has a thread for each connection, passes on what goes through it.
. "$(dirname "$0")/lib.sh"
need microsocks curl "$python"

microsocks_on() { # options, port
	exec "${evergreen[@]}" "${@:1:$#-1}" microsocks -i 127.0.0.1 -p "${!#}"
}

make_files
serve_files
serve microsocks microsocks_on
fetch_and_compare 20 "$web" --proxy "socks5://127.0.0.1:$port"
fetch_and_compare 2 "$web" --proxy "socks5h://127.0.0.1:$port"
stop microsocks TERM 143

# Hundreds of connections at once, each of which must get its echo. Names are not resolved on kernel
# threads here, so that there are none to be seen.
serve crowded microsocks_on --no-dns
"$O/bench/echo_epoll" >"$tmp/echo.port" &
pids+=($!)
until [ -s "$tmp/echo.port" ]; do
	kill -0 $! || fail "the echo server did not start"
	sleep 0.05
done
"$O/bench/load" -p "$(head -n 1 "$tmp/echo.port")" -x "$port" -c 300 -a 100 -t 2 >"$tmp/load.log" 2>&1 &
load=$!
pids+=("$load")
until [ "$(find "/proc/$server/fd" -type l | wc -l)" -ge 600 ]; do
	kill -0 "$load" 2>/dev/null || fail "there were never 300 connections"
	sleep 0.02
done
is_threadless crowded
wait "$load" || fail "the load through microsocks failed"
grep -q '^rps [1-9]' "$tmp/load.log" || fail "no echo through microsocks"
