/* commands.c - what this program can do */

#include "console/command.h"

extern const struct command init_command;
extern const struct command ports_command;
extern const struct command check_command;
extern const struct command plan_command;
extern const struct command rehearse_command;
extern const struct command enrol_command;
extern const struct command participants_command;
extern const struct command monitor_command;
extern const struct command simulate_command;
extern const struct command run_command;
extern const struct command resume_command;
extern const struct command sessions_command;
extern const struct command show_command;
extern const struct command import_command;
extern const struct command export_command;
extern const struct command report_command;
extern const struct command amend_command;
extern const struct command verify_command;
extern const struct command audit_command;
extern const struct command operator_command;
extern const struct command seal_command;
extern const struct command sign_command;
extern const struct command backup_command;
extern const struct command merge_command;
extern const struct command selftest_command;
extern const struct command cue_command;

const struct command *const commands[] = {
	&init_command,
	&ports_command,
	&check_command,
	&plan_command,
	&rehearse_command,
	&enrol_command,
	&participants_command,
	&monitor_command,
	&simulate_command,
	&run_command,
	&resume_command,
	&cue_command,
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
