//! What is wrong with a file, in words for the person who sent it.

/// Why a file is not taken. `Display` is English; [`Unfit::zh`] is Chinese.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It has no bytes.
    #[error("the file is empty: choose another")]
    Empty,
    /// It is of no kind that is taken.
    #[error("files of this kind are not taken: send a photo (JPEG, PNG, WebP), PDF, Word, Excel or PowerPoint")]
    Foreign,
    /// Its name says another kind than its bytes.
    #[error("the name ends in .{named}, but the file is {is}: give it its proper ending, or save it anew")]
    Misnamed {
        /// The ending of the name.
        named: String,
        /// What the bytes are.
        is: &'static str,
    },
    /// It carries programs.
    #[error("the document holds macros: save it without them (.docx, .xlsx, .pptx) and send that")]
    Macros,
    /// It cannot be read.
    #[error("the file is damaged or locked by a password: save it anew and send that")]
    Damaged,
    /// A picture that moves.
    #[error("the picture moves: send one that stands still")]
    Animated,
    /// A picture with too many pixels.
    #[error("the picture has more than {0} million pixels: send a smaller one")]
    TooManyPixels(u64),
}

impl Unfit {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Unfit::Empty => "文件是空的：请另选一个".into(),
            Unfit::Foreign => "不接受这类文件：请上传照片（JPEG、PNG、WebP）、PDF、Word、Excel 或 PowerPoint".into(),
            Unfit::Misnamed { named, is } => {
                format!("文件名以 .{named} 结尾，内容却是 {is}：请改正扩展名，或重新保存后上传")
            }
            Unfit::Macros => "文档含有宏：请另存为不含宏的文件（.docx、.xlsx、.pptx）后上传".into(),
            Unfit::Damaged => "文件已损坏或有密码：请重新保存后上传".into(),
            Unfit::Animated => "这是动态图片：请上传静态图片".into(),
            Unfit::TooManyPixels(most) => format!("图片超过{}万像素：请上传小一些的图片", most * 100),
        }
    }
}
