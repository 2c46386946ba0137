#!/bin/bash
# On one hub threads take their turns in the same order every time.
O=${O:-build}
case $O in
/*) ;;
*) O=$PWD/$O ;;
esac
run() {
	EVERGREEN_HUBS=1 TEST_PRELOADED=1 LD_PRELOAD=$O/libevergreen.so "$O/tests/stress/order"
}
first=$(run) || exit 1
[ "${#first}" -gt 1000 ] || { echo "no order" && exit 1; }
for _ in 1 2 3 4 5; do
	[ "$(run)" = "$first" ] || { echo "it was another order" && exit 1; }
done
