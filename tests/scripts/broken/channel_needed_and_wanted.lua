-- 2: protocol: 'toe' stands in 'needs' and in 'wants'; one of them is enough
protocol { id = "pump", title = "Pump", version = "1", needs = { toe = "temperature" }, wants = { toe = "temperature" } }
rest { "last_phase", lasts = 1 * minutes }
