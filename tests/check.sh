#!/bin/sh
# check.sh BUILD - all tests: the rooms one by one, then the program as its users meet it
build=$1
here=$(dirname "$0")
failed=0
step() {
	echo "--- $*"
	"$@" || { failed=1; echo "FAILED: $*"; }
}
step "$here/includes.sh"
step "$here/named_files.sh"

# A core for each: the program's commands follow one another, and visits mostly wait for their time to pass.
beside() {
	step "$build/run_tests"
	step "$here/readme_example.sh" "$build"
	step "$here/screen.sh" "$build/soleus"
	step "$here/faults.sh" "$build/soleus"
	step "$here/moments.sh" "$build/show_moment"
	# Two seconds of what `make fuzz` does for hours, and each decoder alone; without clang test_decoders_random.c stands for it.
	[ -x build/fuzz/fuzz_decoder ] && step "$here/fuzz/fuzz.sh" build/fuzz 2 1
	[ -x build/fuzz/fuzz_decoder ] && step "$here/fuzz/fuzz.sh" build/fuzz each
	return $failed
}
told=$(mktemp) || exit 1
trap 'rm -f "$told"' EXIT
beside >"$told" 2>&1 &
step "$here/program.sh" "$build/soleus"
wait $! || failed=1
cat "$told"
[ $failed = 0 ] && echo "All is well." || echo "Something failed; see above."
exit $failed
