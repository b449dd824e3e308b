#!/bin/sh
# packages.sh NAME... - sees to it that these Debian packages are there
#
# Quiet when they are. Otherwise installs them, by sudo when not root; where that cannot
# be done, prints the list and fails.
missing=
for package in "$@"; do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)
	[ "$status" = installed ] || missing="$missing $package"
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
{ $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null || {
	echo "The packages could not be installed; please run: apt-get install$missing" >&2
	exit 1
}
