/* test_port.c - addresses, serial devices over a pseudo-terminal, device servers over loopback */

#include "acquisition/port.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "acquisition/port_holder.h"
#include "base/clock.h"
#include "base/memory.h"
#include "tests/pty_lines.h"
#include "tests/scratch.h"
#include "tests/suites.h"

static const struct line_settings usual = { 9600, 8, 'N', 1 };
static struct error error;
static struct pty pty;

static void plug_in(void)
{
	error = (struct error){0};
	pty_plug_in(&pty);
}

static void unplug(void)
{
	pty_unplug(&pty);
}

static void line_settings_are_speed_bits_parity_and_stop_bits(void)
{
	struct line_settings line;
	CU_ASSERT_TRUE(line_settings_parse("19200 7E2", &line));
	CU_ASSERT_EQUAL(line.baud, 19200);
	CU_ASSERT_EQUAL(line.bits, 7);
	CU_ASSERT_EQUAL(line.parity, 'E');
	CU_ASSERT_EQUAL(line.stop_bits, 2);
	const char *const wrong[] = { "", "9600", "9600 9N1", "9600 8X1", "9600 8N3", "9600 8N1 ", "0 8N1", "9600,8N1",
	                              "99999999999 8N1", "-9600 8N1", "9600 8N" };
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		CU_ASSERT_FALSE(line_settings_parse(wrong[i], &line));
}

static void a_character_takes_all_its_bits_on_the_wire(void)
{
	CU_ASSERT_EQUAL(line_character_ns(&usual), 1041666);
	CU_ASSERT_EQUAL(line_character_ns(&(struct line_settings){ 1000, 7, 'E', 2 }), 11 * NS_PER_MS);
}

static void what_is_no_address_is_refused_by_its_form(void)
{
	const char *const good[] = { "/dev/ttyUSB0", "usb:0403:6001", "usb:10c4:EA60:0001", "tcp:lab:4001", "tcp:[::1]:4001", "sim:" };
	const char *const wrong[] = { "ttyUSB0", "", "usb:", "usb:0403", "usb:0403:", "usb:0403:6001:", "usb:24577:1", "usb:04g3:6001",
	                              "tcp:", "tcp:lab", "tcp::4001", "tcp:lab:0", "tcp:lab:65536", "tcp:lab:http", "tcp:::1:4001", "sim" };
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		CU_ASSERT_TRUE(port_address_check(good[i], &error));
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		error.kind = ERROR_NONE;
		CU_ASSERT_FALSE(port_address_check(wrong[i], &error));
		CU_ASSERT_EQUAL(error.kind, ERROR_MALFORMED);
		CU_ASSERT_PTR_NULL(port_open(wrong[i], &usual, &error));
	}
}

