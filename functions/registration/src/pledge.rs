//! 《考生诚信考试承诺书》.

use crate::form;
use shared::api::registration::AcceptPledge;
use shared::db::Db;
use shared::domain::candidate::Stage;
use shared::store::registration;
use shared::web::{Reply, Request};
use shared::{Error, Result};

/// Version of the text below; a new text is a new version and must be accepted anew.
pub(crate) const VERSION: &str = "2026-1";
pub(crate) const TITLE: &str = "考生诚信考试承诺书";
pub(crate) const TEXT: &[&str] = &[
    "本人自愿参加湖南省普通高等学校招生考试，已阅读并理解有关报名和考试的规定，郑重承诺：",
    "一、本人保证报名时所提交的报考信息和证件真实、准确、完整。如有虚假信息或作假行为，本人承担由此产生的一切后果。",
    "二、自觉服从考试组织管理部门的统一安排，接受监考人员的检查、监督和管理。",
    "三、遵守《中华人民共和国教育法》《国家教育考试违规处理办法》和考场规则，诚信考试，不作弊。如有违规，自愿接受处理。",
    "四、妥善保管登录密码和信息保存密码，不告诉他人，不请他人代填；因本人保管不当造成的后果由本人承担。",
];

pub(crate) async fn accept(request: &Request) -> Result<Reply> {
    let input: AcceptPledge = request.json()?;
    if input.version != VERSION {
        return Err(Error::invalid("version", "承诺书已更新，请重新阅读后再同意"));
    }
    let db = Db::open().await?;
    let (who, author) = request.candidate(&db).await?;
    who.stage.require(Stage::Active)?;
    registration::pledge(&db, &author, &who.exam, who.id, VERSION, request.now()).await?;
    form::show(request).await
}
