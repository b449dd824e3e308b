-- 2: protocol: 'temprature' is unknown as the quantity of 'toe'; did you mean 'temperature'?
protocol { id = "pump", title = "Pump", version = "1", needs = { toe = "temprature" } }
rest { "last_phase", lasts = 1 * minutes }
