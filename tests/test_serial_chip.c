/* test_serial_chip.c - a chip's latency, in a folder that looks like sysfs */

#include "acquisition/serial_chip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"
#include "tests/scratch.h"
#include "tests/suites.h"

static const struct line_settings usual = { 9600, 8, 'N', 1 };
static struct error error;
static char *sysfs;

static void make_sysfs(void)
{
	sysfs = scratch_folder();
}

static void remove_sysfs(void)
{
	scratch_remove(sysfs);
}

/* A device ttyUSB0 with that driver of the kernel and, unless NULL, that latency timer. */
static void put_device(const char *driver, const char *timer)
{
	char *device = xasprintf("%s/class/tty/ttyUSB0/device", sysfs), *link = xasprintf("%s/driver", device);
	char *target = xasprintf("../../../bus/%s", driver), *file = xasprintf("%s/latency_timer", device);
	folder_make(device, &error);
	unlink(link);
	if (symlink(target, link) == 0 && timer)
		file_write(file, timer, strlen(timer), &error);
	free(file);
	free(target);
	free(link);
	free(device);
}

static void an_ftdi_chips_timer_is_lowered_where_that_is_permitted(void)
{
	put_device("ftdi_sio", "16\n");
	struct serial_chip chip = serial_chip_find(sysfs, "ttyUSB0", -1, &usual);
	CU_ASSERT_STRING_EQUAL(chip.driver, "ftdi_sio");
	CU_ASSERT_EQUAL(chip.latency_ms, 1);
	CU_ASSERT_EQUAL(chip.hold_ns, NS_PER_MS);
	char *path = xasprintf("%s/class/tty/ttyUSB0/device/latency_timer", sysfs), *text = file_read(path, 16, NULL, &error);
	CU_ASSERT_EQUAL(text ? atoi(text) : 0, 1);
	free(text);
	free(path);
}

static void a_timer_that_stays_is_reckoned_with(void)
{
	put_device("ftdi_sio", NULL);
	char *path = xasprintf("%s/class/tty/ttyUSB0/device/latency_timer", sysfs);
	CU_ASSERT_EQUAL(symlink("/proc/sys/kernel/ngroups_max", path), 0);     /* a number that nobody may write */
	struct serial_chip chip = serial_chip_find(sysfs, "ttyUSB0", -1, &usual);
	CU_ASSERT_EQUAL(chip.latency_ms, 65536);
	CU_ASSERT_EQUAL(chip.hold_ns, 65536 * NS_PER_MS);
	free(path);
}

static void other_chips_have_no_timer(void)
{
	put_device("cp210x", NULL);
	struct serial_chip chip = serial_chip_find(sysfs, "ttyUSB0", -1, &usual);
	CU_ASSERT_EQUAL(chip.latency_ms, -1);
	CU_ASSERT_EQUAL(chip.hold_ns, NS_PER_MS);
	put_device("serial8250", NULL);
	chip = serial_chip_find(sysfs, "ttyUSB0", -1, &usual);
	CU_ASSERT_EQUAL(chip.hold_ns, 4 * line_character_ns(&usual));
	put_device("unheard_of", NULL);
	chip = serial_chip_find(sysfs, "ttyUSB0", -1, &usual);
	CU_ASSERT_EQUAL(chip.hold_ns, 0);
	chip = serial_chip_find(sysfs, "ttyUSB7", -1, &usual);
	CU_ASSERT_STRING_EQUAL(chip.driver, "");
}

static CU_TestInfo tests[] = {
	TEST(an_ftdi_chips_timer_is_lowered_where_that_is_permitted),
	TEST(a_timer_that_stays_is_reckoned_with),
	TEST(other_chips_have_no_timer),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo serial_chip_suite = {
	.pName = "serial chip", .pSetUpFunc = make_sysfs, .pTearDownFunc = remove_sysfs, .pTests = tests,
};
