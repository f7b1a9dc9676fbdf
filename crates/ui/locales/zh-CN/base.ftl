# 简体中文。键与 en.ftl 相同（tests/locales.rs 核对）。每个键从行首写起：key = 文字

## The frame of every page

product-name = 夯基
product-mark = 夯 基
product-tagline = 事实只填一次，结果自动得出，每个数字都可打开查看依据。
skip-to-content = 跳到正文
menu = 菜单
nav-label = 主导航
nav-waiting = 项待办
crumbs-label = 当前位置
search-label = 搜索
search-placeholder = 搜索组织、人员、事项…
search-submit = 搜索
language-switch = English
type-large = 大字版
type-normal = 标准字号
user-log-out = 退出
banner-business-day = 业务日期 { $day }：演示数据，‘今年’与期限按此计算；流水时钟为真实时间
colon = ：
unit-yuan = 元
yes = 是
no = 否

## Official terms

term-organisation = 党组织
term-ledger = 台账
term-record = 记录

## Roles

## The desk

desk-title = 工作台
desk-as-of = 数据截至 { $time } · 每个数字都可点开查看依据
desk-nothing = 现在没有需要你处理的事
desk-nothing-hint = 有新的任务时会出现在这里。

## The period switch

period-label = 统计期间
period-month = 本月
period-quarter = 本季
period-year = { $year } 年

## Signing in

sign-in-title = 登录
sign-in-user = 用户名
sign-in-password = 密码
sign-in-submit = 登录
sign-in-error = 用户名或密码不正确
sign-in-help = 忘记密码请联系本单位的系统管理员。

## Lists

list-add = 新增
list-filter = 筛选
list-clear = 清除
list-export = 导出 Excel
list-rows = 共 { $count } 条记录
list-empty = 还没有记录
list-empty-hint = 可以新增一条，或下载模板填好后导入。
list-wrong = 没有列出记录：
list-wrong-hint = 请先改正上面的筛选条件。
list-none = 没有符合条件的记录
list-none-hint = 请放宽筛选条件，或清除筛选。
filter-all = 全部
filter-from = 起
filter-to = 止
sort-none = 按此列排序
sort-ascending = 已按升序排列
sort-descending = 已按降序排列
pager-label = 翻页
pager-range = 第 { $first }–{ $last } 条，共 { $total } 条
pager-place = 第 { $page } / { $pages } 页
pager-first = 首页
pager-previous = 上一页
pager-next = 下一页
pager-last = 末页

## Import

## Records

record-amend = 更正
record-withdraw = 撤回
record-restore = 恢复
record-reason = 理由
record-reason-hint = 理由会写入流水，有权查看的人都能看到。
record-facts = 内容
record-history = 变更历史
record-withdrawn = 此记录已撤回，不再计入任何指标
record-unfilled = 未填写
record-saved = 已保存
history-added = 新增
history-amended = 更正
history-withdrawn = 撤回
history-restored = 恢复
history-imported = 导入
history-undone = 撤销导入
history-erased = 删除个人信息
history-before = 原为
history-after = 改为
history-nothing = （空）
history-entry = 流水号

## Forms

form-save = 保存
form-save-next = 保存并继续新增
form-cancel = 取消
form-required = 必填
form-readonly = 不可修改
form-choose = 请选择
form-error = 有误
form-same-record = 已有的记录：
form-errors = 有 { $count } 处需要改正
form-purpose = 谁需要它，用在哪里
form-who-needs = 谁需要它
form-where-reused = 用在哪里

## Figures

figure-value = 数值
figure-definition = 口径
figure-numerator = 分子
figure-denominator = 分母
figure-by-territory = 分地区
figure-evidence = 依据
figure-records = 计入的记录
figure-source = 来源
figure-period = 期间
figure-target = 目标
figure-total = 合计
figure-none = 此期间没有数据
target-met = 达标
target-not-met = 未达标
trend-up = 上升
trend-down = 下降
trend-same = 持平

## Organisations

tree-title = 组织体系
tree-open = 展开
tree-close = 收起
tree-as-of = { $day } 的组织体系
tree-empty = 没有可以查看的组织
organisation-kind = 类别
organisation-parent = 上级党组织
organisation-children = 下级党组织
organisation-ledgers = 台账

## Errors: what happened, where, what to do

