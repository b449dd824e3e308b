/* all.c - every instrument that Soleus knows; a new one is one file and two lines here */

#include "acquisition/instrument.h"

extern const struct instrument_driver modbus_rtu_driver;
extern const struct instrument_driver nonin_df2_driver;
extern const struct instrument_driver text_lines_driver;

const struct instrument_driver *const instrument_drivers[] = {
	&modbus_rtu_driver,
	&nonin_df2_driver,
	&text_lines_driver,
	NULL,
};
