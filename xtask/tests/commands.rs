//! The commands as a person types them, with a stand-in for python3 that "fetches" tiny wheels and one for cargo that
//! writes down what it is called with. No network, no waiting for time to pass.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

#[path = "commands/checkout.rs"]
mod checkout;

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};

use checkout::{Machine, PACKAGE, names};

#[test]
fn setup_fetches_libtorch_into_the_cache_and_links_the_checkout_to_it() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    let output = checkout.xtask(&["setup"]).output().unwrap();
    let libtorch = machine.cached(PACKAGE);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("fetching libtorch 2.13.0 for CPU: "), "{said}");
    assert!(said.ends_with(&format!("libtorch 2.13.0 is ready: {}\n", libtorch.display())), "{said}");
    assert!(output.status.success() && output.stdout.is_empty());
    assert_eq!(checkout.link(), libtorch);
    assert!(libtorch.join("lib/libtorch_cpu.so").is_file());
    assert_eq!(machine.cache_entries(), [PACKAGE, "lock"]);
}

#[test]
fn a_second_checkout_uses_what_the_first_fetched() {
    let machine = Machine::new();
    succeeds(&mut machine.checkout("one").xtask(&["setup"]));
    let second = machine.checkout("two");
    succeeds(&mut second.xtask(&["setup"]));
    assert_eq!(second.link(), machine.cached(PACKAGE));
    assert_eq!(machine.fetches(), 1);
}

#[test]
fn run_and_test_become_cargo_with_the_arguments_and_its_exit_code() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    for (words, called) in [
        (["run", "train", "a b"], "run --release --package rnnlab -- train a b"),
        (["test", "--", "name"], "test --workspace -- name"),
    ] {
        let output = checkout.xtask(&words).output().unwrap();
        assert_eq!(output.status.code(), Some(7), "the stand-in ends with 7");
        assert_eq!(machine.cargo_calls().last().unwrap(), called);
        assert!(output.stdout.is_empty(), "standard output is the program's");
    }
}

#[test]
fn a_cargo_that_is_not_there_is_told() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    succeeds(&mut checkout.xtask(&["setup"]));
    let output = checkout.xtask(&["run"]).env("CARGO", "/nowhere/cargo").output().unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: cannot start /nowhere/cargo (No such file or directory (os error 2)): check the Rust installation\n"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn run_keeps_the_cuda_package_and_setup_goes_back_to_the_cpu() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    let cuda = machine.libtorch(&format!("cache/rnnlab/{}/torch", PACKAGE.replace("cpu", "cuda")));
    succeeds(&mut checkout.xtask(&["setup", "--cuda"]));
    assert_eq!(checkout.link(), cuda);
    checkout.xtask(&["run"]).output().unwrap();
    assert_eq!(checkout.link(), cuda);
    succeeds(&mut checkout.xtask(&["setup"]));
    assert_eq!(checkout.link(), machine.cached(PACKAGE));
}

#[test]
fn a_libtorch_of_the_persons_own_is_linked_and_kept_without_the_variable() {
    let machine = Machine::new();
    let own = machine.libtorch("own");
    let checkout = machine.checkout("one");
    succeeds(checkout.xtask(&["setup"]).env("LIBTORCH", &own));
    checkout.xtask(&["run"]).output().unwrap();
    assert_eq!(checkout.link(), own);
    assert_eq!(machine.fetches(), 0);
}

#[test]
fn the_link_itself_as_libtorch_is_what_cargo_sets_and_not_the_persons_wish() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    let detour = machine.checkout("two").root.join("../one");
    for root in [&checkout.root, &detour] {
        succeeds(checkout.xtask(&["setup"]).env("LIBTORCH", root.join(".libtorch")));
        assert_eq!(checkout.link(), machine.cached(PACKAGE));
    }
}

#[test]
fn builds_with_another_libtorch_are_forgotten_in_each_profile_that_has_one() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    fs::create_dir_all(checkout.root.join("target/debug/build/serde-0123")).unwrap();
    succeeds(checkout.xtask(&["setup"]).env("LIBTORCH", machine.libtorch("first")));
    assert_eq!(machine.cargo_calls(), [""; 0]);

    fs::create_dir_all(checkout.root.join("target/debug/build/torch-sys-0123")).unwrap();
    fs::create_dir_all(checkout.root.join("target/release/build/torch-sys-0123")).unwrap();
    let second = machine.libtorch("second");
    let manifest = checkout.root.join("Cargo.toml");
    let clean = "clean --quiet --package torch-sys --package rnnlab";
    let calls = ["", " --release"].map(|profile| format!("{clean}{profile} --manifest-path {}", manifest.display()));
    for _ in 0..2 {
        succeeds(checkout.xtask(&["setup"]).env("LIBTORCH", &second));
        assert_eq!(machine.cargo_calls(), calls, "each is cleaned once");
    }
}

