# api

## The document

api-about = 供程序使用的接口：记录、指标、党组织。日期写成 2013-05-01，金额以“分”为单位用整数表示，编号为13位字母数字。范围之外的内容一律按不存在回答。列表以 next 给出续取标记；写入请求可带 Idempotency-Key。
api-done = 完成
api-refused = 未受理：说明原因，中英文
api-document = 本接口说明
api-problems = 各类错误的含义
api-get-me = 当前账号及其权限
api-list-ledgers = 全部台账及其字段
api-list-records = 记录列表
api-get-record = 一条记录
api-record-history = 一条记录的流水，新的在前
api-add-record = 录入一条记录
api-amend-record = 修改一条记录
api-withdraw-record = 撤回一条记录
api-restore-record = 恢复已撤回的记录
api-template = 填报模板
api-export-xlsx = 列表导出为 Excel 文件
api-export-csv = 列表导出为 CSV 文件
api-list-figures = 某党组织某期间的全部指标
api-get-figure = 一项指标及其定义
api-figure-territories = 一项指标在各下级党组织的数值
api-figure-series = 一项指标的历期数值
api-figure-evidence = 指标背后的记录
api-list-orgs = 本账号范围的最上级党组织
api-get-org = 一个党组织及其沿革
api-org-children = 直接下级党组织
api-parameter-org = 党组织代码：只列其范围内的记录
api-parameter-withdrawn = 1：只列已撤回的记录
api-parameter-sort = 排序字段；前面加 - 为倒序
api-parameter-period = 只列日期在此期间的记录
api-parameter-limit = 最多条数
api-parameter-cursor = 续取标记：上一次回答中的 next
api-parameter-totals = 1：同时给出条数与合计
api-parameter-id = 只列这些记录；可多次给出
api-parameter-columns = 所需字段的名称，以逗号分隔
api-parameter-figure-org = 党组织代码；省略时为本账号范围的最上级
api-parameter-figure-period = 2013、2013Q2、2013-05 或 2013-01-01..2013-06-30；省略时为本年
api-parameter-by = 步长：month 月、quarter 季、year 年
api-parameter-part = 0 为数值或分子，1 为分母
api-parameter-on = 日期；省略时为今天
api-parameter-lang = 回答所用的语言
api-header-match = 所见记录的版本，即其 ETag；可代替请求体中的 seen
api-header-key = 本次写入的名称：以同一名称再次发送时，按第一次的结果回答，不重复执行
api-header-tag = 记录的版本：流水号
api-entry = 此状态的流水号：修改时作为 seen 或 If-Match 送回
api-seen = 所见状态的流水号；也可写在 If-Match 中
api-in-fen = 以分为单位

## What is wrong with a request

api-form-text = 应为1到{ $most }个字的文本
api-form-whole = 应为 { $range } 之间的整数
api-form-number = 应为数字
api-form-day = 应为日期，如 2013-05-01
api-form-period = 应为期间：2013、2013Q2、2013-05 或 2013-01-01..2013-06-30
api-form-one-of = 应为其中之一：{ $words }
api-form-list = 应为列表
api-form-list-most = 应为最多{ $most }项的列表
api-form-object = 应为对象
api-missing = 缺少
api-twice = 参数“{ $name }”最多出现{ $most }次
api-too-large = 请求体超过 { $most } KiB：请减少内容
api-media-type = 请求体类型为“{ $given }”：应为 { $wanted }，并在 Content-Type 中写明
api-malformed = 请求体不是 JSON：请检查第{ $line }行第{ $column }列
api-method = 此地址不支持这种方法：可用的方法见 Allow
api-bad-match = “{ $value }”不是版本：If-Match 写成记录的 ETag，例如 "12"
api-bad-key = Idempotency-Key 应为1到{ $most }个可见的 ASCII 字符
api-key-taken = 一天之内此 Idempotency-Key 已用于另一请求：请另选一个
api-stale = 记录已被修改，现为版本 { $present }：请查看最新内容，再决定是否修改
api-too-long = 期间超过{ $most }步：请缩短期间，或加大步长

## The kinds of problems

problems-title = 接口报告的各类错误
problems-about = 未受理的请求以 application/problem+json 回答：detail 与 detail_zh 说明原因，errors 指出哪个字段有什么问题。未受理时不会保存任何内容。
problem-bad-request = 请求不成立：参数不存在或有误，或请求体不是 JSON。说明中指出位置。
problem-sign-in = 未登录，或令牌已失效。请以 Authorization: Bearer 送上令牌。
problem-forbidden = 您的角色可以查看，但不能这样做。
problem-not-found = 不存在，或在您的范围之外：两者不加区分。
problem-method = 地址存在，但不支持这种方法。Allow 列出可用的方法。
problem-conflict = 记录已被他人修改，或有其他记录引用它。请查看最新内容，再作决定。
problem-key-taken = 一天之内该 Idempotency-Key 已用于另一请求。
problem-stale = If-Match 不是记录现在的 ETag。请查看最新内容，再作决定。
problem-too-large = 请求体超过此操作的上限。
problem-media-type = 此操作不接受这种类型的请求体。
problem-invalid = 内容能够读懂，但不成立：errors 逐个字段说明如何改正。
problem-fault = 系统故障，未保存任何内容。请把 instance 中的编号告诉管理员。
