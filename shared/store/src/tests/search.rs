//! 院校专业组 found by what people type, in a small catalogue.

use super::fixture::{EXAM, province};
use super::rows;
use crate::catalog::{self, Search, Span};
use crate::db::Db;
use crate::params;
use domain::catalog::Group;
use domain::catalog::Order;
use domain::subject::Track;
use pollster::block_on;
use rusqlite::Connection;

type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

const COLLEGES: [Row; 5] = [
    ("4143010532", "湖南大学", "长沙", r#"["985","211"]"#, r#"["HNU"]"#),
    ("4143010542", "湖南师范大学", "长沙", r#"["211"]"#, "[]"),
    ("4142010512", "湖北大学", "武汉", "[]", "[]"),
    ("4150010611", "重庆大学", "重庆", r#"["985","211"]"#, "[]"),
    ("4143010555", "南华大学", "衡阳", "[]", "[]"),
];

/// Two groups each: the first with computing, the second with finance; lines fall, tuition rises.
async fn catalogue() -> Db {
    let mut db = province().await;
    for (list, code, name) in [
        ("plan_type", "1", "普通非定向"),
        ("plan_type", "2", "中外合作"),
        ("major_class", "0809", "计算机类"),
        ("major_class", "0203", "金融学类"),
        ("province", "43", "湖南"),
    ] {
        db.run(rows::CODE_ITEM, params![EXAM, list, code, name, 0]).await.unwrap();
    }
    for (n, (code, name, city, tags, aliases)) in COLLEGES.into_iter().enumerate() {
        db.run(rows::COLLEGE, params![code, name, city, tags, aliases]).await.unwrap();
        for (m, (major, major_name)) in [("080901", "计算机科学与技术"), ("020301K", "金融学")].into_iter().enumerate()
        {
            let n = n as i64 * 2 + m as i64;
            let [id, line, rank, plan, tuition] = [n + 1, 640 - n * 10, 1000 + n * 1000, 50 + n, 5000 + n * 500];
            let (group, plan_type) = (format!("{}0{}", m + 1, n), (m + 1).to_string());
            let majors = format!("[\"{major}\"]");
            let name = format!("第{group}组");
            let values = params![
                id,
                EXAM,
                "undergraduate",
                code,
                group,
                name,
                plan_type,
                "physics",
                "",
                plan,
                line,
                2026,
                rank,
                majors
            ];
            db.run(rows::GROUP, values).await.unwrap();
            db.run(rows::MAJOR, params![id, major, major_name, plan, tuition, 4, ""]).await.unwrap();
        }
    }
    let connection: &Connection = db.native();
    assert!(catalog::index_if_missing(connection).unwrap());
    assert!(!catalog::index_if_missing(connection).unwrap());
    db
}

async fn found(db: &Db, search: Search<'_>) -> Vec<Group> {
    let search = Search { exam: EXAM.as_str(), batch: "undergraduate", track: Some(Track::Physics), ..search };
    let (total, groups) = catalog::search(db, &search).await.unwrap();
    assert_eq!(total, groups.len() as i64);
    groups
}

async fn ids(db: &Db, search: Search<'_>) -> Vec<i64> {
    found(db, search).await.iter().map(|group| group.id).collect()
}

#[test]
fn several_words_must_all_be_found_of_the_college_or_of_the_group() {
    block_on(async {
        let db = catalogue().await;
        for (text, expected) in [
            ("湖南 计算机", vec![1, 3, 9]),
            ("hunan jsj", vec![1, 3, 9]),
            ("湖大", vec![1, 2, 5, 6]),
            ("hnu", vec![1, 2]),
            ("hndx", vec![1, 2]),
            ("师大", vec![3, 4]),
            ("chongqing 金融", vec![8]),
            ("10542", vec![3, 4]),
            ("0542 202", vec![]),
            ("湖南师大 203", vec![4]),
            ("金融学类 长沙", vec![2, 4]),
            ("%", vec![]),
            ("", (1..=10).collect()),
        ] {
            assert_eq!(ids(&db, Search { text, ..Search::default() }).await, expected, "{text}");
        }
        let many = Search { text: "一 二 三 四 五 六", ..Search::default() };
        assert!(catalog::search(&db, &many).await.is_err());
    });
}

#[test]
fn a_search_is_narrowed_and_ordered() {
    block_on(async {
        let db = catalogue().await;
        let any = Search::default;
        let span = |min, max| Span { min: Some(min), max: Some(max) };
        assert_eq!(ids(&db, Search { tag: "985", ..any() }).await, [1, 2, 7, 8]);
        assert_eq!(ids(&db, Search { city: "长沙", plan_type: "2", ..any() }).await, [2, 4]);
        assert_eq!(ids(&db, Search { major_class: "0203", tag: "211", ..any() }).await, [2, 4, 8]);
        assert_eq!(ids(&db, Search { line: span(610, 630), ..any() }).await, [2, 3, 4]);
        assert_eq!(ids(&db, Search { rank: span(9_000, 10_000), ..any() }).await, [9, 10]);
        assert_eq!(ids(&db, Search { tuition: span(5_500, 6_000), ..any() }).await, [2, 3]);
        let order = |order| Search { order, tag: "985", ..any() };
        for (by, expected) in [
            (Order::LowLine, [8, 7, 2, 1]),
            (Order::Rank, [1, 2, 7, 8]),
            (Order::Plan, [8, 7, 2, 1]),
            (Order::Tuition, [1, 2, 7, 8]),
            (Order::Code, [1, 2, 7, 8]),
        ] {
            assert_eq!(ids(&db, order(by)).await, expected, "{by:?}");
        }
        let tuition = found(&db, any()).await.first().and_then(|group| group.tuition).unwrap();
        assert_eq!((tuition.least, tuition.most), (5_000, 5_000));
    });
}

#[test]
fn what_a_search_can_be_narrowed_to_is_counted() {
    block_on(async {
        let db = catalogue().await;
        let lists = catalog::narrowings(&db, EXAM, "undergraduate", Track::Physics).await.unwrap();
        let counts = |list: &str| -> Vec<(&str, i64)> {
            lists.get(list).unwrap().iter().map(|one| (one.name.as_str(), one.count)).collect()
        };
        assert_eq!(counts("city"), [("长沙", 4), ("武汉", 2), ("衡阳", 2), ("重庆", 2)]);
        assert_eq!(counts("tag"), [("211", 6), ("985", 4)]);
        assert_eq!(counts("major_class"), [("金融学类", 5), ("计算机类", 5)]);
        assert_eq!(counts("plan_type"), [("普通非定向", 5), ("中外合作", 5)]);
        assert!(catalog::narrowings(&db, EXAM, "undergraduate", Track::History).await.unwrap().is_empty());
    });
}
