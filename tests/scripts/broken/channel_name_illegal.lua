-- 2: protocol: a channel in 'needs' must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'big toe'
protocol { id = "pump", title = "Pump", version = "1", needs = { ["big toe"] = "temperature" } }
rest { "last_phase", lasts = 1 * minutes }
