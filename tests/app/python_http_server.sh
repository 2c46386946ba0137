#!/bin/bash
# Python's own web server, with a thread for each connection, serves curl and wrk.
. "$(dirname "$0")/lib.sh"
need curl wrk "$python"

http_server_on() { # port
	exec "${evergreen[@]}" "$python" -m http.server --bind 127.0.0.1 --directory "$tmp/files" "$1"
}

make_files
serve http_server http_server_on
fetch_and_compare 10 "http://127.0.0.1:$port" --parallel-max 10
load_with_wrk "http://127.0.0.1:$port/1023" -c 4
is_threadless http_server
stop http_server INT 0
made_coroutines http_server 20
