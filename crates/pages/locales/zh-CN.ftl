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
search-results = 找到 { $count } 条与“{ $words }”有关的结果
search-none = 没有找到相关结果
search-none-hint = 请换一个词，或只输入名称中的一两个字。
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
term-unit = 单位
term-ledger = 台账
term-record = 记录
term-journal = 流水
term-policy = 制度
term-procedure = 程序
term-figure = 指标
term-matter = 事项
term-document = 文书
term-evidence = 依据
term-details = 明细

## Roles

role-administrator = 系统管理员
role-leader = 领导
role-officer = 党群工作部工作人员
role-secretary = 党组织书记
role-recorder = 台账录入员
role-member = 党员
role-supervisor = 监督员
role-auditor = 审计员
role-resident = 群众

## The desk

desk-title = 工作台
desk-as-of = 数据截至 { $time } · 每个数字都可点开查看依据
desk-todo = 需要你处理
desk-all = 全部 { $count }
desk-nothing = 现在没有需要你处理的事
desk-nothing-hint = 有新的任务时会出现在这里。
desk-figures = 主要指标
desk-days-left = 还剩 { $days } 天
desk-days-over = 超期 { $days } 天

## The period switch

period-label = 统计期间
period-month = 本月
period-quarter = 本季
period-year = { $year } 年
period-custom = 自定
period-all = 全部

## Signing in

sign-in-title = 登录
sign-in-user = 用户名
sign-in-password = 密码
sign-in-submit = 登录
sign-in-error = 用户名或密码不正确
sign-in-wait = 尝试次数过多，请 { $minutes } 分钟后再试
sign-in-help = 忘记密码请联系本单位的系统管理员。

## Lists

list-add = 新增
list-filter = 筛选
list-clear = 清除
list-export = 导出 Excel
list-template = 下载模板
list-import = 导入
list-rows = 共 { $count } 条记录
list-empty = 还没有记录
list-empty-hint = 可以新增一条，或下载模板填好后导入。
list-none = 没有符合条件的记录
list-none-hint = 请放宽筛选条件，或清除筛选。
list-open = 打开
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

import-title = 导入 Excel 或 CSV
import-file = 文件
import-check = 检查文件
import-accept = 确认导入 { $count } 条
import-row = 第 { $row } 行
import-done = 已导入 { $count } 条记录
import-undo = 撤销本次导入

## Records

record-amend = 更正
record-withdraw = 撤回
record-restore = 恢复
record-reason = 理由
record-reason-hint = 理由会写入流水，有权查看的人都能看到。
record-facts = 内容
record-history = 变更历史
record-withdrawn = 此记录已撤回，不再计入任何指标
record-used = 这条记录用在哪里
record-masked = 已遮蔽
record-erased = 已依法删除
record-unfilled = 未填写
record-saved = 已保存
history-added = 新增
history-amended = 更正
history-withdrawn = 撤回
history-restored = 恢复
history-imported = 导入
history-undone = 撤销导入
history-erased = 删除个人信息
history-by = 经手人
history-at = 时间
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
figure-over-time = 历年变化
figure-evidence = 依据
figure-records = 计入的记录
figure-source = 来源
figure-period = 期间
figure-target = 目标
figure-difference = 比上年
figure-points = { $points } 个百分点
figure-scan-equal = 与逐条核算一致（{ $time }）
figure-scan-differs = 与逐条核算不一致：核算结果 { $value }
figure-scan = 核对
figure-total = 合计
figure-none = 此期间没有数据
figure-none-hint = 请换一个期间或地区。
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
organisation-code = 代码
organisation-kind = 类别
organisation-parent = 上级党组织
organisation-children = 下级党组织
organisation-set-up = 成立
organisation-ended = 终止
organisation-leadership = 领导班子
organisation-changes = 沿革
organisation-moved = 调整隶属
organisation-merged = 合并
organisation-dissolved = 撤销
organisation-renamed = 更名
organisation-as-of = 截至 { $day }
organisation-ledgers = 台账
organisation-figures = 指标

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
