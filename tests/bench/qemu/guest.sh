#!/bin/sh
# guest.sh SOLEUS FOLDER - the machine of the benches: FOLDER/vmlinuz and FOLDER/initramfs
#
# Debian's stock kernel (fetched once, never installed: the computer's own is none of our business),
# busybox, the modules of modules.list with what these need, and soleus with its libraries.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
soleus=$1 folder=$2
mkdir -p "$folder"

newest() { apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1; }
package=$(newest)
if [ ! "$package" ] || [ ! -e "$folder/$package" ]; then
	[ "$(id -u)" = 0 ] || sudo=sudo
	${sudo:-} apt-get update -qq
	package=$(newest) version=${package#linux-image-}
	rm -rf "$folder/kernel" "$folder"/linux-image-*
	mkdir "$folder/kernel"
	(cd "$folder/kernel" && apt-get download -qq "$package" 2>&1 | grep -v unsandboxed || :)
	modules=./lib/modules/$version
	dpkg-deb --fsys-tarfile "$folder/kernel/$package"_*.deb | tar -x -C "$folder/kernel" --wildcards "./boot/vmlinuz-$version" \
		"$modules/modules.*" "$modules/kernel/arch/*" "$modules/kernel/crypto/*" "$modules/kernel/fs/*" "$modules/kernel/lib/*" \
		"$modules/kernel/drivers/block/*" "$modules/kernel/drivers/char/*" "$modules/kernel/drivers/usb/*" "$modules/kernel/drivers/virtio/*"
	rm "$folder/kernel/$package"_*.deb
	/sbin/depmod -b "$folder/kernel" "$version"
	cp "$folder/kernel/boot/vmlinuz-$version" "$folder/vmlinuz"
	touch "$folder/$package"
fi
version=${package#linux-image-}

root=$folder/root
rm -rf "$root"
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
ldd "$soleus" | sed -n 's/.* \(\/[^ ]*\) (0x.*/\1/p; s/^\t\(\/[^ ]*\) (0x.*/\1/p' | while read -r library; do
	mkdir -p "$root$(dirname "$library")"
	cp -L "$library" "$root$library"
done
(cd "$root" && find . | sort | cpio --quiet -o -H newc -R 0:0) >"$folder/initramfs"
