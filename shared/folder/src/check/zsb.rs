//! 专升本: 报考类别, 审查路线, 考试科目, 《专业对应目录》.

use super::Check;
use crate::fault::{Place, meant};
use crate::settings::{Category, Interval, Route, Step};
use domain::exam::{Kind, zsb};
use std::collections::{HashMap, HashSet};

impl<'a> Check<'a> {
    pub(super) fn zsb(&mut self) {
        if self.year.exam.kind.is_some_and(|kind| kind != Kind::Zsb) {
            return self.strangers();
        }
        self.categories();
        self.routes();
        self.papers();
        self.tables();
        self.live_counts();
        if let Some(outside) = &self.year.exam.outside {
            self.in_list("graduate", outside.graduate(), &outside.graduate.place);
            let organisations: Vec<&str> = self.year.organisations.iter().map(|row| row.code.as_str()).collect();
            self.known("机构", outside.organisation(), &outside.organisation.place, organisations);
        }
    }

    /// What no other kind of exam has.
    fn strangers(&mut self) {
        let exam = &self.year.exam;
        let categories = exam.categories.iter().map(|one| &one.code.place);
        let routes = exam.routes.iter().map(|one| &one.code.place);
        let papers = exam.papers.iter().map(|one| &one.subject.place);
        let outside = exam.outside.iter().map(|one| &one.graduate.place);
        for place in categories.chain(routes).chain(papers).chain(outside) {
            self.faults.add(place.clone(), "只有专升本有这一节");
        }
        let year = self.year;
        let headings = year.correspondence.headings().iter();
        for heading in headings.chain(year.contests.headings()).chain(year.papers.headings()) {
            self.faults.add(heading.top(), "只有专升本有这张表");
        }
    }

    fn categories(&mut self) {
        let exam = &self.year.exam;
        let all = exam.categories.iter();
        self.once("报考类别", all.clone().map(|one| (one.code(), one.code.place.clone(), one.code().to_owned())));
        let codes = all.clone().map(Category::code);
        for (index, row) in self.year.codes.indexed().filter(|(_, row)| row.list == "category") {
            if codes.clone().all(|code| code != row.code) {
                let message = format!("exam.toml 中没有报考类别“{}”的 [[category]] 一节", row.code);
                self.faults.add(self.year.codes.place(index, "code"), message);
            }
        }
        let windows = exam.windows.iter().map(|window| window.name.as_str());
        for one in all {
            self.in_list("category", one.code(), &one.code.place);
            self.known("时间安排", one.window(), &one.window.place, windows.clone());
            self.known("报考类别", one.fallback(), &one.fallback.place, codes.clone());
            let beyond = exam.categories.iter().find(|other| other.code() == one.fallback()).map(Category::fallback);
            if beyond.is_some_and(|beyond| !beyond.is_empty()) {
                self.faults.add(one.fallback.place.clone(), "转入的类别不能再有 fallback");
            }
            self.condition(&one.relevant, &one.place_of_relevant);
            let materials = one.materials.iter();
            self.once("材料", materials.clone().map(|it| (it.code(), it.code.place.clone(), it.code().to_owned())));
            for material in materials {
                self.condition(&material.relevant, &material.place_of_relevant);
            }
        }
    }

    fn routes(&mut self) {
        let exam = &self.year.exam;
        let routes = &exam.routes;
        self.once("审查路线", routes.iter().map(|one| (one.code(), one.code.place.clone(), one.code().to_owned())));
        let codes = exam.categories.iter().map(Category::code);
        let mut reviewers: HashMap<&str, &str> = HashMap::new();
        for route in routes {
            for said in &route.categories {
                self.known("报考类别", &said.text, &said.place, codes.clone());
            }
            self.condition(&route.relevant, &route.place_of_relevant);
            if route.steps.is_empty() {
                self.faults.add(route.code.place.clone(), "审查路线至少要有一步：[[route.step]]");
            }
            let steps = route.steps.iter();
            self.once("步骤", steps.clone().map(|step| (step.code(), step.code.place.clone(), step.code().to_owned())));
            for step in steps {
                self.step(step);
                let other = *reviewers.entry(step.code()).or_insert(step.reviewer());
                if other != step.reviewer() {
                    let message =
                        format!("步骤 {} 在别的路线中由 {other} 审查：不同的审查人要用不同的步骤代号", step.code());
                    self.faults.add(step.reviewer.place.clone(), message);
                }
            }
            self.alone(route);
        }
        for category in &exam.categories {
            self.ways(category);
        }
    }

