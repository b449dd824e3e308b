#!/bin/sh
# packages.sh NAME... - sees to it that these Debian packages are there
#
# NAME|OTHER: one of them, for a package that is called differently in different releases.
#
# Quiet when they are. Otherwise installs them, by sudo when not root; where that cannot
# be done, prints the list and fails. Python's packages are Debian's as well, so the tests call
# /usr/bin/python3: another python3 that comes first in PATH does not have them.
names() { echo "$1" | tr '|' ' '; }
is_there() {
	for name in $(names "$1"); do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] && return
	done
	return 1
}
# The name under which this release has it.
here() {
	for name in $(names "$1"); do
		apt-cache show "$name" >/dev/null 2>&1 && break
	done
	echo "$name"
}
missing=
for package in "$@"; do
	is_there "$package" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
	echo "Soleus needs these libraries, by the names they have in Debian; please install your system's equivalents:$missing" >&2
	exec pkg-config --exists libserialport xlsxwriter cairo lua5.4 sqlite3 inih libsodium jansson
fi
[ "$(id -u)" = 0 ] || sudo=sudo
if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
	echo "Please have these Debian packages installed, then try again: apt-get install$missing" >&2
	exit 1
fi
echo "Installing Debian packages:$missing"
{
	$sudo apt-get update -qq &&
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		$(for package in $missing; do here "$package"; done)
} >/dev/null || {
	echo "The packages could not be installed; please run: apt-get install$missing" >&2
	exit 1
}
