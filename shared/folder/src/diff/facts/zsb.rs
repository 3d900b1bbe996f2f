//! 专升本: 报考类别, 审查路线, 考试科目, 考场, and its tables.

use super::{Fact, clock};
use crate::diff::Stake;
use crate::{Category, Interval, Route, Year};
use domain::Timestamp;

pub(super) fn facts(year: &Year) -> Vec<Fact> {
    let exam = &year.exam;
    let mut facts = Vec::new();
    exam.categories.iter().for_each(|category| facts.extend(of_category(category)));
    exam.routes.iter().for_each(|route| facts.extend(of_route(route)));
    facts.extend(exam.papers.iter().map(|paper| {
        let at = |instant: fn(&Interval) -> Timestamp| {
            paper.time.as_ref().map_or(String::new(), |time| clock(instant(time), exam.year))
        };
        Fact::new("考试科目", paper.subject(), paper.subject())
            .with("开考", at(|time| time.opens))
            .with("结束", at(|time| time.closes))
            .with("命题", if paper.own { "招生高校" } else { "全省统一" })
    }));
    facts.extend(exam.room.map(|room| Fact::new("考场", "", "").with("座位", room.seats).with("列", room.columns)));
    facts.extend(exam.outside.iter().map(|one| {
        Fact::new("省外院校考生", "", "").with("毕业情况", one.graduate()).with("机构", one.organisation())
    }));
    facts.extend(year.correspondence.iter().map(|row| {
        let key = format!("{} → {}", row.from, row.to);
        Fact::new("专业对应", &key, &key)
    }));
    facts.extend(year.contests.iter().map(|row| {
        let key = format!("{} {} → {}", row.category, row.contest, row.to);
        Fact::new("赛项专业", &key, &key)
    }));
    facts.extend(year.papers.iter().map(|row| {
        let key = format!("{} {}", row.college, row.major);
        let subjects: Vec<&str> = row.subjects.iter().map(|name| year.subject(name)).collect();
        Fact::new("公共科目", &key, key.trim_end()).with("科目", subjects.join("、"))
    }));
    facts
}

fn of_category(category: &Category) -> Vec<Fact> {
    let stake = Stake::Review(category.code().to_owned());
    let fact = Fact::new("报考类别", category.code(), category.code())
        .at_stake(stake.clone())
        .with("条件", category.relevant.text())
        .bound("转入", category.fallback())
        .with("填报时间", category.window())
        .bound("专业", <&str>::from(category.majors))
        .bound("参加考试", if category.exam { "是" } else { "否" });
    let materials = category.materials.iter().map(|material| {
        let key = format!("{} {}", category.code(), material.code());
        let mut fact = Fact::new("证明材料", &key, format!("{} {}", category.code(), material.name))
            .at_stake(stake.clone())
            .with("名称", &material.name)
            .with("条件", material.relevant.text());
        fact.within = Some(("报考类别", category.code().to_owned()));
        fact
    });
    std::iter::once(fact).chain(materials).collect()
}

fn of_route(route: &Route) -> Vec<Fact> {
    let stake = Stake::Review(route.code().to_owned());
    let order: Vec<&str> = route.steps.iter().map(|step| step.code()).collect();
    let fact = Fact::new("审查路线", route.code(), route.code())
        .at_stake(stake.clone())
        .bound("类别", route.categories().collect::<Vec<_>>().join("、"))
        .bound("条件", route.relevant.text())
        .with("公示天数", route.notice_days)
        .bound("步骤", order.join("、"));
    let steps = route.steps.iter().map(|step| {
        let key = format!("{} {}", route.code(), step.code());
        let mut fact = Fact::new("审查步骤", &key, format!("{} {}", route.code(), step.name))
            .at_stake(stake.clone())
            .with("名称", &step.name)
            .bound("审查人", step.reviewer())
            .with("人数", step.persons)
            .with("时间", step.window());
        fact.within = Some(("审查路线", route.code().to_owned()));
        fact
    });
    std::iter::once(fact).chain(steps).collect()
}