    fn step(&mut self, step: &Step) {
        let exam = &self.year.exam;
        let windows = exam.windows.iter().map(|window| window.name.as_str());
        self.known("时间安排", step.window(), &step.window.place, windows);
        let mut reviewers: Vec<&str> = self.year.organisations.iter().map(|row| row.code.as_str()).collect();
        reviewers.extend(["source", "comparison"]);
        let what = "审查人（source 生源高校、comparison 比对，或者机构代码）";
        self.known(what, step.reviewer(), &step.reviewer.place, reviewers);
        if step.reviewer() == "comparison" && step.persons > 1 {
            self.faults.add(step.place_of_persons.clone(), "比对由程序完成，persons 应为 1");
        }
    }

    /// Where one office alone grants what others don't get, two of its people say so.
    fn alone(&mut self, route: &Route) {
        let exam = &self.year.exam;
        let is_special =
            |code: &str| exam.categories.iter().any(|one| one.code() == code && !one.fallback().is_empty());
        let people: Vec<&Step> = route.steps.iter().filter(|step| step.reviewer() != "comparison").collect();
        if let [step] = people[..]
            && step.persons == 1
            && route.categories().any(is_special)
        {
            self.faults.add(step.place_of_persons.clone(), "这条路线只有这一步由人审查，要由两人办理：persons = 2");
        }
    }

    /// Everybody who claims a category has a way, and each of its ways somebody who goes it.
    fn ways(&mut self, category: &Category) {
        let of_category = |route: &&Route| route.categories().any(|code| code == category.code());
        let routes: Vec<&Route> = self.year.exam.routes.iter().filter(of_category).collect();
        let open = routes.iter().position(|route| route.relevant.is_always());
        let Some(open) = open else {
            let message = format!("报考类别“{}”要有一条不带条件（relevant）的审查路线", category.code());
            return self.faults.add(category.code.place.clone(), message);
        };
        for route in routes.iter().skip(open + 1) {
            let message = format!("报考类别“{}”前面已有不带条件的路线，走不到这一条", category.code());
            self.faults.add(route.code.place.clone(), message);
        }
    }

    fn papers(&mut self) {
        let (year, exam) = (self.year, &self.year.exam);
        let papers = &exam.papers;
        self.once(
            "考试科目",
            papers.iter().map(|one| (one.subject(), one.subject.place.clone(), one.subject().to_owned())),
        );
        let subjects = exam.score.subjects.iter().map(|subject| subject.code.as_str());
        for paper in papers {
            self.known("科目", paper.subject(), &paper.subject.place, subjects.clone());
            if let Some(time) = paper.time.as_ref().filter(|time| time.closes <= time.opens) {
                self.faults.add(time.place.clone(), "结束时间应晚于开始时间");
            }
        }
        self.rows_once(&year.papers, ("院校、专业", "college"), |row| {
            ((&row.college, &row.major), row.college.clone())
        });
        let colleges: HashSet<&str> = year.colleges.iter().map(|row| row.code.as_str()).collect();
        let public: Vec<&str> = papers.iter().filter(|paper| !paper.own).map(|paper| paper.subject()).collect();
        for (index, row) in year.papers.indexed() {
            if !row.college.is_empty() && !colleges.contains(row.college.as_str()) {
                let message = format!("colleges 中没有院校代号“{}”", row.college);
                self.faults.add(year.papers.place(index, "college"), message);
            }
            let place = year.papers.place(index, "subjects");
            let said: Vec<&str> = row.subjects.iter().map(|name| year.subject(name)).collect();
            for (code, name) in said.iter().zip(&row.subjects).filter(|(code, _)| !public.contains(code)) {
                let names = exam.score.subjects.iter().map(|subject| subject.name.as_str());
                let meant = meant(name, names.chain(public.iter().copied()).filter(|other| other != code));
                self.faults.add(place.clone(), format!("没有“{name}”这个公共科目{meant}"));
            }
            self.at_once(&said, &place);
        }
        self.taken();
    }

