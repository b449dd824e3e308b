# loaded.R FOLDER - what load.R gave: ids are texts, times are times, numbers numbers, missing is missing
sink(tempfile()); suppressWarnings(suppressMessages(source("load.R"))); sink()
stopifnot(is.character(participants$participant_id), inherits(trials$trial_start_utc, "POSIXct"), is.numeric(measures$mean),
          is.factor(trials$condition), identical(attr(trials$counted, "labels")[["yes"]], 1), nzchar(attr(measures$delta, "label")),
          !any(grepl("^'[-=+@']", events$text)), any(is.na(phases$reps_per_min)))
samples <- read_samples()
stopifnot(nrow(samples) > 1000, is.numeric(samples$value))
if ("1E5" %in% participants$participant_id)
	stopifnot(identical(as.character(participants$participant_id), c("1E5", "007", "MARCH1", "-A", "TRUE")), "=HYPERLINK(\"http://example.org\")" %in% events$text,
	          identical(as.character(participants$code), c("007", "12", "12", "NA", "1")))
cat("load.R: types, levels and labels are there.\n")
