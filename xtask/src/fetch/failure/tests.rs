//! The texts beside this file are what pip 23 and pip 26 wrote, with their paths and hosts made neutral.

use super::*;
use crate::package::Kind;

fn explained(complaints: &str, ending: &str) -> String {
    let package = Package::find("linux-x86_64", Kind::Cpu).unwrap();
    Failure::classify(complaints, ending).explain(package, Path::new("/cache")).to_string()
}

#[test]
fn a_python_without_pip_is_told_how_to_get_it() {
    assert_eq!(
        explained(include_str!("no-pip.txt"), "exit status: 1"),
        "python3 has no pip, which fetches libtorch: install it (on Debian and Ubuntu `apt-get install python3-pip`), or \
         set LIBTORCH to the directory of a libtorch 2.13.0"
    );
}

#[test]
fn a_wheel_with_another_hash_is_named() {
    assert_eq!(
        explained(include_str!("wrong-hash.txt"), "exit status: 1"),
        "the wheel of nvidia-cuda-runtime==13.0.96 is not the one pinned in xtask/requirements (its hash differs) and was \
         not used: try again, and if it stays so look at the index that `python3 -m pip config list` names, or set \
         LIBTORCH to the directory of a libtorch 2.13.0"
    );
}

#[test]
fn a_disk_that_fills_up_while_pip_writes_is_told_as_such() {
    assert_eq!(
        explained(include_str!("disk-full.txt"), "exit status: 2"),
        "the disk of /cache filled up while libtorch was set up, which takes 1.1 GB: free some space, or set \
         XDG_CACHE_HOME to a directory on a larger disk"
    );
}

#[test]
fn every_way_of_not_reaching_the_index_is_told_in_the_same_words() {
    for complaints in [
        include_str!("refused.txt"),
        include_str!("no-name.txt"),
        include_str!("silent.txt"),
        include_str!("broken-off.txt"),
    ] {
        assert_eq!(
            explained(complaints, "exit status: 1"),
            "pip has no connection to the package index, or one that breaks off: check the network, the proxy and what \
             `python3 -m pip config list` says and run the command again, or set LIBTORCH to the directory of a libtorch \
             2.13.0",
            "{complaints}"
        );
    }
}

#[test]
fn a_wheel_that_the_index_does_not_have_is_named() {
    assert_eq!(
        explained(include_str!("not-offered.txt"), "exit status: 1"),
        "the package index does not offer nvidia-cuda-runtime==13.0.95 for linux-x86_64: look at the index that `python3 \
         -m pip config list` names and update an old pip, or set LIBTORCH to the directory of a libtorch 2.13.0"
    );
}

#[test]
fn any_other_failure_is_told_with_the_last_that_pip_said() {
    let failed = |reason| {
        format!(
            "pip failed to fetch libtorch ({reason}): remove the cause and run the command again, or set LIBTORCH to the \
             directory of a libtorch 2.13.0"
        )
    };
    assert_eq!(
        explained(include_str!("other.txt"), "exit status: 3"),
        failed("Could not find an activated virtualenv (required).")
    );
    assert_eq!(
        explained(include_str!("traceback.txt"), "exit status: 2"),
        failed("NotADirectoryError: [Errno 20] Not a directory: '/cache/file/x'")
    );
    assert_eq!(explained("", "signal: 9 (SIGKILL)"), failed("signal: 9 (SIGKILL)"));
}
