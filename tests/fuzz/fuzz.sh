#!/bin/sh
# fuzz.sh FOLDER SECONDS - runs every fuzzer that is in FOLDER at once; without SECONDS until one finds something
# fuzz.sh possible       - whether there is a clang that can build them
#
# What they learn is kept in FOLDER/corpus, what they find in FOLDER/found, what they say in FOLDER/*.log.
if [ "$1" = possible ]; then
	probe=$(mktemp) || exit 1
	echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' \
		| clang -fsanitize=fuzzer,address,undefined -x c -o "$probe" - 2>/dev/null
	possible=$?
	rm -f "$probe"
	exit $possible
fi
folder=$1
seconds=${2:-0}
here=$(dirname "$0")
mkdir -p "$folder/found"
pids=
for seeds in "$here"/corpus/*; do
	name=$(basename "$seeds")
	[ -x "$folder/$name" ] || continue
	mkdir -p "$folder/corpus/$name"
	"$folder/$name" -max_total_time="$seconds" -max_len=2000 -timeout=60 \
		-artifact_prefix="$folder/found/$name-" "$folder/corpus/$name" "$seeds" 2>"$folder/$name.log" &
	pids="$pids $!"
done
trap 'kill $pids 2>/dev/null' INT TERM
failed=0
for pid in $pids; do
	wait "$pid" || { failed=1; [ "$seconds" = 0 ] && kill $pids 2>/dev/null; }
done
for log in "$folder"/*.log; do
	name=$(basename "$log" .log)
	if grep -q '^Done ' "$log"; then
		sed -n "s/^Done /$name: /p" "$log"
	else
		tail -n 30 "$log"
	fi
done
[ $failed = 0 ] && echo "The fuzzers found nothing." || echo "A fuzzer found something; see $folder/*.log and $folder/found."
exit $failed
