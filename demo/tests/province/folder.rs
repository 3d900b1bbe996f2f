use super::*;

/// Every row of a table that is no projection, in words, is in the folder; and the other way round.
#[test]
fn the_folder_holds_what_the_demo_loads() {
    let province = province(600);
    let folders = demo::folders(&options(600)).unwrap();
    let year = ::folder::read(&folders[0].1).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let text = |sql: &str| {
        let mut rows = province.rows(sql, |row| row.get::<_, String>(0));
        rows.sort();
        rows
    };
    let same = |sql: &str, mut rows: Vec<String>| {
        rows.sort();
        assert_eq!(text(sql), rows, "{sql}");
    };
    same("SELECT id || kind || year || name FROM exam", {
        let exam = &year.exam;
        vec![format!("{}{}{}{}", exam.id, exam.kind.unwrap().as_str(), exam.year, exam.name)]
    });
    let windows = year.exam.windows.iter();
    same(
        "SELECT s.name || c.title || i.opens || '-' || i.closes FROM window_setting AS s JOIN window_change AS c ON c.id = s.change \
         JOIN window_interval AS i ON i.setting = s.id WHERE s.in_force = 1",
        windows
            .map(|w| format!("{}{}{}-{}", w.name, w.title, w.intervals[0].opens.0, w.intervals[0].closes.0))
            .collect(),
    );
    same(
        "SELECT item || name || amount || detail || notice || window || owed_by || unlocks || one_of || relevant FROM fee_item",
        (year.exam.fees.iter())
            .map(|fee| {
                let owed_by = serde_json::to_value(fee.owed_by).unwrap();
                let [item, name, detail, notice] = [&fee.item, &fee.name, &fee.detail, &fee.notice];
                let (fen, window, unlocks) = (fee.amount.0, fee.window(), fee.unlocks.as_str());
                let relevant = serde_json::to_value(&fee.relevant).unwrap().to_string();
                format!(
                    "{item}{name}{fen}{detail}{notice}{window}{}{unlocks}{}{relevant}",
                    owed_by.as_str().unwrap(),
                    fee.one_of
                )
            })
            .collect(),
    );
    same(
        "SELECT code || name || parent FROM region",
        year.regions.iter().map(|r| format!("{}{}{}", r.code, r.name, r.parent)).collect(),
    );
    let codes: Vec<String> = year.codes.iter().map(|c| format!("{}{}{}", c.list, c.code, c.name)).collect();
    assert!(text("SELECT list || code || name FROM code_item").iter().all(|code| codes.contains(code)));
    same(
        "SELECT code || name FROM organisation",
        year.organisations.iter().map(|o| format!("{}{}", o.code, o.name)).collect(),
    );
    same(
        "SELECT username || name || organisation || role FROM staff",
        year.staff.iter().map(|s| format!("{}{}{}{}", s.username, s.name, s.organisation, s.role)).collect(),
    );
    same(
        "SELECT point || first || '-' || last FROM segment",
        year.segments
            .iter()
            .map(|s| format!("{}{}-{}", s.point, s.first.parse::<i64>().unwrap(), s.last.parse::<i64>().unwrap()))
            .collect(),
    );
    let list = |texts: &[String]| serde_json::to_string(texts).unwrap();
    same(
        "SELECT code || name || city || tags || aliases FROM college",
        year.colleges
            .iter()
            .map(|c| format!("{}{}{}{}{}", c.code, c.name, c.city, list(&c.tags), list(&c.aliases)))
            .collect(),
    );
    same(
        "SELECT g.batch || g.college || g.code || g.name || g.plan_type || g.track || g.requirement || m.code || m.name || m.plan || '-' || m.tuition || m.years \
         FROM college_group AS g JOIN major AS m ON m.college_group = g.id",
        (year.plans.iter())
            .map(|p| {
                format!(
                    "{}{}{}{}{}{}{}{}{}{}-{}{}",
                    p.batch,
                    p.college,
                    p.group,
                    p.group_name,
                    p.plan_type,
                    p.track,
                    p.requirement,
                    p.major,
                    p.major_name,
                    p.plan,
                    p.tuition,
                    p.years
                )
            })
            .collect(),
    );
    same(
        "SELECT g.batch || g.college || g.code || g.track || l.year || '-' || l.line || '-' || l.rank FROM college_group AS g JOIN group_line AS l ON l.college_group = g.id",
        (year.lines.iter())
            .map(|l| {
                format!(
                    "{}{}{}{}{}-{}-{}",
                    l.batch,
                    l.college,
                    l.group,
                    l.track,
                    l.year,
                    l.line.unwrap(),
                    l.rank.unwrap()
                )
            })
            .collect(),
    );
    same(
        "SELECT code || name || window || slots || majors || line FROM batch",
        (year.exam.lists())
            .map(|l| {
                format!(
                    "{}{}{}{}{}{}",
                    l.code,
                    l.name,
                    l.round.window(),
                    l.column.slots,
                    l.column.majors,
                    l.column.line
                )
            })
            .collect(),
    );
}
