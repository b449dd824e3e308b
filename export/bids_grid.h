/*
 * bids_grid.h - the channels of a session on even grids, one for each rate
 *
 * BIDS wants continuous recordings evenly sampled. A grid begins with the whole second in which the first
 * sample of its channels lies. At each of its times stands the valid sample that is nearest, if it is
 * no more than one expected interval away, else n/a: nothing is interpolated, and a gap stays one. Channels
 * that come with a finished recording, or whose rate nobody knows, take part by the interval that they have,
 * or by one second.
 */
#ifndef SOLEUS_EXPORT_BIDS_GRID_H
#define SOLEUS_EXPORT_BIDS_GRID_H

#include "export/export.h"
#include "export/session.h"

/* Writes STEM_recording-75hz_physio.tsv.gz and .json for each rate. */
bool bids_write_grids(struct export *export, const struct session *session, const char *stem, struct error *error);

#endif