static void a_serial_device_gives_what_was_sent_and_sends_what_is_written(void)
{
	uint8_t bytes[16];
	char sent[16];
	struct port *port = port_open(pty.path, &usual, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	CU_ASSERT_STRING_EQUAL(port->identity, pty.path);
	CU_ASSERT_EQUAL(port_read(port, 0, bytes, sizeof bytes, &error), 0);
	CU_ASSERT_EQUAL(write(pty.master, "\x01\n\r\x11", 4), 4);
	CU_ASSERT_TRUE(readable(port_fd(port)));
	CU_ASSERT_EQUAL(port_read(port, 0, bytes, sizeof bytes, &error), 4);
	CU_ASSERT_EQUAL(memcmp(bytes, "\x01\n\r\x11", 4), 0);
	CU_ASSERT_TRUE(port_write(port, 0, (const uint8_t *)"\x02p\r", 3, &error));
	CU_ASSERT_TRUE(readable(pty.master));
	CU_ASSERT_EQUAL(read(pty.master, sent, sizeof sent), 3);
	CU_ASSERT_EQUAL(memcmp(sent, "\x02p\r", 3), 0);
	CU_ASSERT_EQUAL(port_due(port), TIME_NEVER);
	port_close(port);
}

/* A pseudo-terminal keeps speed, stop bits and the oddness of a parity, of all line settings. */
static void line_settings_arrive_at_the_device(void)
{
	struct termios line;
	struct port *port = port_open(pty.path, &(struct line_settings){ 19200, 8, 'O', 2 }, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	CU_ASSERT_EQUAL(tcgetattr(pty.master, &line), 0);
	CU_ASSERT_EQUAL(cfgetispeed(&line), B19200);
	CU_ASSERT_EQUAL(cfgetospeed(&line), B19200);
	CU_ASSERT_TRUE(line.c_cflag & CSTOPB);
	CU_ASSERT_TRUE(line.c_cflag & PARODD);
	CU_ASSERT_FALSE(line.c_cflag & CRTSCTS);
	CU_ASSERT_FALSE(line.c_iflag & (IXON | ICRNL));
	CU_ASSERT_FALSE(line.c_lflag & (ICANON | ECHO));
	port_close(port);
}

static void a_link_is_followed(void)
{
	char *folder = scratch_folder(), *link = xasprintf("%s/usb-oximeter", folder);
	CU_ASSERT_EQUAL(symlink(pty.path, link), 0);
	struct port *port = port_open(link, &usual, &error);
	CU_ASSERT_PTR_NOT_NULL(port);
	CU_ASSERT_STRING_EQUAL(port ? port->identity : "", pty.path);
	port_close(port);
	free(link);
	scratch_remove(folder);
}

static void a_device_is_opened_once(void)
{
	struct port *port = port_open(pty.path, &usual, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	CU_ASSERT_PTR_NULL(port_open(pty.path, &usual, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_BUSY);
	port_close(port);
	port = port_open(pty.path, &usual, &error);
	CU_ASSERT_PTR_NOT_NULL(port);
	port_close(port);
}

/* Another program that has the device open until the pipe is closed. */
static pid_t other_program(const char *path, int *leash)
{
	int ready[2], pipe_ends[2];
	char byte = 0;
	if (pipe(ready) != 0 || pipe(pipe_ends) != 0)
		return -1;
	pid_t child = fork();
	if (child == 0) {
		int fd = open(path, O_RDWR | O_NOCTTY);
		close(pipe_ends[1]);
		_exit(fd < 0 || write(ready[1], &byte, 1) != 1 || read(pipe_ends[0], &byte, 1) < 0);
	}
	close(ready[1]);    /* or a child that failed would be awaited for ever */
	bool began = child > 0 && read(ready[0], &byte, 1) == 1;
	close(ready[0]);
	close(pipe_ends[0]);
	*leash = pipe_ends[1];
	return began ? child : -1;
}

static void the_program_that_has_the_device_is_named(void)
{
	int leash = -1;
	char who[32];
	pid_t other = other_program(pty.path, &leash);
	CU_ASSERT_TRUE_FATAL(other > 0);
	CU_ASSERT_PTR_NULL(port_open(pty.path, &usual, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_BUSY);
	snprintf(who, sizeof who, "(pid %d) has it", (int)other);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, who));
	close(leash);
	waitpid(other, NULL, 0);
}

static void a_device_is_held_whatever_its_name(void)
{
	int leash = -1;
	char *folder = scratch_folder(), name[256], who[PORT_HOLDER_SIZE];
	snprintf(name, sizeof name, "%s/board", folder);
	pid_t other = other_program(pty.path, &leash);
	CU_ASSERT_TRUE_FATAL(other > 0);
	CU_ASSERT_EQUAL_FATAL(symlink(pty.path, name), 0);
	CU_ASSERT_TRUE_FATAL(port_holder(name, who));
	CU_ASSERT_EQUAL(strtol(strstr(who, "(pid ") + 5, NULL, 10), other);
	close(leash);
	waitpid(other, NULL, 0);
	CU_ASSERT_FALSE(port_holder(name, who));
	scratch_remove(folder);
}

static void pulling_the_cable_is_noticed(void)
{
	uint8_t bytes[16];
	struct port *port = port_open(pty.path, &usual, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	pty_unplug(&pty);
	CU_ASSERT_TRUE(readable(port_fd(port)));
	CU_ASSERT_EQUAL(port_read(port, 0, bytes, sizeof bytes, &error), -1);
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, pty.path));
	CU_ASSERT_FALSE(port_write(port, 0, bytes, 1, &error));
	port_close(port);
}

static void a_device_that_is_not_there_is_absent(void)
{
	CU_ASSERT_PTR_NULL(port_open("/dev/ttyUSB99", &usual, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	CU_ASSERT_PTR_NULL(port_open("usb:ffff:fffe:NOBODY", &usual, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	CU_ASSERT_PTR_NULL(port_open("/dev/null", &usual, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_MALFORMED);
}

static void the_devices_of_this_computer_come_in_the_order_of_their_paths(void)
{
	size_t count = 1;
	struct serial_device *devices = serial_devices(&count);
	CU_ASSERT_EQUAL(devices == NULL, count == 0);
	for (size_t i = 1; i < count; i++)
		CU_ASSERT_TRUE(strverscmp(devices[i - 1].path, devices[i].path) < 0);
	free(devices);
}

/* A listening socket on loopback and its address; -1 when there is none. */
static int listen_on_loopback(char address[static 64])
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in where = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof where;
	if (bind(fd, (struct sockaddr *)&where, size) != 0 || listen(fd, 1) != 0
	    || getsockname(fd, (struct sockaddr *)&where, &size) != 0)
		return -1;
	snprintf(address, 64, "tcp:127.0.0.1:%d", ntohs(where.sin_port));
	return fd;
}

static void a_device_server_gives_what_was_sent_until_it_hangs_up(void)
{
	char address[64], sent[16];
	uint8_t bytes[16];
	int server = listen_on_loopback(address);
	CU_ASSERT_TRUE_FATAL(server >= 0);
	struct port *port = port_open(address, &usual, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	int other = accept(server, NULL, NULL);
	CU_ASSERT_EQUAL(port_read(port, 0, bytes, sizeof bytes, &error), 0);
	CU_ASSERT_EQUAL(write(other, "31.5\n", 5), 5);
	CU_ASSERT_TRUE(readable(port_fd(port)));
	CU_ASSERT_EQUAL(port_read(port, 0, bytes, sizeof bytes, &error), 5);
	CU_ASSERT_TRUE(port_write(port, 0, (const uint8_t *)"go", 2, &error));
	CU_ASSERT_EQUAL(read(other, sent, sizeof sent), 2);
	close(other);
	CU_ASSERT_TRUE(readable(port_fd(port)));
	CU_ASSERT_EQUAL(port_read(port, 0, bytes, sizeof bytes, &error), -1);
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	port_close(port);
	close(server);
}

static void a_device_server_that_does_not_answer_is_absent(void)
{
	char address[64];
	int server = listen_on_loopback(address);
	close(server);
	CU_ASSERT_PTR_NULL(port_open(address, &usual, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
}

static CU_TestInfo tests[] = {
	TEST(line_settings_are_speed_bits_parity_and_stop_bits),
	TEST(a_character_takes_all_its_bits_on_the_wire),
	TEST(what_is_no_address_is_refused_by_its_form),
	TEST(a_serial_device_gives_what_was_sent_and_sends_what_is_written),
	TEST(line_settings_arrive_at_the_device),
	TEST(a_link_is_followed),
	TEST(a_device_is_opened_once),
	TEST(the_program_that_has_the_device_is_named),
	TEST(a_device_is_held_whatever_its_name),
	TEST(pulling_the_cable_is_noticed),
	TEST(a_device_that_is_not_there_is_absent),
	TEST(the_devices_of_this_computer_come_in_the_order_of_their_paths),
	TEST(a_device_server_gives_what_was_sent_until_it_hangs_up),
	TEST(a_device_server_that_does_not_answer_is_absent),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo port_suite = {
	.pName = "port", .pSetUpFunc = plug_in, .pTearDownFunc = unplug, .pTests = tests,
};
