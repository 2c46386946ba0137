#!/bin/bash
# Where there are fewer kernel threads than block at once, a line says so, and nothing is lost.
O=${O:-build}
case $O in
/*) ;;
*) O=$PWD/$O ;;
esac
said=$(EVERGREEN_CARRIERS=50 EVERGREEN_HUBS=1 TEST_PRELOADED=1 LD_PRELOAD=$O/libevergreen.so \
	"$O/tests/call/two_hundred_threads_block_in_raw_calls_at_once" 51 2>&1) || { echo "it fails: $said" && exit 1; }
[ "$(grep -c 'the limit of kernel threads for them' <<<"$said")" = 1 ] || { echo "not one line: $said" && exit 1; }
