-- 2: protocol: 'title' is missing, for example title = "Seated soleus push-ups"
protocol { id = "pump", version = "1" }
rest { "last_phase", lasts = 1 * minutes }