    /// Nobody takes two papers at a time.
    fn at_once(&mut self, said: &[&str], place: &Place) {
        let papers = &self.year.exam.papers;
        let mut times: Vec<&Interval> = Vec::new();
        let taken = papers.iter().filter(|paper| paper.own || said.contains(&paper.subject()));
        for paper in taken {
            let Some(time) = &paper.time else { continue };
            if times.iter().any(|other| other.opens < time.closes && time.opens < other.closes) {
                let name = self.year.exam.score.subjects.iter().find(|subject| subject.code == paper.subject());
                let name = name.map_or(paper.subject(), |subject| subject.name.as_str());
                self.faults.add(place.clone(), format!("{name}与另一科的考试时间重叠"));
            }
            times.push(time);
        }
    }

    /// Every major for which the exam is taken has its papers.
    fn taken(&mut self) {
        let year = self.year;
        let rows = year.papers();
        let is_taken = |code: &str| year.exam.categories.iter().any(|one| one.code() == code && one.exam);
        let mut seen = HashSet::new();
        for (index, plan) in year.plans.indexed().filter(|(_, plan)| is_taken(&plan.category)) {
            if zsb::paper::of(&rows, &plan.college, &plan.major).is_none() && seen.insert((&plan.college, &plan.major))
            {
                self.faults.add(year.plans.place(index, "major"), "papers 中没有这个专业的公共科目");
            }
        }
    }

    /// 《专业对应目录》 and 赛项–专业, against the plans.
    fn tables(&mut self) {
        let year = self.year;
        self.rows_once(&year.correspondence, ("对应关系", "to"), |row| {
            ((&row.from, &row.to), format!("{} {}", row.from, row.to))
        });
        self.rows_once(&year.contests, ("赛项与专业的对应", "to"), |row| {
            ((&row.category, &row.contest, &row.to), format!("{} {}", row.contest, row.to))
        });
        let by_contest = |category: &&Category| category.majors == zsb::Majors::Contest;
        let codes: Vec<&str> = year.exam.categories.iter().filter(by_contest).map(Category::code).collect();
        for (index, row) in year.contests.indexed() {
            self.in_list("contest", &row.contest, &year.contests.place(index, "contest"));
            self.known(
                "按赛项报考的类别",
                &row.category,
                &year.contests.place(index, "category"),
                codes.iter().copied(),
            );
        }
        let mut unreached = 0;
        for (index, plan) in year.plans.indexed() {
            if plan.category.is_empty()
                && year.plans.headings().iter().all(|heading| heading.index("category").is_some())
            {
                self.faults.add(year.plans.place(index, "category"), "不能为空");
            }
            let category = year.exam.categories.iter().find(|one| one.code() == plan.category);
            let is_reached = |one: &Category| year.corresponds(one.majors, one.code(), &plan.major);
            unreached += usize::from(category.is_some_and(|one| !is_reached(one)));
        }
        if let Some(heading) = year.plans.headings().first().filter(|_| unreached > 0) {
            let message = format!("{unreached} 行计划在 correspondence、contests 中没有对应，没有考生能报");
            self.faults.note(heading.top(), message);
        }
    }

    /// Numbers are shown while there is something to choose.
    fn live_counts(&mut self) {
        let exam = &self.year.exam;
        let choosing = |name: &str| exam.categories.iter().any(|category| category.window() == name);
        let intervals: Vec<&Interval> =
            exam.windows.iter().filter(|window| choosing(&window.name)).flat_map(|window| &window.intervals).collect();
        for live in
            exam.windows.iter().filter(|window| window.name == "live-counts").flat_map(|window| &window.intervals)
        {
            if !intervals.iter().any(|other| other.opens <= live.opens && live.closes <= other.closes) {
                self.faults.add(live.place.clone(), "填报情况只能在填报志愿的时间之内公开");
            }
        }
    }
}
