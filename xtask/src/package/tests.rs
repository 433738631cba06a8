use super::*;

#[test]
fn every_platform_gets_the_wheels_made_for_it() {
    for (platform, kind, name, torch) in [
        ("linux-x86_64", Kind::Cpu, "libtorch-2.13.0-linux-x86_64-cpu", "60fcdcb2f387"),
        ("linux-x86_64", Kind::Cuda, "libtorch-2.13.0-linux-x86_64-cuda", "60fcdcb2f387"),
        ("linux-aarch64", Kind::Cpu, "libtorch-2.13.0-linux-aarch64-cpu", "092790c696a7"),
        ("linux-aarch64", Kind::Cuda, "libtorch-2.13.0-linux-aarch64-cuda", "092790c696a7"),
        ("macos-aarch64", Kind::Cpu, "libtorch-2.13.0-macos-aarch64-cpu", "e76f9bcecc52"),
    ] {
        let package = Package::find(platform, kind).unwrap();
        assert_eq!(package.name(), name);
        assert!(package.requirements.starts_with(&format!("torch=={VERSION} --hash=sha256:{torch}")), "{name}");
        let arch = platform.rsplit('-').next().unwrap().replace("aarch64", "a");
        assert!(package.tags.iter().all(|tag| tag.contains(&arch)), "{name}");
    }
}

#[test]
fn every_wheel_is_pinned_to_a_version_and_a_hash_and_to_no_host() {
    for package in PACKAGES {
        for line in package.requirements.lines() {
            let (requirement, hash) = line.split_once(" --hash=sha256:").unwrap();
            assert!(requirement.contains("=="), "{line}");
            assert!(hash.len() == 64 && hash.chars().all(|c| c.is_ascii_hexdigit()), "{line}");
        }
        assert!(!package.requirements.contains("://"));
    }
}

#[test]
fn only_a_cuda_package_has_all_of_nvidias_libraries() {
    for package in PACKAGES.iter().filter(|package| package.platform.starts_with("linux")) {
        let wheels = package.requirements.lines().count();
        assert_eq!(wheels, if package.kind == Kind::Cuda { 16 } else { 3 }, "{}", package.name());
    }
}

#[test]
fn a_platform_without_a_package_is_named_with_what_to_do() {
    assert_eq!(
        Package::find("freebsd-x86_64", Kind::Cpu).unwrap_err().to_string(),
        "no libtorch package is known for freebsd-x86_64: set LIBTORCH to the directory of a libtorch 2.13.0 made for it"
    );
}

#[test]
fn a_platform_without_cuda_is_sent_to_the_package_it_has() {
    assert_eq!(
        Package::find("macos-aarch64", Kind::Cuda).unwrap_err().to_string(),
        "there is no CUDA package for macos-aarch64: run `cargo xtask setup` for the one that there is"
    );
}

#[test]
fn sizes_are_told_in_the_unit_people_use() {
    assert_eq!(human_size(540), "540 MB");
    assert_eq!(human_size(2_524), "2.5 GB");
}
