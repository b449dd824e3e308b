# same_cells.R WORKBOOK FOLDER - readxl sees the same cells as another reader wrote into FOLDER/<sheet>.csv
suppressPackageStartupMessages(library(readxl))
arguments <- commandArgs(trailingOnly = TRUE)
book <- arguments[1]
cells <- 0
differ <- 0
for (sheet in setdiff(excel_sheets(book), "charts")) {
	ours <- as.data.frame(read_excel(book, sheet, guess_max = 1048576, trim_ws = FALSE))
	other <- read.csv(file.path(arguments[2], paste0(sheet, ".csv")), check.names = FALSE,
	                  na.strings = "\001", colClasses = "character", encoding = "UTF-8")
	stopifnot(identical(names(ours), names(other)), nrow(ours) == nrow(other))
	for (name in names(ours)) {
		if (is.numeric(ours[[name]])) {
			expected <- suppressWarnings(as.numeric(other[[name]]))
		} else {
			expected <- other[[name]]
		}
		# R's own reading of a decimal number may be off in the last bit.
		equal <- if (is.numeric(expected)) abs(ours[[name]] - expected) <= 2 * .Machine$double.eps * abs(expected)
		         else ours[[name]] == expected
		same <- (is.na(ours[[name]]) & is.na(expected)) | (!is.na(equal) & equal)
		cells <- cells + length(same)
		differ <- differ + sum(!same)
		if (!all(same)) cat("differs:", sheet, name, "row", which(!same)[1], "\n")
	}
}
cat(sprintf("readxl: %d cells compared, %d differ.\n", cells, differ))
quit(status = if (differ == 0 && cells > 0) 0 else 1)
