# Makes the data sets and the expected values of this package's tests, with R's own functions and the package survey:
#   cd models/inference/testdata && Rscript oracle.R
# R 4.2.2 and survey 4.1-1 (Debian's r-base-core, r-cran-survey, r-cran-jsonlite) made the files that are committed.
suppressMessages(library(survey))
library(jsonlite)
set.seed(20240607, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

# ---- data sets: one row a sheet, h the stratum, g the side of a comparison, people the stratum's population ----

sheets <- function(n, people, sides, centre, spread, missing) {
  h <- rep(seq_along(n), n)
  y <- round(pmax(0, centre[h] + spread * rnorm(length(h))), 1)
  count <- rpois(length(h), 3) + (seq_along(h) == 1)
  data <- data.frame(
    h = h, g = sides[h], people = people[h], y = y, count = count,
    again = rbinom(length(h), count, 0.3), yes = as.numeric(y > 50)
  )
  if (missing > 0) for (column in c("y", "yes", "count", "again")) {
    data[[column]][runif(nrow(data)) < missing] <- NA
  }
  data
}

# Each sheet weighs people/sheets of its stratum, at most five times the median, then rescaled to the people.
trimmed <- function(data) {
  w <- data$people / ave(data$h, data$h, FUN = length)
  capped <- pmin(w, 5 * quantile(w, 0.5, type = 1))
  capped * sum(w) / sum(capped)
}

sets <- list(
  plain    = sheets(c(20, 14), c(60, 90), c(0, 1), c(40, 55), 15, 0),
  strata   = sheets(c(25, 10, 8, 30), c(50, 10, 40, 31), c(0, 0, 1, 1), c(60, 30, 45, 50), 20, 0),
  missing  = sheets(c(12, 25, 6, 18), c(30, 200, 9, 18), c(0, 0, 1, 1), c(60, 30, 45, 50), 20, 0.25),
  trimmed  = sheets(c(40, 20, 5, 9), c(60, 45, 400, 70), c(0, 1, 0, 1), c(35, 50, 70, 20), 10, 0.1),
  lonely   = sheets(c(15, 1, 9, 1), c(45, 8, 9, 1), c(0, 0, 1, 1), c(30, 75, 40, 5), 12, 0),
  far      = sheets(c(9, 9), c(100, 50), c(0, 1), c(1e6, 1e6 + 30), 10, 0.1),
  emptied  = sheets(c(7, 5, 11), c(20, 25, 12), c(0, 0, 1), c(30, 40, 55), 12, 0)
)
sets$far$y <- round(sets$far$y) # of whole numbers the sums are exact
sets$emptied$y[sets$emptied$h == 2] <- NA
sets$emptied$again[sets$emptied$h == 2] <- NA

number <- function(x) unname(as.numeric(x))
options(survey.lonely.psu = "adjust")

design <- function(data, fpc) {
  if (fpc) svydesign(~1, strata = ~h, weights = ~w, fpc = ~people, data = data)
  else svydesign(~1, strata = ~h, weights = ~w, data = data)
}

# A mean or ratio: value, standard error, degrees of the domain where nothing is missing, and the interval with these.
figures <- function(stat, domain, w) {
  df <- degf(domain)
  ends <- number(coef(stat)) + c(-1, 1) * qt(0.975, df) * number(SE(stat))
  list(value = number(coef(stat)), se = number(SE(stat)), df = df, low = ends[1], high = ends[2],
       effective = sum(w)^2 / sum(w^2))
}

estimates <- list()
for (name in names(sets)) {
  data <- sets[[name]]
  data$w <- if (name == "trimmed") trimmed(data) else data$people / ave(data$h, data$h, FUN = length)
  sets[[name]] <- data
  written <- transform(data, w = sprintf("%.17g", w))
  write.csv(written, paste0(name, ".csv"), row.names = FALSE, quote = FALSE)
  for (fpc in c(FALSE, TRUE)) {
    d <- design(data, fpc)
    for (column in c("y", "yes")) {
      there <- !is.na(data[[column]])
      stat <- svymean(as.formula(paste0("~", column)), d, na.rm = TRUE)
      estimates[[length(estimates) + 1]] <- c(list(set = name, fpc = fpc, of = column),
        figures(stat, subset(d, there), data$w[there]))
    }
    there <- !is.na(data$again) & !is.na(data$count)
    d$variables$again[!there] <- NA
    d$variables$count[!there] <- NA
    stat <- svyratio(~again, ~count, d, na.rm = TRUE)
    estimates[[length(estimates) + 1]] <- c(list(set = name, fpc = fpc, of = "again/count"),
      figures(stat, subset(d, there), data$w[there]))
  }
}

# svyttest over the sides of one design: its difference and standard error are those of two independent domains, because no
# stratum lies on both sides. Its degrees are degf − 1 of the whole design, not Satterthwaite's, so its p goes with them.
differences <- list()
for (name in c("plain", "strata", "missing", "trimmed", "far")) {
  test <- svyttest(y ~ g, subset(design(sets[[name]], FALSE), !is.na(y)))
  differences[[length(differences) + 1]] <- list(set = name, difference = number(test$estimate),
    se = number(test$estimate) / number(test$statistic), df = number(test$parameter), p = number(test$p.value))
}

# Satterthwaite over strata, from the parts of the variance: each stratum's own, got from svyrecvar's linearized values.
satterthwaite <- list()
for (name in c("plain", "strata", "trimmed", "missing")) {
  data <- sets[[name]]
  v <- n <- mean <- c()
  for (side in 0:1) {
    part <- data[data$g == side, ]
    there <- !is.na(part$y)
    mean[side + 1] <- weighted.mean(part$y[there], part$w[there])
    z <- ifelse(there, part$w * (part$y - mean[side + 1]) / sum(part$w[there]), 0)
    for (h in unique(part$h)) {
      v <- c(v, sum(part$h == h) * var(z[part$h == h]))
      n <- c(n, sum(there & part$h == h))
    }
  }
  df <- sum(v)^2 / sum(v^2 / (n - 1))
  t <- (mean[2] - mean[1]) / sqrt(sum(v))
  satterthwaite[[length(satterthwaite) + 1]] <- list(set = name, difference = mean[2] - mean[1], se = sqrt(sum(v)),
    df = df, p = 2 * pt(-abs(t), df))
}

# ---- tests ----

welch <- list()
for (i in 1:12) {
  x <- round(rnorm(2 + 3 * i, 40, 5 * i), 2)
  y <- round(rnorm(40 - 3 * i, 40 + 4 * i, 10), 2)
  test <- t.test(x, y)
  welch[[i]] <- list(x = x, y = y, t = number(test$statistic), df = number(test$parameter), p = test$p.value,
    se = test$stderr)
}

score <- list()
for (x in list(c(7, 20, 9, 41), c(0, 30, 5, 25), c(1, 500, 30, 700), c(250, 500, 260, 500), c(3, 3, 1, 4), c(99, 100, 10, 100),
               c(8.5, 21.7, 30.25, 61.9), c(400, 1000, 100, 1000))) {
  test <- suppressWarnings(prop.test(x[c(1, 3)], x[c(2, 4)], correct = FALSE))
  score[[length(score) + 1]] <- list(x = x, p = test$p.value)
}

tables <- list(c(3, 1, 1, 3), c(0, 5, 5, 0), c(0, 0, 3, 4), c(10, 0, 0, 10), c(1, 9, 11, 3), c(0, 12, 7, 13), c(2, 2, 2, 2),
  c(1000, 2, 990, 11), c(300, 1200, 280, 1300), c(5, 4995, 0, 5000), c(0, 100, 100, 0), c(7, 13, 7, 13), c(1, 0, 0, 1),
  c(5000, 4000, 4900, 4100), c(1, 99999, 12, 99988), c(0, 1, 0, 50), c(400, 100, 100, 400), c(6, 0, 4, 10), c(4, 10, 6, 0))
for (i in 1:120) tables[[length(tables) + 1]] <- rpois(4, sample(c(1, 3, 8, 20, 60), 4, replace = TRUE))
fisher <- lapply(tables, function(x) list(table = x, p = fisher.test(matrix(x, 2, byrow = TRUE))$p.value))

# Which test TwoShares takes: by the expected counts of chisq.test.
shares <- lapply(Filter(function(x) x[1] + x[2] > 0 && x[3] + x[4] > 0, tables), function(x) {
  m <- matrix(x, 2, byrow = TRUE)
  few <- any(outer(rowSums(m), colSums(m)) / sum(m) < 5)
  p <- if (few) fisher.test(m)$p.value else suppressWarnings(prop.test(m, correct = FALSE)$p.value)
  list(x1 = x[1], n1 = x[1] + x[2], x2 = x[3], n2 = x[3] + x[4], p = p)
})

families <- list(c(0.001, 0.012, 0.03, 0.04, 0.2), c(0.2, 0.04, 0.03, 0.012, 0.001), rep(0.03, 6), c(0.5, 0.5, 0.01, 0.01, 1),
  c(0.04, NA, 0.01, NA, 0.9), c(1, 1, 1), 0.03, c(0, 1e-300, 1e-12, 0.05), round(runif(60)^3, 3), NA)
adjust <- lapply(families, function(p) list(p = I(p), adjusted = I(p.adjust(p, "BH"))))

# ---- distributions ----

degrees <- c(0.3, 0.5, 1, 1.5, 2, 2.7, 3, 4, 5.5, 7, 9.99, 10, 19, 30, 41.3, 75, 120, 333.3, 999, 1000, 1001, 2500.5, 1e4, 1e5,
  1e6, 1e9, Inf)
quantiles <- list()
for (df in degrees) for (p in c(1e-6, 0.001, 0.025, 0.05, 0.25, 0.4999, 0.5, 0.6, 0.9, 0.975, 0.995, 0.99999)) {
  quantiles[[length(quantiles) + 1]] <- list(df = if (is.finite(df)) df else -1, p = p, q = qt(p, df))
}
tails <- list()
for (df in degrees) for (t in c(0, 1e-6, 0.01, 0.5, 1, 1.96, 2.5, 4, 8, 15, 30)) {
  tails[[length(tails) + 1]] <- list(df = if (is.finite(df)) df else -1, t = t, p = 2 * pt(-abs(t), df))
}

z <- qnorm(0.975)
wilson <- list()
for (n in c(1, 5, 12, 20, 33.3, 100, 4000)) for (share in c(0, 0.01, 0.35, 0.5, 0.97, 1)) for (people in c(0, 1.5 * n, 20 * n)) {
  x <- share * n
  e <- if (people > 0) n / (1 - n / people) else n
  half <- z / (1 + z^2 / e) * sqrt(share * (1 - share) / e + z^2 / (4 * e^2))
  middle <- (share + z^2 / (2 * e)) / (1 + z^2 / e)
  wilson[[length(wilson) + 1]] <- list(x = x, n = n, people = people, low = max(0, middle - half), high = min(1, middle + half))
}

# Power with the noncentral t itself; the package approximates it.
power <- list()
for (n in list(c(5, 5), c(10, 10), c(8, 40), c(30, 100), c(500, 500), c(25, 10))) for (d in c(0, 0.2, 0.5, 1, 2)) {
  df <- sum(n) - 2
  delta <- d / sqrt(sum(1 / n))
  t <- qt(0.975, df)
  both <- pt(t, df, delta, lower.tail = FALSE) + pt(-t, df, delta)
  if (n[1] == n[2] && d > 0) stopifnot(abs(both - power.t.test(n[1], d, 1, strict = TRUE)$power) < 1e-9)
  power[[length(power) + 1]] <- list(n1 = n[1], n2 = n[2], difference = 12 * d, sd = 12, power = both)
}

# jsonlite stops at 15 digits: numbers pass it as text with 17 and lose their quotes afterwards.
digits <- function(x) {
  if (is.list(x)) lapply(x, digits)
  else if (is.numeric(x)) structure(ifelse(is.na(x), NA, sprintf("%.17g", x)), class = if (inherits(x, "AsIs")) "AsIs")
  else x
}
text <- toJSON(digits(list(estimates = estimates, differences = differences, satterthwaite = satterthwaite, welch = welch,
  score = score, fisher = fisher, shares = shares, adjust = adjust, quantiles = quantiles, tails = tails, wilson = wilson,
  power = power)), auto_unbox = TRUE, na = "null")
text <- gsub('"(-?[0-9][0-9.]*(e[-+]?[0-9]+)?)"', "\\1", text)
write(gsub("},{", "},\n{", text, fixed = TRUE), "oracle.json")