error-what = 发生了什么
error-where = 在哪里
error-do = 怎么办
error-back = 回到工作台
error-not-found = 找不到
error-not-found-what = 这个页面不存在，或者不在你可以查看的范围内。
error-not-found-do = 请检查地址，或从工作台重新进入。
error-forbidden = 没有权限
error-forbidden-what = 你的角色或所属地区不能进行这项操作。
error-forbidden-do = 如确需办理，请联系本单位的系统管理员。
error-conflict = 已被他人修改
error-conflict-what = 你打开之后，这条记录已被他人修改，你的修改没有保存。
error-conflict-do = 请返回查看最新内容，再决定是否修改。
error-bad-input = 无法理解这个请求
error-bad-input-what = 提交的内容不完整或格式不对，没有保存任何内容。
error-bad-input-do = 请返回检查后重新提交。
error-server = 系统出错
error-server-what = 这是系统自身的问题，你提交的内容没有保存。
error-server-do = 请稍后再试；若仍然出错，请把上面的编号告诉系统管理员。

## Ledgers and lists of the web pages

ledgers-title = 全部台账
ledgers-about = 记录什么
filter-org = 党组织（名称、拼音或代码）
filter-period = 期间（如 2013Q2）
filter-state = 状态
filter-in-force = 有效
filter-withdrawn = 已撤回
filter-every-state = 有效和已撤回
filter-show = 显示筛选条件
org-hint = 填党组织名称或代码
org-missing = 请填写党组织名称或代码
reference-hint = 填名称或代码
seen-missing = 请给出 seen：您所见内容的流水号
no-record = 没有这条记录，或不在您的管理范围内
history-operator = 命令行操作员
conflict-title = 两处修改的对照
conflict-field = 项目
conflict-mine = 您填写的
conflict-now = 现有记录
conflict-same = 您填写的与现有记录相同。

## Desk and figures of the web pages

desk-of = { $place } · 基层组织建设
desk-territories = 各组织对比
desk-changes = 最近变更
desk-no-changes = 最近没有变更
desk-you-write = 您可以录入
desk-you-read = 您可以查看
no-figures = 没有可查看的指标，或您无权查看
figure-unit = 单位
figure-section = 章节
figure-over-months = 逐月变化
figure-as-table = 以表格查看
figure-check = 与记录逐条核对
figure-check-equal = 核对一致：逐条核算为 { $value }，依据 { $records } 条
figure-check-differs = 核对不一致：逐条核算为 { $value }，依据 { $records } 条
figure-scanned = 此期间没有维护的汇总，数值是刚从记录逐条核算的。
evidence-hidden = 您的角色可以看到数值，但不能查看这些记录。
target-words = { $number } { $unit }
target-each = 每个{ $kind }
trend-by = 比上年 { $number }
trend-points = 比上年 { $number } 个百分点

## Organisations of the web pages

tree-on = 日期
tree-show = 查看
tree-below = 下级 { $count } 个
organisation-page = 组织页面
organisation-name = 名称
organisation-set-up-as = 成立时的登记
organisation-through-time = 名称与隶属沿革
organisation-now = 今
organisation-all = 打开台账

## Requests that cannot be served

sign-in-needed = 请先登录：以 Authorization: Bearer 送上令牌，或带上会话 Cookie
cross-site = 此请求来自其他网站，已拒绝。请在本系统的页面中操作。
bad-address = 地址过长或含有无法识别的字符。请从工作台重新进入。
bad-query = 地址中的参数无法识别。请从工作台重新进入。
bad-form = 提交的表单无法读取，或超过 1 MiB。请返回后重新填写。
bad-text = 文字中有无法保存的字符 U+0000
bad-json = 请求体应为不超过 1 MiB 的 JSON 对象
bad-parameter = 没有参数“{ $name }”。可用的参数：{ $known }
bad-count = 参数“{ $name }”的值“{ $value }”应为不小于 { $least } 的整数
bad-number = 参数“{ $name }”的值“{ $value }”应为 { $range } 之间的整数
bad-value = 参数“{ $name }”有误——
bad-sort = 不能按“{ $value }”排序。可用的字段：{ $known }
bad-states = 应为 1（只列已撤回）或 all（全部）
bad-period = 这个台账没有日期，不能按期间筛选：请去掉 period 参数
bad-day = “{ $value }”不是日期：参数 on 写成 2013-12-31
bad-field = 没有字段“{ $name }”
json-text = 应为字符串
json-whole = 应为整数
json-yes-no = 应为 true 或 false
json-money = 应为以分为单位的整数
json-reference = 应为记录编号（13位字母数字）
