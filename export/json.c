/* json.c - JSON as it is written beside tables: small, indented, in the order given */

#include "export/json.h"

#include <assert.h>

#include "export/number.h"
#include "base/utf8.h"

struct json json_begin(struct out *out)
{
	return (struct json){ .out = out };
}

static void quote(struct json *json, const char *text)
{
	out_text(json->out, "\"");
	const unsigned char *at = (const unsigned char *)text;
	for (uint32_t character; (character = utf8_next(&at)) != 0;) {
		char bytes[4];
		if (character == '\n' || character == '\t')
			out_text(json->out, character == '\n' ? "\\n" : "\\t");
		else if (character == '"' || character == '\\')
			out_format(json->out, "\\%c", (char)character);
		else
			out_bytes(json->out, bytes, utf8_put(character, bytes));
	}
	out_text(json->out, "\"");
}

static void new_line(struct json *json)
{
	out_text(json->out, "\n");
	for (int i = 0; i < json->depth; i++)
		out_text(json->out, "  ");
}

static void place(struct json *json, const char *key)
{
	if (json->filled[json->depth])
		out_text(json->out, ",");
	json->filled[json->depth] = true;
	if (json->depth > 0)
		new_line(json);
	if (key) {
		quote(json, key);
		out_text(json->out, ": ");
	}
}

void json_open(struct json *json, const char *key, char bracket)
{
	assert(json->depth < JSON_DEPTH);
	place(json, key);
	out_bytes(json->out, &bracket, 1);
	json->closing[json->depth++] = bracket == '{' ? '}' : ']';
	json->filled[json->depth] = false;
}

void json_close(struct json *json)
{
	bool filled = json->filled[json->depth];
	json->depth--;
	if (filled)
		new_line(json);
	out_bytes(json->out, &json->closing[json->depth], 1);
	if (json->depth == 0)
		out_text(json->out, "\n");
}

void json_text(struct json *json, const char *key, const char *text)
{
	place(json, key);
	quote(json, text);
}

void json_number(struct json *json, const char *key, double number)
{
	char text[NUMBER_SIZE];
	place(json, key);
	number_write(number, text);
	out_text(json->out, text);
}

void json_truth(struct json *json, const char *key, bool truth)
{
	place(json, key);
	out_text(json->out, truth ? "true" : "false");
}
