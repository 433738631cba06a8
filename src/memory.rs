//! How much memory is free.

use sysinfo::{MemoryRefreshKind, Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// Bytes that this process may still take: what the machine has available, or the control group (a container) that it runs
/// in, whichever is less. What the system only keeps of files counts as free. `None` where the system does not say.
#[must_use]
pub fn free() -> Option<u64> {
    let mut system = System::new().ok()?;
    system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
    let pid = Pid::from_u32(std::process::id());
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), false, ProcessRefreshKind::nothing());
    let of_machine = Some(system.available_memory()).filter(|&bytes| bytes > 0);
    let limits = system.process(pid).and_then(sysinfo::Process::cgroup_limits).or_else(|| system.cgroup_limits());
    let of_group = limits.map(|limits| limits.total_memory.saturating_sub(limits.rss));
    of_machine.into_iter().chain(of_group).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_says_how_much_is_free() {
        assert!(free().is_some_and(|bytes| bytes > 1_000_000), "{:?}", free());
    }
}
