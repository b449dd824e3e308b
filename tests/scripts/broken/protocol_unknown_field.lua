-- 2: protocol: unknown field 'author'; there are id, title, version, needs, wants, stop_if
protocol { id = "pump", title = "Pump", version = "1", author = "Me" }
rest { "last_phase", lasts = 1 * minutes }
