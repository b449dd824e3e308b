-- 2: protocol: 'id' must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'My Pump'
protocol { id = "My Pump", title = "Pump", version = "1" }
rest { "last_phase", lasts = 1 * minutes }
