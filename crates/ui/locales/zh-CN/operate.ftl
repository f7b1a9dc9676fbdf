# operate
sign-in-oidc = 用统一身份账号登录
sign-in-oidc-stale = 这次登录已超时，或不是从这个浏览器开始的。请重新登录。
sign-in-oidc-refused = 统一身份平台没有确认这次登录。请重试，或用登录名和密码登录。
sign-in-oidc-failed = 统一身份平台的答复无法核实。请重试；仍不行请告知管理员。
sign-in-oidc-unreachable = 现在连不上统一身份平台。请用登录名和密码登录，或稍后再试。
