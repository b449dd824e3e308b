/* commands.c - what this program can do */

#include "console/command.h"

extern const struct command init_command, ports_command, check_command, plan_command, rehearse_command,
	enrol_command, monitor_command, simulate_command, run_command, resume_command, sessions_command,
	show_command, import_command, export_command, report_command, amend_command, verify_command, audit_command,
	operator_command, seal_command, sign_command, backup_command, merge_command, selftest_command;

const struct command *const commands[] = {
	&init_command,
	&ports_command,
	&check_command,
	&plan_command,
	&rehearse_command,
	&enrol_command,
	&monitor_command,
	&simulate_command,
	&run_command,
	&resume_command,
	&sessions_command,
	&show_command,
	&import_command,
	&export_command,
	&report_command,
	&amend_command,
	&verify_command,
	&audit_command,
	&operator_command,
	&seal_command,
	&sign_command,
	&backup_command,
	&merge_command,
	&selftest_command,
	NULL,
};
