/* disk_free.c - how much room is left where the record lies */

#include "console/screen/disk_free.h"

#include <math.h>
#include <sys/statvfs.h>

double disk_free_bytes(const char *folder)
{
	struct statvfs disk;
	return statvfs(folder, &disk) == 0 ? (double)disk.f_bavail * (double)disk.f_frsize : (double)NAN;
}
