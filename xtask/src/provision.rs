//! Provides libtorch: the person's own, the one in use, the cached one, or one fetched now.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    cache::Cache,
    disk, fetch, libtorch,
    package::{Kind, Package, VERSION, human_size},
    report::say,
    wheel,
    workspace::Workspace,
};

/// Makes the checkout's link lead to a libtorch: of a certain kind, or any that will do.
pub fn provide(workspace: &Workspace, kind: Option<Kind>) -> Result<()> {
    let libtorch = match workspace.chosen_libtorch() {
        Some(chosen) => libtorch::check_chosen(&chosen, kind).map(|()| chosen)?,
        None => match in_use(workspace).filter(|_| kind.is_none()) {
            Some(in_use) => in_use,
            None => cached(Package::for_host(kind.unwrap_or(Kind::Cpu))?)?,
        },
    };
    if workspace.link_to(&libtorch)? || kind.is_some() {
        say(&format!("libtorch {VERSION} is ready: {}", libtorch.display()));
    }
    Ok(())
}

/// The libtorch that the link leads to, be it of the cache or the person's, if it will do.
fn in_use(workspace: &Workspace) -> Option<PathBuf> {
    workspace.linked_libtorch().filter(|linked| libtorch::check(linked).is_ok())
}

/// The libtorch directory of a package, which is made if it is not in the cache.
fn cached(package: &Package) -> Result<PathBuf> {
    let cache = Cache::of_person()?;
    let libtorch = cache.libtorch(package);
    let is_ready = || libtorch::check(&libtorch).is_ok();
    if is_ready() {
        cache.sweep_if_idle();
        return Ok(libtorch);
    }
    let lock = cache.lock(|| say("waiting for another set-up of libtorch to finish"))?;
    if is_ready() {
        return Ok(libtorch);
    }
    disk::check_room(cache.directory(), package)?;
    let failed = |error| disk::explain(&error, cache.directory(), package);
    let stage = lock.stage().map_err(failed)?;
    say(&format!(
        "fetching libtorch {VERSION} for {}: {} once, shared by all checkouts",
        package.kind,
        human_size(package.download_mb)
    ));
    let wheels = fetch::fetch(package, &stage, cache.directory())?;
    wheel::unpack(package, &wheels, &stage.package(), cache.directory())?;
    lock.publish(stage, package).map_err(failed)?;
    Ok(libtorch)
}
