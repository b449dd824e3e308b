#!/bin/sh
# guest.sh SOLEUS FOLDER - the machine of the benches: FOLDER/vmlinuz and FOLDER/initramfs
#
# Debian's stock kernel (fetched once, never installed: the computer's own is none of our business),
# busybox, the modules of modules.list with what these need, and soleus with its libraries.
# A bench may be booting from the folder all the while: what is made stands beside, and takes its name when it is whole.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
soleus=$1 folder=$2
mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9
new=$(mktemp -d "$folder/new.XXXXXX")
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM

give_up() { echo "$1" >&2; exit 1; }

# The kernel's package, into FOLDER; nothing is there before all of it is.
fetch() {
	[ "$(id -u)" = 0 ] || sudo=sudo
	${sudo:-} apt-get update -qq >/dev/null 2>&1 || :	# lists that do not come matter only if the package then does not
	package=$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
	[ "$package" ] || give_up "apt knows no linux-image-amd64: the emulated computer has Debian's kernel, whose package lists and package \
come over the network, once."
	(cd "$new" && apt-get download -qq -o APT::Sandbox::User=root "$package" >said 2>&1) || :
	[ -e "$new/$package"_*.deb ] || give_up "$package, the emulated computer's kernel, could not be fetched, which needs the network, once: \
$(sed -n 's/^E: *//p' "$new/said" | head -n 1)"
	modules=./lib/modules/${package#linux-image-}
	mkdir "$new/kernel"
	dpkg-deb --fsys-tarfile "$new/$package"_*.deb >"$new/tar"
	tar -x -f "$new/tar" -C "$new/kernel" --wildcards "./boot/vmlinuz-${package#linux-image-}" \
		"$modules/modules.*" "$modules/kernel/arch/*" "$modules/kernel/crypto/*" "$modules/kernel/fs/*" "$modules/kernel/lib/*" \
		"$modules/kernel/drivers/block/*" "$modules/kernel/drivers/char/*" "$modules/kernel/drivers/usb/*" "$modules/kernel/drivers/virtio/*"
	/sbin/depmod -b "$new/kernel" "${package#linux-image-}"
	rm -rf "$folder/kernel"
	mv "$new/kernel" "$folder/kernel"
}

[ -d "$folder/kernel" ] || fetch
version=$(ls "$folder/kernel/lib/modules")
cp "$folder/kernel/boot/vmlinuz-$version" "$new/vmlinuz"

root=$new/root
mkdir -p "$root/bin" "$root/modules" "$root/dev" "$root/proc" "$root/sys" "$root/tmp" "$root/study"
cp /bin/busybox "$root/bin/"
cp "$here/init" "$root/init"
while read -r module; do
	/sbin/modprobe -d "$folder/kernel" -S "$version" --show-depends "$module"
done <"$here/modules.list" | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r path; do
	cp "$path" "$root/modules/"
	basename "$path" >>"$root/modules/order"
done
cp "$soleus" "$root/bin/soleus"
cp /usr/bin/chrt "$root/bin/"       # soleus's own libraries will do for it
ldd "$soleus" | sed -n 's/.* \(\/[^ ]*\) (0x.*/\1/p; s/^\t\(\/[^ ]*\) (0x.*/\1/p' | while read -r library; do
	mkdir -p "$root$(dirname "$library")"
	cp -L "$library" "$root$library"
done
(cd "$root" && find . | sort | cpio --quiet -o -H newc -R 0:0) >"$new/initramfs"
mv "$new/vmlinuz" "$new/initramfs" "$folder/"
