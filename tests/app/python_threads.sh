#!/bin/bash
# A Python program with 2,000 threads says the same as on kernel threads, and ends as it wants to.
. "$(dirname "$0")/lib.sh"
need "$python"

"$python" tests/app/python_threads.py >"$tmp/bare.log" 2>&1
[ $? = 7 ] || fail "it fails on kernel threads as well"
"${evergreen[@]}" "$python" tests/app/python_threads.py >"$tmp/evergreen.log" 2>"$tmp/stats.log"
status=$?
[ $status = 7 ] || fail "it ended with status $status, not 7"
cmp "$tmp/bare.log" "$tmp/evergreen.log" || fail "it said something else"
made_coroutines stats 4000
