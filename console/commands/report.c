/* report.c - soleus report: a session as pages to print, or one channel of it as a picture */

#include <stdio.h>
#include <stdlib.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/version.h"
#include "console/acting.h"
#include "console/command.h"
#include "console/folder.h"
#include "export/report.h"
#include "export/tables.h"

/* What was asked for; `picture` is read when `channel` is there. */
struct report_order {
	int64_t             session;
	const char         *channel;
	enum report_picture picture;
	char               *path;
};

/* STATUS_WELL, or what was told. */
static int read_order(struct report_order *order, const struct invocation *invocation, const struct folder *folder)
{
	const char *png = option_value(invocation, "png"), *svg = option_value(invocation, "svg");
	const char *output = option_value(invocation, "output");
	order->session = session_word(invocation, 0);
	order->channel = option_value(invocation, "plot");
	if (order->session == 0)
		return STATUS_USAGE;
	if (order->channel && !png == !svg)
		return tell_usage("report: --plot needs --png FILE or --svg FILE, one of them.");
	if (!order->channel && (png || svg))
		return tell_usage("report: --%s needs --plot CHANNEL: a picture is of one channel.", png ? "png" : "svg");
	if (order->channel && output)
		return tell_usage("report: -o is for the PDF; the picture's file stands behind --%s.", png ? "png" : "svg");
	order->picture = png ? REPORT_PNG : REPORT_SVG;
	order->path = order->channel ? xstrdup(png ? png : svg) : output ? xstrdup(output)
		: xasprintf("%s/session_%lld.pdf", folder->exports, (long long)order->session);
	return STATUS_WELL;
}

static bool make(const struct report_order *order, const struct folder *folder, bool own_place, struct error *error)
{
	const struct export_options options = { .software = "soleus " SOLEUS_VERSION };
	struct record *record = folder_record(folder, false, error);
	struct export *export = record ? export_new(record, &options, error) : NULL;
	bool well = export && (!own_place || folder_make(folder->exports, error))
		&& (order->channel ? report_plot(export, order->session, order->channel, order->picture, order->path, error)
		                  : report_write(export, order->session, order->path, error));
	export_free(export);
	record_close(record);
	return well;
}

static void note_report(const struct folder *folder, const struct report_order *order)
{
	char *detail = xasprintf("session %lld%s%s", (long long)order->session, order->channel ? ", channel " : "",
	                         order->channel ? order->channel : "");
	acting_note(folder->database, "reported", "record", detail);
	free(detail);
}

static int run(const struct invocation *invocation)
{
	struct folder *folder = folder_new(invocation->folder);
	struct report_order order = {0};
	struct error error;
	int status = read_order(&order, invocation, folder);
	if (status == STATUS_WELL) {
		bool own_place = !order.channel && !option_value(invocation, "output");
		if (make(&order, folder, own_place, &error)) {
			note_report(folder, &order);
			printf("%s\n", order.path);
		} else {
			status = tell_failure(&error);
		}
	}
	free(order.path);
	folder_free(folder);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "output", .letter = 'o', .argument = "FILE", .help = "the PDF (STUDY/exports/session_N.pdf)" },
	{ .name = "plot", .argument = "CHANNEL", .help = "no report, but a picture of this channel over the session" },
	{ .name = "png", .argument = "FILE", .help = "with --plot: as pixels" },
	{ .name = "svg", .argument = "FILE", .help = "with --plot: as lines, for print" },
	{ .name = NULL },
};

const struct command report_command = {
	.name = "report",
	.synopsis = "SESSION [-o FILE.pdf] [--plot CHANNEL --png|--svg FILE]",
	.summary = "a session as a PDF to print: channels, trials, refill curves, quality, notes, signatures",
	.help = "Writes what one visit came to, to be read, printed and signed. `soleus sessions` lists the numbers.\n"
	        "The same record gives the same bytes.\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = run,
};
