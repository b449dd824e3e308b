/*
 * port_kinds.h - the kinds of port behind port.c, each with its check and its open function
 *
 * A check looks at an address's form alone; an open function may count on it.
 */
#ifndef SOLEUS_ACQUISITION_PORT_KINDS_H
#define SOLEUS_ACQUISITION_PORT_KINDS_H

#include "acquisition/port.h"

bool port_usb_check(const char *address, struct error *error);
bool port_tcp_check(const char *address, struct error *error);

struct port *port_path_open(const char *address, const struct line_settings *line, struct error *error);
struct port *port_usb_open(const char *address, const struct line_settings *line, struct error *error);
struct port *port_tcp_open(const char *address, const struct line_settings *line, struct error *error);

struct port *port_usb_again(const char *address, const struct line_settings *line, const struct usb_identity *was,
                            struct error *error);

/* A port of that class; port_close gives `self` back to the class and frees the rest. */
struct port *port_new(const struct port_class *class, void *self, const char *identity);

#endif
