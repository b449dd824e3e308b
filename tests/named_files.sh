#!/bin/sh
# named_files.sh - the source files that the documents name are there; NAME and light14 stand for files that a reader would write
cd "$(dirname "$0")/.." || exit 1
wrong=0
files=$(find base config acquisition protocols record export console tests -name '*.[ch]' -o -name '*.sh' -o -name '*.sql')
for document in *.md $(find base config acquisition protocols record export console tests -name README.md); do
	for name in $(grep -oE '`[A-Za-z0-9_./]+\.(c|h|sh|sql)`' "$document" | tr -d '`' | grep -v 'NAME\|light14'); do
		echo "$files" | grep -qE "(^|/)$name\$" || { echo "$document names $name, which is not there."; wrong=1; }
	done
done
[ $wrong = 0 ] && echo "Every file that a document names is there."
exit $wrong
