# Desk and analysis
bad-choice = The parameter `{ $name }` is `{ $value }`; it must be one of { $known }
desk-all-tasks = All { $count }
desk-course = { $from } to { $to }: { $way }. { $values }
desk-enter = Enter
desk-every-figure = All figures
desk-ledgers-here = Ledgers of this organisation
desk-many-records = { $count } records or more
desk-others = In others' hands
desk-others-counts = { $overdue } overdue · { $soon } due soon
desk-own-records = Records about me
desk-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
desk-shares-open = Open this figure
desk-todo = For you to do
figure-unknown = There is no figure `{ $id }`: find it under Figures
figures-count = { $count ->
    [one] { $count } figure
   *[other] { $count } figures
}
figures-name = Figure and meaning
figures-none = No figure fits: try another word
figures-search = Find a figure (name or meaning)
figures-title = Figures
task-days-left = { $days ->
    [one] { $days } day left ({ $day })
   *[other] { $days } days left ({ $day })
}
task-days-over = { $days ->
    [one] { $days } day overdue ({ $day })
   *[other] { $days } days overdue ({ $day })
}
task-due-today = due today ({ $day })
task-later = Later
task-overdue = Overdue
task-soon = Due soon
tasks-about = Listed from the records by themselves; each goes when its record is done
tasks-all = All
tasks-by-duty = By kind of task
tasks-by-state = By day
tasks-count = { $count ->
    [one] { $count } task
   *[other] { $count } tasks
}
tasks-every-duty = Every kind
tasks-others-about = What others in your territory must do
tasks-others-title = In others' hands
tasks-source = Rule:{" "}
tasks-title = To do
analysis-across = Columns
analysis-another = One more figure
analysis-before = Compared with
analysis-below = Organisations below
analysis-change = Change in %
analysis-chart = Chart
analysis-chart-auto = As fits
analysis-chart-bars = Bars
analysis-chart-cut = The chart draws the first 40 rows and 8 columns; the table holds all.
analysis-chart-lines = Lines
analysis-chart-stacked = Stacked
analysis-compare = Compare with
analysis-compare-prior = The period before
analysis-compare-year = The year before
analysis-difference = Difference
analysis-figure = Figure
analysis-kind = Kind of organisation
analysis-month = Month
analysis-more-rows = { $count ->
    [one] { $count } more row is not shown; files hold all of them.
   *[other] { $count } more rows are not shown; files hold all of them.
}
analysis-no-chart = There is no chart to take away: choose one first
analysis-no-field = Not all of these figures have this field: choose another, or fewer figures
analysis-no-export = Your role may not take files away
analysis-none = None
analysis-not-given = Not given
analysis-period-hint = 2013, 2013Q2, 2013-05 or 2013-01-01..2013-06-30
analysis-picture = Picture (SVG)
analysis-quarter = Quarter
analysis-rank = Rank
analysis-rows = Rows
analysis-submit = Analyse
analysis-table = Table
analysis-title = Analysis
analysis-too-many = At most { $most } figures at once: take fewer
analysis-totals = Totals are computed for the whole: ratios are divided anew and what occurs in several rows counts once, so they need not be the sum of the rows.
analysis-widened = By year, a single year is shown with the years before it: { $period }.
analysis-year = Year
desk-analyse = Analyse
pin-add = Pin to the desk
pin-down = Move down
pin-gone = This can no longer be shown: the organisation or figure does not exist, or is outside your territory
pin-open = Open
pin-remove = Unpin
pin-up = Move up
pins-title = Pinned analyses
