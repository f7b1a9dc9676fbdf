# 登录、我的账号、账号管理

## 第二步
second-title = 第二步验证
second-about = 密码正确。请再用您的验证器、通行密钥或恢复码证明是本人。
second-code = 验证码
second-code-hint = 验证器应用显示的6位数字，或一个恢复码
second-wrong = 验证码不正确，或已经用过：请用下一个
second-help = 手机丢失又没有恢复码：请安全管理员移除您的第二因素。
second-passkey = 使用通行密钥
second-passkey-failed = 没有完成通行密钥验证：请重试，或输入验证码。
second-passkey-wrong = 通行密钥没有通过验证
passkey-needs-script = 通行密钥需要浏览器脚本；没有脚本时请使用验证码。

## 必须先做的事
duty-password = 您的密码由管理员设置：请先换成自己的密码，再继续工作。
duty-second-factor = 您的角色必须使用第二因素：请先添加一个，再继续工作。

## 我的账号
account-title = 我的账号
account-who = 账号
account-role = 角色
account-territory = 管理范围
account-involved = 与本人有关的记录
account-saved = 已保存。
account-back = 返回
account-not-by-token = 脚本令牌不能更改账号：请在浏览器中登录后办理
shown-once = 只显示这一次：请现在抄下或复制到安全的地方。

password-change = 修改密码
password-about = 修改后，其他浏览器中的登录和全部脚本令牌都会结束。
password-old = 现在的密码
password-new = 新密码
password-again = 再输入一次新密码
password-rules = 至少8个字符，不要用常见密码、姓名、日期；几个不相关的词连起来最好记
password-differs = 两次输入的新密码不一样
password-same = 新密码不能与现在的密码相同
password-old-missing = 请输入现在的密码
password-old-wrong = 现在的密码不正确

session-title = 登录中的浏览器
session-device = 浏览器和设备
session-address = 地址
session-how = 登录方式
session-started = 开始
session-seen = 最近使用
session-action = 操作
session-this = 当前
session-end = 结束
session-end-others = 结束其他全部
session-none = 没有登录中的浏览器。
session-unknown = 未知
how-password = 密码
how-totp = 验证器应用
how-passkey = 通行密钥
how-recovery = 恢复码
how-oidc = 统一身份认证
how-token = 脚本令牌

token-title = 脚本令牌
token-none = 没有脚本令牌。
token-new = 新建令牌
token-name = 名称
token-name-hint = 用在哪里，例如“月报汇总脚本”
token-rights = 权限
token-ends = 到期
token-days = 有效天数
token-days-hint = 1到{ $most }天
token-days-unit = 天
token-reads-only = 只读
token-reads-and-writes = 读写
token-reads-only-wish = 只读：不能更改任何内容
token-org = 缩小到的党组织代码
token-org-hint = 留空即您的全部管理范围
token-make = 生成令牌
token-made = 令牌已生成
token-unused = 尚未使用
token-use = 脚本在请求 /api/ 时带上这一行，省略号处换成令牌：

factor-title = 第二因素
factor-about = 除密码外再证明是本人：密码被人知道，也进不来。
factor-manage = 管理第二因素
factor-none = 还没有第二因素。
factor-off = 本系统没有启用第二因素
factor-have = 已有 { $count } 个第二因素，剩余 { $codes } 个恢复码。
factor-mine = 已有的第二因素
factor-name = 名称
factor-kind = 类型
factor-added = 添加时间
factor-app = 验证器应用
factor-app-about = 手机上任一验证器应用都行（TOTP），不需要网络，也不需要脚本。
factor-app-add = 添加验证器应用
factor-app-none = 没有正在添加的验证器应用：请重新开始
factor-app-usual = 手机验证器
factor-app-code = 应用显示的6位数字
factor-app-confirm = 确认添加
factor-app-scan = 第一步：让应用认识本账号
factor-app-scan-about = 用验证器应用扫描这个图：
factor-app-picture = 验证器应用用的二维码；不能扫描时用下面的文字
factor-app-type = 不能扫描时，在应用中输入这串字母：
factor-app-open = 在本机的验证器应用中打开
factor-app-prove = 第二步：输入应用显示的数字
factor-done = 第二因素已就绪
factor-codes = 恢复码
factor-codes-about = 手机不在身边时，每个恢复码可代替验证码用一次。请打印或抄下，与手机分开存放。
factor-codes-left = 剩余 { $count } 个。生成新的之后，旧的全部作废。
factor-codes-make = 生成新的恢复码
factor-remove = 移除第二因素
factor-which = 要移除的
passkey-about = 由手机、电脑或安全钥匙保管的密钥，用指纹、人脸或 PIN 确认；钓鱼网站骗不走。
passkey-usual = 本机通行密钥
passkey-add = 添加通行密钥
passkey-failed = 没有添加成功：请重试，或改用验证器应用。
