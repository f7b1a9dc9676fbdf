# files
history-attached = 添加附件
history-detached = 撤回附件
history-remarked = 留言
history-remark-withdrawn = 撤回留言
beside-withdraw = 撤回
files-title = 附件
files-file = 附件
files-none = 没有附件
files-choose = 选择文件
files-choose-hint = 照片、PDF、Word、Excel 或 PowerPoint；每个不超过 { $most } MB，一条记录最多 { $files } 个。照片中相机写入的信息会被去除。
files-add = 添加附件
files-kilobytes = { $size } KB
files-megabytes = { $size } MB
files-place = 拍摄位置 { $place }
files-unfit = { $name }：{ $why }
files-no-storage = 不能添加附件：运维人员尚未设置附件存放处（storage.folder，或 storage.kind = "s3"）
files-none-sent = 没有选择文件：请选择后重新上传
files-broken = 上传中断：请重新上传
files-too-large = 有文件超过 { $most } MB：请上传小一些的文件
files-too-many = 文件合计超过 { $most } MB：请分几次上传
remarks-title = 留言
remarks-none = 没有留言
remarks-text = 留言
remarks-text-hint = 看得到这条记录的人都能看到；不能修改，只能撤回。
remarks-add = 留言
files-no-name = 请写明文件名和扩展名：?name=photo.jpg
api-list-files = 记录的附件
api-attach-file = 将请求正文作为附件添加；照片会重新绘制，去除相机写入的信息
api-open-file = 附件的内容
api-withdraw-file = 撤回附件，返回其余附件
api-list-remarks = 记录的留言
api-add-remark = 在记录上留言
api-withdraw-remark = 撤回留言，返回其余留言
api-parameter-file-name = 文件名，含扩展名；必填
api-parameter-small = 返回照片的缩略图
