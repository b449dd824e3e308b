/* all.c - every instrument that Soleus knows; a new one is one file and two lines here */

#include "acquisition/instrument.h"

extern const struct instrument_driver nonin_df2_driver;
extern const struct instrument_driver nonin_df7_driver;
extern const struct instrument_driver nonin_df1_driver;
extern const struct instrument_driver nonin_df8_driver;
extern const struct instrument_driver nonin_df13_driver;
extern const struct instrument_driver contec5_driver;
extern const struct instrument_driver contec5_4800_driver;
extern const struct instrument_driver bci_driver;
extern const struct instrument_driver contec7_driver;
extern const struct instrument_driver masimo_driver;
extern const struct instrument_driver nellcor_driver;
extern const struct instrument_driver nonin_ascii_driver;
extern const struct instrument_driver text_lines_driver;

const struct instrument_driver *const instrument_drivers[] = {
	&nonin_df2_driver,
	&nonin_df7_driver,
	&nonin_df1_driver,
	&nonin_df8_driver,
	&nonin_df13_driver,
	&contec5_driver,
	&contec5_4800_driver,
	&bci_driver,
	&contec7_driver,
	&masimo_driver,
	&nellcor_driver,
	&nonin_ascii_driver,
	&text_lines_driver,
	NULL,
};
