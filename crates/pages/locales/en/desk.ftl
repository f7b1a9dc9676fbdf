# Desk and analysis
bad-choice = The parameter `{ $name }` is `{ $value }`; it must be one of { $known }
desk-all-tasks = All { $count }
desk-course = Lately: { $way }. { $values }
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
