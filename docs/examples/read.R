# SPDX-License-Identifier: GPL-3.0-or-later
# Read a results file with rhdf5 and with ncdf4, whichever is there.
#
#     Rscript read.R OUT.h5 BUNDLE YEAR CENTRALITY
#
# Vacant full-time equivalents in a centrality class, bundle minus baseline, with the 95 %
# interval over replicates: the number that `stabil compare OUT.h5 --measure vacant_fte
# --year YEAR` prints. R turns dimensions round: role, centrality, year, replicate, scenario.
a <- commandArgs(TRUE)
path <- a[1]; bundle <- a[2]; year <- as.integer(a[3]); class <- as.integer(a[4])
options(digits = 15)

if (requireNamespace("rhdf5", quietly = TRUE)) {
  g <- rhdf5::h5read(path, "by_centrality")
  x <- g$vacant_fte[, g$centrality == class, g$year == year, , , drop = FALSE]
  x <- colSums(x, dims = 3) # replicate, scenario
  change <- x[, g$scenario == bundle] - x[, g$scenario == "baseline"]
  cat("rhdf5", mean(change), quantile(change, c(.025, .975)), "\n")
}

if (requireNamespace("ncdf4", quietly = TRUE)) {
  file <- ncdf4::nc_open(path)
  g <- function(name) ncdf4::ncvar_get(file, paste0("by_centrality/", name), collapse_degen = FALSE)
  x <- colSums(g("vacant_fte")[, g("centrality") == class, g("year") == year, , , drop = FALSE], dims = 3)
  change <- x[, g("scenario") == bundle] - x[, g("scenario") == "baseline"]
  cat("ncdf4", mean(change), quantile(change, c(.025, .975)), "\n")
}
