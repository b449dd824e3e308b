/* report.c - what people read after a visit: a PDF to print, and single plots */

#include "export/report.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "export/report_inside.h"

#define PLOT_WIDTH  720.0
#define PLOT_HEIGHT 268.0
#define PLOT_SCALE  2.0         /* pixels a point of a PNG */

struct bytes {
	unsigned char *items;
	size_t         count, capacity;
};

static cairo_status_t collect(void *self, const unsigned char *data, unsigned length)
{
	struct bytes *bytes = self;
	while (bytes->capacity < bytes->count + length) {
		bytes->capacity = 2 * (bytes->capacity + length);
		bytes->items = xreallocarray(bytes->items, bytes->capacity, 1);
	}
	memcpy(bytes->items + bytes->count, data, length);
	bytes->count += length;
	return CAIRO_STATUS_SUCCESS;
}

static bool finish(cairo_t *cairo, cairo_surface_t *surface, const char *path, struct error *error)
{
	cairo_surface_finish(surface);
	cairo_status_t status = cairo_status(cairo);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS
		|| error_set(error, ERROR_SYSTEM, "%s cannot be drawn: %s.", path, cairo_status_to_string(status));
}

/* What is shown ends with the session, or with the last phase or trial of one without an end. */
static int64_t shown_until(const struct session *session)
{
	int64_t until_ns = session->row.ended_ns != TIME_NONE ? session->row.ended_ns : NS_PER_S;
	for (size_t i = 0; i < session->phase_count; i++) {
		const struct phase_row *phase = &session->phases[i];
		int64_t end_ns = phase->ended_ns != TIME_NONE ? phase->ended_ns : phase->planned_ended_ns;
		if (session->row.ended_ns == TIME_NONE && end_ns != TIME_NONE && end_ns > until_ns)
			until_ns = end_ns;
	}
	return until_ns;
}

static bool load(struct report *report, struct export *export, int64_t number, struct error *error)
{
	*report = (struct report){ .export = export };
	report->session = export_session(export, number, error);
	if (!report->session)
		return false;
	report->until_ns = shown_until(report->session);
	report->measured = measure_session(export, report->session, true, error);
	return report->measured && curves_load(&report->curves, export, report->session, error);
}

static void unload(struct report *report)
{
	curves_free(&report->curves);
	free(report->measured);
	session_free((struct session *)(uintptr_t)report->session);
}

static bool draw(struct report *report, struct error *error)
{
	page_begin(&report->page);
	if (!report_front(report, error) || !report_trials(report, error) || !report_refills(report, error)
	    || !report_quality(report, error) || !report_notes(report, error))
		return false;
	report_signatures(report);
	page_end(&report->page);
	return true;
}

/* The document's own date is the session's, so that the same record gives the same bytes. */
static void describe(cairo_surface_t *surface, const struct session *session, const char *software)
{
	char date[UTC_TEXT_SIZE];
	utc_format(session->row.start_utc_ns, date);
	memcpy(date + 19, "Z", 2);      /* without milliseconds */
	char *title = xasprintf("Session %lld: %s, visit %d", (long long)session->row.session, session->row.participant,
	                        session->row.visit);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, "Research use only. Not for diagnosis or treatment.");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, software);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date);
	free(title);
}

/* Drawn once to count the pages and once for good. */
static bool draw_pages(struct report *report, struct bytes *bytes, int of, const char *path, struct error *error)
{
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(collect, bytes, PAGE_WIDTH, PAGE_HEIGHT);
	describe(surface, report->session, report->export->options.software);
	report->page.cairo = cairo_create(surface);
	report->page.number = 0;
	report->page.of = of;
	struct error later;
	bool well = draw(report, error);
	return finish(report->page.cairo, surface, path, well ? error : &later) && well;
}

bool report_write(struct export *export, int64_t session, const char *path, struct error *error)
{
	struct report report;
	struct bytes counted = {0}, bytes = {0};
	bool well = load(&report, export, session, error);
	char *heading = NULL, *foot = NULL;
	if (well) {
		const struct session_row *row = &report.session->row;
		char began[LOCAL_TIME_SIZE];
		heading = xasprintf("%s%s \u00B7 visit %d \u00B7 %s", row->simulated ? "SIMULATED \u00B7 " : "", row->participant, row->visit,
		                    row->protocol_title);
		foot = xasprintf("%s \u00B7 session %lld of %s \u00B7 script %.12s \u00B7 %s", export_study_value(export, "id"),
		                 (long long)row->session, report_local_time(report.session, 0, began), row->script_sha256,
		                 export->options.software);
		report.page.heading = heading;
		report.page.foot = foot;
		well = draw_pages(&report, &counted, 0, path, error)
			&& draw_pages(&report, &bytes, report.page.number, path, error)
			&& file_write(path, bytes.items, bytes.count, error);
	}
	free(counted.items);
	free(bytes.items);
	free(heading);
	free(foot);
	unload(&report);
	return well;
}

