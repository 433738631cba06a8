use std::{sync::mpsc, thread};

use super::*;
use crate::package::Kind;

fn located(xdg_cache_home: Option<&str>, home: Option<&str>) -> Result<PathBuf> {
    locate(xdg_cache_home.map(OsString::from), home.map(OsString::from))
}

fn empty_cache() -> (TempDir, Cache) {
    let parent = tempfile::tempdir().unwrap();
    let cache = Cache { directory: parent.path().join("rnnlab") };
    (parent, cache)
}

fn package() -> &'static Package {
    Package::find("linux-x86_64", Kind::Cuda).unwrap()
}

fn partial_directories(cache: &Cache) -> usize {
    fs::read_dir(cache.directory())
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(PARTIAL))
        .count()
}

#[test]
fn the_cache_is_where_xdg_puts_it() {
    assert_eq!(located(Some("/xdg"), Some("/home/me")).unwrap(), Path::new("/xdg/rnnlab"));
    assert_eq!(located(None, Some("/home/me")).unwrap(), Path::new("/home/me/.cache/rnnlab"));
}

#[test]
fn a_relative_or_empty_xdg_cache_home_is_ignored() {
    assert_eq!(located(Some("caches"), Some("/home/me")).unwrap(), Path::new("/home/me/.cache/rnnlab"));
    assert_eq!(located(Some(""), Some("/home/me")).unwrap(), Path::new("/home/me/.cache/rnnlab"));
}

#[test]
fn an_environment_without_a_home_is_told_what_to_set() {
    for home in [None, Some(""), Some("me")] {
        assert_eq!(
            located(Some("caches"), home).unwrap_err().to_string(),
            "there is no place to keep libtorch, since neither HOME nor XDG_CACHE_HOME is an absolute path: set one of \
             them, or set LIBTORCH to the directory of a libtorch 2.13.0"
        );
    }
}

#[test]
fn a_libtorch_directory_has_no_trailing_slash() {
    let cache = Cache { directory: PathBuf::from("/c") };
    let cpu = Package::find("linux-x86_64", Kind::Cpu).unwrap();
    assert_eq!(cache.libtorch(cpu).as_os_str(), "/c/libtorch-2.13.0-linux-x86_64-cpu");
    assert_eq!(cache.libtorch(package()).as_os_str(), "/c/libtorch-2.13.0-linux-x86_64-cuda/torch");
}

#[test]
fn a_published_package_takes_its_place_and_leaves_nothing_beside_it() {
    let (_parent, cache) = empty_cache();
    let lock = cache.lock(|| {}).unwrap();
    for contents in ["first", "second"] {
        let stage = lock.stage().unwrap();
        fs::write(stage.package().join("file"), contents).unwrap();
        fs::write(stage.wheels().join("a.whl"), "wheel").unwrap();
        lock.publish(stage, package()).unwrap();
        assert_eq!(fs::read_to_string(cache.place(package()).join("file")).unwrap(), contents);
        assert_eq!(partial_directories(&cache), 0);
    }
}

#[test]
fn a_set_up_that_fails_leaves_nothing_half() {
    let (_parent, cache) = empty_cache();
    let lock = cache.lock(|| {}).unwrap();
    let stage = lock.stage().unwrap();
    fs::write(stage.package().join("file"), "half").unwrap();
    drop(stage);
    assert_eq!(partial_directories(&cache), 0);
    assert!(!cache.place(package()).exists());
}

#[test]
fn what_a_killed_set_up_left_is_swept_by_the_next() {
    let (_parent, cache) = empty_cache();
    let abandon_one = || {
        let stage = cache.lock(|| {}).unwrap().stage().unwrap();
        fs::write(stage.package().join("file"), "half").unwrap();
        stage.abandon();
        assert_eq!(partial_directories(&cache), 1);
        assert!(!cache.place(package()).exists());
    };
    abandon_one();
    drop(cache.lock(|| {}).unwrap());
    assert_eq!(partial_directories(&cache), 0);

    abandon_one();
    cache.sweep_if_idle();
    assert_eq!(partial_directories(&cache), 0);
}

#[test]
fn the_work_of_a_living_set_up_is_not_swept() {
    let (_parent, cache) = empty_cache();
    let lock = cache.lock(|| {}).unwrap();
    let _stage = lock.stage().unwrap();
    cache.sweep_if_idle();
    assert_eq!(partial_directories(&cache), 1);
}

#[test]
fn a_second_set_up_says_that_it_waits_and_then_sees_what_the_first_made() {
    let (_parent, cache) = empty_cache();
    let first = cache.lock(|| {}).unwrap();
    let (waits, waiting) = mpsc::channel();
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            let _lock = cache.lock(|| waits.send(()).unwrap()).unwrap();
            cache.place(package()).exists()
        });
        waiting.recv().unwrap();
        let stage = first.stage().unwrap();
        first.publish(stage, package()).unwrap();
        drop(first);
        assert!(second.join().unwrap(), "the second came in before the first was done");
    });
}

#[test]
fn a_cache_that_cannot_be_written_is_named() {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("file"), "").unwrap();
    let cache = Cache { directory: parent.path().join("file/rnnlab") };
    assert_eq!(
        cache.lock(|| {}).err().unwrap().to_string(),
        format!(
            "cannot write to the cache directory {} (Not a directory (os error 20)): make it writable, or set \
             XDG_CACHE_HOME to a directory that is",
            cache.directory().display()
        )
    );
}
