/* all.c - every instrument that Soleus knows; a new one is one file and two lines here */

#include "acquisition/instrument.h"

extern const struct instrument_driver bioprott_driver;
extern const struct instrument_driver dataq_di1100_driver;
extern const struct instrument_driver dcon_driver;
extern const struct instrument_driver dracal_driver;
extern const struct instrument_driver modbus_rtu_driver;
extern const struct instrument_driver nonin_df2_driver;
extern const struct instrument_driver omega_dp97_driver;
extern const struct instrument_driver omega_idrx_driver;
extern const struct instrument_driver openscale_driver;
extern const struct instrument_driver polled_text_driver;
extern const struct instrument_driver temperx232_driver;
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
extern const struct instrument_driver nellcor_n200_driver;
extern const struct instrument_driver nonin_ascii_driver;
extern const struct instrument_driver text_lines_driver;
extern const struct instrument_driver ts125_driver;
extern const struct instrument_driver pulse_max30102_driver;
extern const struct instrument_driver afe4490_driver;
extern const struct instrument_driver healthypi4_driver;
extern const struct instrument_driver healthypi5_driver;
extern const struct instrument_driver sparkfun_spo2_driver;
extern const struct instrument_driver sparkfun_heart_rate_driver;
extern const struct instrument_driver sparkfun_raw_driver;
extern const struct instrument_driver max30100_driver;
extern const struct instrument_driver light_counts_driver;
extern const struct instrument_driver pulse_sensor_driver;
extern const struct instrument_driver vasoquant_driver;

const struct instrument_driver *const instrument_drivers[] = {
	&bioprott_driver,
	&dataq_di1100_driver,
	&dcon_driver,
	&dracal_driver,
	&modbus_rtu_driver,
	&nonin_df2_driver,
	&omega_dp97_driver,
	&omega_idrx_driver,
	&openscale_driver,
	&polled_text_driver,
	&temperx232_driver,
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
	&nellcor_n200_driver,
	&nonin_ascii_driver,
	&text_lines_driver,
	&ts125_driver,
	&pulse_max30102_driver,
	&afe4490_driver,
	&healthypi4_driver,
	&healthypi5_driver,
	&sparkfun_spo2_driver,
	&sparkfun_heart_rate_driver,
	&sparkfun_raw_driver,
	&max30100_driver,
	&light_counts_driver,
	&pulse_sensor_driver,
	&vasoquant_driver,
	NULL,
};