static const struct channel_row *find_channel(const struct session *session, const char *name, struct error *error)
{
	const char **names = xcalloc(session->channel_count + 1, sizeof *names);
	const struct channel_row *found = NULL;
	char suggestion[64];
	for (size_t i = 0; i < session->channel_count; i++) {
		names[i] = session->channels[i].channel.name;
		if (strcmp(names[i], name) == 0)
			found = &session->channels[i];
	}
	if (!found)
		error_set(error, ERROR_ABSENT, "Session %lld has no channel '%s'%s", (long long)session->row.session, name,
		          name_suggestion(name, names, suggestion, sizeof suggestion)[0] ? suggestion : ".");
	free(names);
	return found;
}

static void draw_plot(cairo_t *cairo, const struct session *session, const struct strip *strip)
{
	const struct stretch_of_time time = { session, strip->from_ns, strip->until_ns, 0 };
	struct box box = { 10, 52, PLOT_WIDTH - 24, PLOT_HEIGHT - 76 };
	char *title = xasprintf("%s \u00B7 %s visit %d \u00B7 %s", strip->channel->name, session->row.participant, session->row.visit,
	                        session->row.protocol_title);
	draw_box(cairo, 0, 0, PLOT_WIDTH, PLOT_HEIGHT, (struct colour){ 1, 1, 1 });
	draw_text(cairo, 10, 20, PLOT_WIDTH - 20, (struct style){ 11, true, ink, ALIGN_LEFT }, title);
	draw_trial_names(cairo, &time, (struct box){ box.x, 26, box.width, 12 });
	draw_phase_names(cairo, &time, (struct box){ box.x, 38, box.width, 12 });
	draw_strip(cairo, &time, strip, box, NAN);
	draw_time_axis(cairo, &time, (struct box){ box.x, box.y + box.height, box.width, 0 });
	draw_text(cairo, 10, PLOT_HEIGHT - 6, 0, (struct style){ 6.5, false, grey, ALIGN_LEFT },
	          session->row.simulated ? "Simulated. For research use only." : "For research use only.");
	free(title);
}

/* cairo numbers its surfaces as long as the program runs, and writes that into the SVG. */
static void forget_number(struct bytes *bytes)
{
	static const char mark[] = "id=\"surface";
	unsigned char *at = memmem(bytes->items, bytes->count, mark, sizeof mark - 1);
	if (!at)
		return;
	unsigned char *digits = at + sizeof mark - 1, *end = digits;
	while (*end >= '0' && *end <= '9')
		end++;
	memmove(digits, end, (size_t)(bytes->items + bytes->count - end));
	bytes->count -= (size_t)(end - digits);
}

static bool draw_picture(const struct session *session, const struct strip *strip, enum report_picture picture,
                         const char *path, struct error *error)
{
	struct bytes bytes = {0};
	bool svg = picture == REPORT_SVG;
	cairo_surface_t *surface = svg ? cairo_svg_surface_create_for_stream(collect, &bytes, PLOT_WIDTH, PLOT_HEIGHT)
		: cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(PLOT_WIDTH * PLOT_SCALE), (int)(PLOT_HEIGHT * PLOT_SCALE));
	cairo_t *cairo = cairo_create(surface);
	if (!svg)
		cairo_scale(cairo, PLOT_SCALE, PLOT_SCALE);
	draw_plot(cairo, session, strip);
	if (!svg)
		cairo_surface_write_to_png_stream(surface, collect, &bytes);
	bool well = finish(cairo, surface, path, error);
	if (svg && well)
		forget_number(&bytes);
	well = well && file_write(path, bytes.items, bytes.count, error);
	free(bytes.items);
	return well;
}

bool report_plot(struct export *export, int64_t number, const char *name, enum report_picture picture, const char *path,
                 struct error *error)
{
	struct session *session = export_session(export, number, error);
	const struct channel_row *channel = session ? find_channel(session, name, error) : NULL;
	struct strip strip = {0};
	bool well = channel && strip_load(&strip, export->record, session, channel, 0, shown_until(session), (size_t)PLOT_WIDTH, error)
		&& draw_picture(session, &strip, picture, path, error);
	strip_free(&strip);
	session_free(session);
	return well;
}
