-- 2: protocol: a channel in 'needs' must be a name between quotation marks, not the number 1
protocol { id = "pump", title = "Pump", version = "1", needs = { "toe" } }
rest { "last_phase", lasts = 1 * minutes }
