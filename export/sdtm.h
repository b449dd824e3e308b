/*
 * sdtm.h - vital signs in the shape of CDISC's SDTM
 *
 * vs.csv: the domain VS (SDTMIG 3.3, section 6.3.8) with a row per phase and channel whose quantity is a vital
 * sign: skin temperature (a sponsor's code, SKTEMP), oxygen saturation (OXYSAT), pulse rate (PULSE). The result is
 * the phase's mean. Attempts that do not count are left out. An extra, not a submission.
 */
#ifndef SOLEUS_EXPORT_SDTM_H
#define SOLEUS_EXPORT_SDTM_H

#include "export/formats.h"

extern const struct export_format sdtm_format;

#endif
