/*
 * json.h - JSON as it is written beside tables: small, indented, in the order given
 *
 *     struct json json = json_begin(out);
 *     json_open(&json, NULL, '{');
 *     json_text(&json, "name", "calf_pump");
 *     json_open(&json, "fields", '[');
 *     ...
 *     json_close(&json);
 *     json_close(&json);      the last one ends the file with a newline
 *
 * Within an object every value has a key, within an array it is NULL.
 */
#ifndef SOLEUS_EXPORT_JSON_H
#define SOLEUS_EXPORT_JSON_H

#include <stdbool.h>

#include "export/out.h"

#define JSON_DEPTH 12

struct json {
	struct out *out;
	char        closing[JSON_DEPTH];
	int         depth;
	bool        filled[JSON_DEPTH + 1];
};

struct json json_begin(struct out *out);
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json);
void json_text(struct json *json, const char *key, const char *text);
void json_number(struct json *json, const char *key, double number);
void json_truth(struct json *json, const char *key, bool truth);

#endif
