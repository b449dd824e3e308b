# same_model.R SAV PSPP_OUTPUT - the randomised blocks of model.sps, as PSPP works them out, against R's own
said <- commandArgs(trailingOnly = TRUE)
d <- haven::read_sav(said[1])
d <- d[d$counted %in% 1 & d$channel == "toe" & d$phase == "recovery" & !is.na(d$delta), ]
model <- anova(lm(delta ~ factor(participant_id) + factor(condition), d))
line <- grep("Condition of the trial", grep("^\\|", readLines(said[2]), value = TRUE), value = TRUE)
line <- line[lengths(regmatches(line, gregexpr("\\|", line))) == 7]       # type, sum of squares, df, mean square, F, Sig.
cells <- as.numeric(trimws(strsplit(line[1], "|", fixed = TRUE)[[1]][3:6]))
r <- model["factor(condition)", ]
same <- abs(cells[1] - r[["Sum Sq"]]) < 6e-3 && cells[2] == r[["Df"]] && abs(cells[4] / r[["F value"]] - 1) < 0.01
cat(sprintf("model.sps: PSPP's F is %.2f, R's %.2f.\n", cells[4], r[["F value"]]))
quit(status = if (isTRUE(same)) 0 else 1)
