#!/bin/bash
# microsocks, which has a thread for each connection, passes on what goes through it.
. "$(dirname "$0")/lib.sh"
need microsocks curl "$python"

microsocks_on() { # port
	exec "${evergreen[@]}" microsocks -i 127.0.0.1 -p "$1"
}

make_files
serve_files
serve microsocks microsocks_on
proxy=$server proxy_port=$port
fetch_and_compare 20 "$web" --proxy "socks5://127.0.0.1:$proxy_port"
fetch_and_compare 2 "$web" --proxy "socks5h://127.0.0.1:$proxy_port"

# Hundreds of connections at once, each of which must get its echo.
on_port_of_its_own() { # a port that it does not want
	exec "$O/bench/echo_epoll"
}
(on_port_of_its_own) >"$tmp/echo.port" &
pids+=($!)
until [ -s "$tmp/echo.port" ]; do
	kill -0 $! || fail "the echo server did not start"
	sleep 0.05
done
"$O/bench/load" -p "$(head -n 1 "$tmp/echo.port")" -x "$proxy_port" -c 300 -a 100 -t 1 >"$tmp/load.log" 2>&1 ||
	fail "the load through microsocks failed"
grep -q '^rps [1-9]' "$tmp/load.log" || fail "no echo through microsocks"
server=$proxy
is_threadless microsocks
