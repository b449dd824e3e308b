/* all.c - every instrument that Soleus knows; a new one is one file and two lines here */

#include "acquisition/instrument.h"

extern const struct instrument_driver bioprott_driver;
extern const struct instrument_driver nonin_df2_driver;
extern const struct instrument_driver openscale_driver;
extern const struct instrument_driver text_lines_driver;
extern const struct instrument_driver ts125_driver;

const struct instrument_driver *const instrument_drivers[] = {
	&bioprott_driver,
	&nonin_df2_driver,
	&openscale_driver,
	&text_lines_driver,
	&ts125_driver,
	NULL,
};
