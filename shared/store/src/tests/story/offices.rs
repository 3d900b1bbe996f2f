//! 管理账号: made, moved, stopped and given back.

use super::year::Cast;
use super::{SYSTEM, Teller, Who, no, yes};
use domain::event::{Event, Role, role, staff};
use domain::organisation::Kind;
use domain::role::{Permission, Role as Held};

pub(super) fn hire(
    t: &mut Teller<'_>,
    by: Who,
    (username, organisation): (&str, &str),
    role: &str,
) -> anyhow::Result<i64> {
    let proposed = by.id != 0;
    let (password, expires_at) = ("k1:p", proposed.then(|| domain::Timestamp(t.at).into()));
    let (name, must_change) = (username, proposed);
    let created = staff::Created { username, name, organisation, role, password, expires_at, must_change, proposed };
    t.happens(by, 0, created.written()?)
}

pub(super) fn hired(t: &mut Teller<'_>) -> anyhow::Result<Cast> {
    let mut made = |username: &str, organisation: &str, what: &str, role: Role| {
        anyhow::Ok(Who { role, id: hire(t, SYSTEM, (username, organisation), what)? })
    };
    Ok(Cast {
        province: [
            made("a", "43", "office", Role::Province)?,
            made("b", "43", "office", Role::Province)?,
            made("c", "43", "office", Role::Province)?,
        ],
        finance: made("f", "43", "finance", Role::Finance)?,
        county: made("k", "430102", "office", Role::County)?,
        point: made("p", "430102001", "office", Role::Point)?,
    })
}

/// The roles are proposed and declined; proposed and put in force.
fn roles(t: &mut Teller<'_>, (a, b): (Who, Who)) -> anyhow::Result<()> {
    let held = |code: &str, kind, permissions: &[Permission]| {
        let permissions = permissions.iter().copied().collect();
        Held { code: code.into(), kind, name: code.into(), second_factor: true, four_eyes: true, permissions }
    };
    let roles = [
        held("office", Kind::Province, &[Permission::StaffManage, Permission::StaffDecide]),
        held("office", Kind::County, &[Permission::CandidateView]),
    ];
    let says = ["删去角色 财务人员（finance，省）".to_owned()];
    let proposed = role::Proposed { basis: None, roles: &roles, says: &says, reason: "合并" };
    let proposal = t.happens(a, 0, proposed.written()?)?;
    t.happens(b, 0, role::Declined(no(proposal, "还要用")).written()?)?;
    let proposal = t.happens(a, 0, proposed.written()?)?;
    t.happens(b, 0, role::Published(yes(proposal)).written()?)?;
    Ok(())
}

/// What ends when somebody may not go on.
fn signed_in(t: &mut Teller<'_>, staff: i64) -> anyhow::Result<()> {
    t.stands(&format!(
        "INSERT INTO session (token_hash, staff, factor, ip, device, signed_in_at, last_seen_at, expires_at) \
         VALUES ('t{staff}', {staff}, 'login-password', '', '', 0, 0, 0) ON CONFLICT DO NOTHING; \
         INSERT INTO staff_enrolment (token_hash, staff, secret, created_at) VALUES ('t{staff}', {staff}, 'k1:s', 0) \
         ON CONFLICT DO NOTHING;"
    ))
}

pub(super) fn changed(t: &mut Teller<'_>, cast: &Cast) -> anyhow::Result<()> {
    let [a, b, c] = cast.province;
    let id = hire(t, a, ("n", "43"), "office")?;
    let own = Who { role: Role::Province, id };
    t.happens(b, id, staff::Agreed(yes(id)).written()?)?;
    t.happens(own, id, staff::PasswordSet { password: "k1:q" }.written()?)?;
    t.happens(own, id, staff::PasswordRehashed { password: "k1:r" }.written()?)?;
    let recovery = ["h1".to_owned(), "h2".to_owned()];
    t.happens(own, id, staff::FactorSet { totp: "k1:t", recovery: &recovery }.written()?)?;
    t.happens(own, id, staff::RecoveryUsed { code: "h1" }.written()?)?;
    at_once(t, (a, b), id)?;
    roles(t, (a, b))?;
    // Held, until somebody independent decides.
    signed_in(t, b.id)?;
    let stop = staff::Disabled { proposed: false, reason: "被盗", holds: true };
    let proposal = t.happens(a, b.id, stop.written()?)?;
    t.happens(c, b.id, staff::Declined(no(proposal, "没有被盗")).written()?)?;
    let expires_at = domain::Timestamp(t.at).into();
    let held = [
        staff::PasswordReset { password: "k1:v", expires_at, proposed: true, reason: "忘记", holds: true }.written()?,
        staff::FactorReset { proposed: true, reason: "手机丢失", holds: true }.written()?,
        staff::Moved { organisation: "4301", role: "office", reason: "调动", proposed: true, holds: true }.written()?,
    ];
    for event in held {
        signed_in(t, id)?;
        let proposal = t.happens(b, id, event)?;
        t.happens(c, id, staff::Agreed(yes(proposal)).written()?)?;
    }
    Ok(())
}

/// Of an account that takes no four eyes; and what is only proposed.
fn at_once(t: &mut Teller<'_>, (a, b): (Who, Who), id: i64) -> anyhow::Result<()> {
    let expires_at = domain::Timestamp(t.at).into();
    let moved = |organisation| {
        staff::Moved { organisation, role: "office", reason: "调动", proposed: false, holds: false }.written()
    };
    signed_in(t, id)?;
    t.happens(a, id, moved("430102")?)?;
    let reset = staff::PasswordReset { password: "k1:u", expires_at, proposed: false, reason: "忘记", holds: false };
    t.happens(a, id, reset.written()?)?;
    t.happens(a, id, staff::FactorReset { proposed: false, reason: "手机丢失", holds: false }.written()?)?;
    t.happens(a, id, staff::Disabled { proposed: false, reason: "离职", holds: false }.written()?)?;
    t.happens(a, id, staff::Enabled { proposed: false, reason: "返岗", holds: false }.written()?)?;
    t.happens(a, id, moved("43")?)?;
    t.happens(a, id, staff::Disabled { proposed: false, reason: "离职", holds: false }.written()?)?;
    let proposal = t.happens(a, id, staff::Enabled { proposed: true, reason: "返岗", holds: false }.written()?)?;
    t.happens(b, id, staff::Declined(no(proposal, "没有返岗")).written()?)?;
    let proposal = t.happens(a, id, staff::Enabled { proposed: true, reason: "返岗", holds: false }.written()?)?;
    t.happens(b, id, staff::Agreed(yes(proposal)).written()?)?;
    let recovery = ["h3".to_owned()];
    let own = Who { role: Role::Province, id };
    t.happens(own, id, staff::FactorSet { totp: "k1:w", recovery: &recovery }.written()?)?;
    Ok(())
}
