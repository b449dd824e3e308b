#!/bin/sh
# fuzz.sh FOLDER SECONDS SEED - runs every fuzzer that is in FOLDER at once; SECONDS 0: until one finds something;
#                          SEED 0: by chance, any other: the same way each time
# fuzz.sh FOLDER each    - runs each decoder alone for so many tries, two at once
# fuzz.sh possible       - whether there is a clang that can build them
#
# What they learn is kept in FOLDER/corpus, what they find in FOLDER/found, what they say in FOLDER/*.log.
tries=400
if [ "$1" = possible ]; then
	probe=$(mktemp) || exit 1
	echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' \
		| clang -fsanitize=fuzzer,address,undefined -x c -o "$probe" - 2>/dev/null
	possible=$?
	rm -f "$probe"
	exit $possible
fi
folder=$1
here=$(dirname "$0")
failed=0
if [ "$2" = one ]; then # SEED: a decoder starts with what its twin says, and with what by hand is for it
	name=$(basename "$3")
	IFS= read -r SOLEUS_FUZZ_DRIVER <"$3"
	export SOLEUS_FUZZ_DRIVER
	mkdir -p "$folder/corpus/$name"
	cp "$3" "$folder/corpus/$name/twin"
	for seed in "$here"/corpus/fuzz_decoder/*; do
		IFS= read -r line <"$seed"
		[ "$line" = "$SOLEUS_FUZZ_DRIVER" ] && cp "$seed" "$folder/corpus/$name/"
	done
	"$folder/fuzz_decoder" -seed=1 -runs=$tries -max_len=2000 -timeout=10 -artifact_prefix="$folder/found/$name-" \
		"$folder/corpus/$name" >"$folder/$name.log" 2>&1 && exit
	tail -n 30 "$folder/$name.log"
	exit 1
fi
rm -rf "$folder/seeds"
mkdir -p "$folder/found" "$folder/seeds"
SOLEUS_FUZZ_SEEDS="$folder/seeds" "$folder/fuzz_decoder" || exit 1
if [ "$2" = each ]; then
	printf '%s\n' "$folder"/seeds/* | xargs -n 1 -P 2 "$0" "$folder" one || failed=1
	[ $failed = 0 ] && echo "Nothing was found in $(ls "$folder/seeds" | wc -l) decoders, $tries tries each." \
		|| echo "A decoder fell; see above and $folder/found."
	exit $failed
fi

seconds=${2:-0} seed=${3:-0}
pids=
for seeds in "$here"/corpus/*; do
	name=$(basename "$seeds")
	[ -x "$folder/$name" ] || continue
	twins=
	[ "$name" = fuzz_decoder ] && twins=$folder/seeds
	mkdir -p "$folder/corpus/$name"
	"$folder/$name" -seed="$seed" -max_total_time="$seconds" -max_len=2000 -timeout=60 \
		-artifact_prefix="$folder/found/$name-" "$folder/corpus/$name" "$seeds" $twins 2>"$folder/$name.log" &
	pids="$pids $!"
done
trap 'kill $pids 2>/dev/null' INT TERM
for pid in $pids; do
	wait "$pid" || { failed=1; [ "$seconds" = 0 ] && kill $pids 2>/dev/null; }
done
for log in "$folder"/fuzz_*.log; do
	name=$(basename "$log" .log)
	if grep -q '^Done ' "$log"; then
		sed -n "s/^Done /$name: /p" "$log"
	else
		tail -n 30 "$log"
	fi
done
[ $failed = 0 ] && echo "The fuzzers found nothing." || echo "A fuzzer found something; see $folder/*.log and $folder/found."
exit $failed
