-- 2: protocol: 'version' must be a text between quotation marks, not the number 1
protocol { id = "pump", title = "Pump", version = 1.0 }
rest { "last_phase", lasts = 1 * minutes }
