# haven_to_csv.R FOLDER ENDING OUT - .sav or .dta files by haven, as OUT/<table>.csv; labels and missing codes are looked at
suppressPackageStartupMessages(library(haven))
arguments <- commandArgs(trailingOnly = TRUE)
read <- if (arguments[2] == "sav") function(file) read_sav(file, user_na = TRUE) else read_dta
tags <- c()
coded <- 0
labelled <- 0
for (file in list.files(arguments[1], paste0("\\.", arguments[2], "$"), full.names = TRUE)) {
	data <- read(file)
	for (name in names(data)) {
		x <- data[[name]]
		stopifnot(nzchar(attr(x, "label")))
		if (is.numeric(x)) {
			labelled <- labelled + !is.null(attr(x, "labels"))
			if (arguments[2] == "dta") tags <- union(tags, na.omit(na_tag(x)))
			else if (!is.null(attr(x, "na_range"))) {
				stopifnot(identical(as.numeric(attr(x, "na_range")), c(-99, -91)))
				coded <- coded + sum(unclass(x) %in% -99:-91)
			}
			data[[name]] <- ifelse(is.na(unclass(x)), NA, sprintf("%.17g", unclass(x)))
		} else {
			data[[name]] <- as.character(x)
		}
	}
	table <- sub("\\.[a-z]+$", ".csv", basename(file))
	write.table(as.data.frame(data), file.path(arguments[3], table), sep = ",", qmethod = "double", row.names = FALSE,
	            na = "", fileEncoding = "UTF-8")
}
cat(sprintf("haven: %d variables with value labels, %d user-missing cells, tags '%s'.\n", labelled, coded, paste(sort(tags), collapse = "")))
people <- as.character(read(file.path(arguments[1], paste0("participants.", arguments[2])))$participant_id)
stopifnot(labelled > 0)
if ("1E5" %in% people)  # the record made to try everything has faults, artefacts, what was not done, refusals, ends and censored times
	stopifnot(identical(people, c("1E5", "007", "MARCH1", "-A", "TRUE")),
	          if (arguments[2] == "sav") coded > 100 else identical(sort(tags), c("a", "b", "c", "d", "e", "f")))
