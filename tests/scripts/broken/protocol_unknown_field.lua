-- 2: protocol: unknown field 'author'
protocol { id = "pump", title = "Pump", version = "1", author = "Me" }
rest { "last_phase", lasts = 1 * minutes }
