#!/usr/bin/env bash
# fuzz.sh FOLDER SECONDS SEED - runs every fuzzer that is in FOLDER at once; SECONDS 0: until one finds something;
#                               SEED 0: by chance, any other: the same way each time
# fuzz.sh FOLDER each         - runs each decoder alone for so many tries, two at once
# fuzz.sh FOLDER keep         - brings what runs by chance have learnt into tests/fuzz/corpus, the least of it that says all
# fuzz.sh possible            - whether there is a clang that can build them
#
# A corpus/FUZZER here is where it begins. What runs by chance learn is in FOLDER/corpus, what they find in FOLDER/found:
# FOLDER/FUZZER FILE tries that again. What they say is in FOLDER/*.log. Each fuzzer's source tells what its bytes mean.
tries=400
interrupted_status=72   # libFuzzer's own, after SIGINT and SIGTERM
folder=$1
here=$(dirname "$0")

possible() {
	probe=$(mktemp) || exit 1
	echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' \
		| clang -fsanitize=fuzzer,address,undefined -x c -o "$probe" - 2>/dev/null
	possible=$?
	rm -f "$probe"
	exit $possible
}

# A decoder starts with what its twin says, and with what is for it in the corpus.
one() { # SEED
	name=$(basename "$1")
	IFS= read -r SOLEUS_FUZZ_DRIVER <"$1"
	export SOLEUS_FUZZ_DRIVER
	mkdir -p "$folder/corpus/$name"
	cp "$1" "$folder/corpus/$name/twin"
	for seed in "$here"/corpus/fuzz_decoder/*; do
		IFS= read -r line <"$seed"
		[ "$line" = "$SOLEUS_FUZZ_DRIVER" ] && cp "$seed" "$folder/corpus/$name/"
	done
	"$folder/fuzz_decoder" -seed=1 -runs=$tries -max_len=2000 -timeout=10 -artifact_prefix="$folder/found/$name-" \
		"$folder/corpus/$name" >"$folder/$name.log" 2>&1 && exit
	tail -n 30 "$folder/$name.log"
	exit 1
}

twins() {
	rm -rf "$folder/seeds"
	mkdir -p "$folder/found" "$folder/seeds"
	SOLEUS_FUZZ_SEEDS="$folder/seeds" "$folder/fuzz_decoder" || exit 1
}

each() {
	twins
	if printf '%s\n' "$folder"/seeds/* | xargs -n 1 -P 2 "$0" "$folder" one; then
		echo "Nothing was found in $(ls "$folder/seeds" | wc -l) decoders, $tries tries each."
	else
		echo "A decoder fell; see above and $folder/found."
		exit 1
	fi
}

keep() {
	for seeds in "$here"/corpus/*; do
		name=$(basename "$seeds")
		[ -d "$folder/corpus/$name" ] || continue
		"$folder/$name" -merge=1 "$seeds" "$folder/corpus/$name" 2>"$folder/$name.log" || { tail -n 5 "$folder/$name.log"; exit 1; }
		echo "$name: $(ls "$seeds" | wc -l) files are kept."
	done
}

all() { # SECONDS SEED
	seconds=$1 seed=$2 pids= interrupted= found=
	twins
	learnt=$folder/corpus
	[ "$seed" != 0 ] && learnt=$folder/corpus-of-$seed && rm -rf "$learnt"
	for seeds in "$here"/corpus/*; do
		name=$(basename "$seeds")
		[ -x "$folder/$name" ] || continue
		of_twins=
		[ "$name" = fuzz_decoder ] && of_twins=$folder/seeds
		mkdir -p "$learnt/$name"
		"$folder/$name" -seed="$seed" -max_total_time="$seconds" -max_len=2000 -timeout=60 \
			-artifact_prefix="$folder/found/$name-" "$learnt/$name" "$seeds" $of_twins 2>"$folder/$name.log" &
		pids="$pids $!"
	done
	trap 'interrupted=1; kill $pids 2>/dev/null' INT TERM
	while wait -n; status=$?; [ $status != 127 ]; do
		[ $status = 0 ] || [ $status = $interrupted_status ] && continue
		[ -n "$interrupted" ] && [ $status -gt 128 ] && continue
		found=1
		[ "$seconds" = 0 ] && kill $pids 2>/dev/null
	done
	tell
}

tell() {
	for log in "$folder"/fuzz_*.log; do
		name=$(basename "$log" .log)
		if grep -q 'ERROR: ' "$log"; then
			tail -n 30 "$log"
		elif grep -q '^Done ' "$log"; then
			sed -n "s/^Done /$name: /p" "$log"
		else
			sed -n 's/^#\([0-9]*\).*/\1 runs/p' "$log" | tail -n 1 | sed "s/^/$name: /"
		fi
	done
	[ -n "$found" ] && { echo "A fuzzer found something; see $folder/*.log and $folder/found."; exit 1; }
	echo "The fuzzers found nothing${interrupted:+ until they were interrupted}."
}

case $1 in possible) possible ;; esac
case $2 in
one) one "$3" ;;
each) each ;;
keep) keep ;;
*) all "${2:-0}" "${3:-0}" ;;
esac
