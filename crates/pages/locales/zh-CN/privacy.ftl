# privacy
privacy-masked-hint = 内容已遮蔽：不改则保持原样；键入新内容即替换；填一个“-”则清空
privacy-show-title = 查看敏感字段
privacy-show = 显示完整内容
privacy-shown = 敏感字段已完整显示一次，本次查看及用途已记入流水，本人可以查询。
privacy-purpose = 用途
privacy-why = 事由
privacy-why-hint = 写明办理什么事；会记入流水，本人可以看到
privacy-export-link = 导出（含敏感字段）
privacy-export-title = 导出含敏感字段的文件
privacy-export = 导出
privacy-export-words = 将导出 { $count } 条记录，敏感字段完整显示。导出的文件离开本系统后不再受遮蔽保护，请妥善保管，用毕删除。每条记录的导出都会记入流水，本人可以查询。
privacy-format = 文件格式
privacy-no-open-export = 您的角色不需要导出敏感字段，或该台账没有敏感字段
