/*
 * bids.h - the record as a dataset of the Brain Imaging Data Structure
 *
 * Behaviour and physiology without imaging (specification 1.9, "Behavioral experiments" and "Physiological
 * and other continuous recordings"):
 *
 *     dataset_description.json, README, participants.tsv + .json
 *     sub-P01/ses-01/sub-P01_ses-01_scans.tsv
 *     sub-P01/ses-01/beh/sub-P01_ses-01_task-soleuspushup_run-01_events.tsv + .json
 *                        ..._recording-75hz_physio.tsv.gz + .json    without a header line
 *
 * ses is the visit, task the protocol, run counts the sessions of the same visit and protocol. A label has
 * letters and digits only; participants whose codes become the same without the rest are told apart by a number.
 * The original code stands in participants.tsv. Ages of 90 and more are told as 89, as the validator asks.
 */
#ifndef SOLEUS_EXPORT_BIDS_H
#define SOLEUS_EXPORT_BIDS_H

#include "export/formats.h"

extern const struct export_format bids_format;

#endif