#[test]
fn a_build_that_cannot_be_cleaned_is_named_and_the_link_stays() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    fs::create_dir_all(checkout.root.join("target/release/build/torch-sys-0123")).unwrap();
    let mut setup = checkout.xtask(&["setup"]);
    let output = setup.env("LIBTORCH", machine.libtorch("own")).env("CLEAN_ENDS_WITH", "101").output().unwrap();
    let told = format!(
        "error: {} is still built with another libtorch and could not be cleaned: run `cargo clean`\n",
        checkout.root.join("target/release").display()
    );
    assert_eq!(String::from_utf8(output.stderr).unwrap(), told);
    assert!(!checkout.root.join(".libtorch").is_symlink());
}

#[test]
fn two_set_ups_at_once_fetch_once() {
    let machine = Machine::new();
    let mut first = machine.checkout("one").held().spawn().unwrap();
    let _fetch = machine.wait_for_a_fetch();
    let mut second = machine.checkout("two").xtask(&["setup"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(second.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert_eq!(line, "waiting for another set-up of libtorch to finish\n");
    machine.let_go();
    assert!(first.wait().unwrap().success());
    stderr.read_to_string(&mut line).unwrap();
    assert!(second.wait().unwrap().success(), "{line}");
    assert_eq!(machine.fetches(), 1);
}

#[test]
fn a_set_up_killed_while_it_fetches_leaves_nothing_half_and_the_next_one_sweeps() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    let mut killed = checkout.held().spawn().unwrap();
    let fetch = machine.wait_for_a_fetch();
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(!machine.cached(PACKAGE).exists());
    assert_eq!(machine.cache_entries().iter().filter(|name| name.starts_with("partial-")).count(), 1);
    // The orphaned python3 has to be gone before it is known what stays.
    machine.let_go();
    fetch.wait_for_its_end();
    succeeds(&mut checkout.xtask(&["setup"]));
    assert_eq!(machine.cache_entries(), [PACKAGE, "lock"]);
}

#[test]
fn a_failure_is_one_sentence_and_leaves_nothing_behind() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    let fails = |set: &dyn Fn(&mut Command) -> &mut Command| {
        let mut setup = checkout.xtask(&["setup"]);
        set(&mut setup);
        let output = setup.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap().lines().last().unwrap().to_owned()
    };
    assert_eq!(
        fails(&|setup| setup.env("PATH", "/nowhere")),
        "error: there is no python3 on the PATH (/nowhere), and its pip fetches libtorch: install both (on Debian and \
         Ubuntu `apt-get install python3 python3-pip`), or set LIBTORCH to the directory of a libtorch 2.13.0"
    );
    assert_eq!(
        fails(&|setup| setup.env("PIP_SAYS", "/usr/bin/python3: No module named pip")),
        "error: python3 has no pip, which fetches libtorch: install it (on Debian and Ubuntu `apt-get install \
         python3-pip`), or set LIBTORCH to the directory of a libtorch 2.13.0"
    );
    assert_eq!(
        fails(&|setup| setup.env("LIBTORCH", "/nonexistent")),
        "error: LIBTORCH is set to /nonexistent, which is not a directory: set it to the directory of a libtorch 2.13.0, \
         or unset it to have one fetched"
    );
    assert_eq!(machine.cache_entries(), ["lock"]);
    assert!(!checkout.root.join(".libtorch").is_symlink());
}

#[test]
fn something_of_the_persons_in_place_of_the_link_is_left_alone() {
    let machine = Machine::new();
    let checkout = machine.checkout("one");
    fs::create_dir(checkout.root.join(".libtorch")).unwrap();
    let own = machine.libtorch("own");
    let output = checkout.xtask(&["setup"]).env("LIBTORCH", own).output().unwrap();
    let told = format!(
        "error: {} is not a link to libtorch but something of yours: move it away\n",
        checkout.root.join(".libtorch").display()
    );
    assert_eq!(String::from_utf8(output.stderr).unwrap(), told);
    assert_eq!(names(&checkout.root), [".libtorch", "xtask"]);
}

#[test]
fn an_unknown_command_is_told_with_exit_code_2() {
    let machine = Machine::new();
    let output = machine.checkout("one").xtask(&["walk"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: `cargo xtask` has no command `walk`: it has run, test, fuzz, setup, torture and soak\n"
    );
}

fn succeeds(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
