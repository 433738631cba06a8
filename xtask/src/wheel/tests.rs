use tempfile::TempDir;
use zip::{ZipWriter, write::FileOptions};

use super::*;

/// A wheel with files of the given modes, each holding its own path.
fn wheel(directory: &Path, name: &str, files: &[(&str, u32)]) -> PathBuf {
    let path = directory.join(name);
    let mut archive = ZipWriter::new(File::create(&path).unwrap());
    for (file, mode) in files {
        archive.start_file(*file, FileOptions::default().unix_permissions(*mode)).unwrap();
        archive.write_all(file.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    path
}

/// The wheels of a tiny libtorch, and a directory to unpack them into.
fn tiny_libtorch() -> (TempDir, Vec<PathBuf>, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let torch = wheel(
        parent.path(),
        "torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl",
        &[
            ("torch/__init__.py", 0o644),
            ("torch/version.py", 0o644),
            ("torch/include/torch/all.h", 0o644),
            ("torch/lib/libtorch.so", 0o755),
            ("torch/lib/libtorch_cpu.so", 0o755),
            ("torch/lib/libtorch_cuda.so", 0o755),
            ("torch/lib/libc10.so", 0o755),
            ("torch/lib/libgomp.so.1", 0o755),
            ("torch/bin/lib.py", 0o755),
            ("torch-2.13.0.dist-info/METADATA", 0o644),
            ("torch-2.13.0.dist-info/licenses/LICENSE", 0o644),
        ],
    );
    let nvidia = wheel(
        parent.path(),
        "nvidia_cuda_runtime-13.0.96-py3-none-manylinux2014_x86_64.whl",
        &[
            ("nvidia/cu13/include/cuda.h", 0o644),
            ("nvidia/cu13/lib/libcudart.so.13", 0o644),
            ("nvidia/cu13/lib/libcudart_static.a", 0o644),
            ("nvidia/cu13/lib/libcupti.so.13", 0o644),
        ],
    );
    let destination = parent.path().join("package");
    fs::create_dir(&destination).unwrap();
    (parent, vec![torch, nvidia], destination)
}

fn package(kind: Kind) -> &'static Package {
    Package::find("linux-x86_64", kind).unwrap()
}

/// The paths of all files and links below a directory, sorted.
fn files(directory: &Path) -> Vec<String> {
    fn visit(directory: &Path, root: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, root, found);
            } else {
                found.push(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
    }
    let mut found = Vec::new();
    visit(directory, directory, &mut found);
    found.sort();
    found
}

#[test]
#[cfg(target_os = "linux")]
fn a_cpu_package_has_the_headers_and_the_libraries_of_its_list() {
    let (_parent, wheels, destination) = tiny_libtorch();
    unpack(package(Kind::Cpu), &wheels, &destination, Path::new("/cache")).unwrap();
    assert_eq!(
        files(&destination),
        [
            "build-version",
            "include/torch/all.h",
            "lib/libc10.so",
            "lib/libcudart.so.13",
            "lib/libcupti.so.13",
            "lib/libgomp.so.1",
            "lib/libtorch.so",
            "lib/libtorch_cpu.so",
            "torch-2.13.0.dist-info/licenses/LICENSE",
        ]
    );
    assert_eq!(fs::read_link(destination.join("lib/libtorch.so")).unwrap(), Path::new("libtorch_cpu.so"));
    assert_eq!(fs::read_to_string(destination.join("build-version")).unwrap(), "2.13.0");
    assert_eq!(fs::read_to_string(destination.join("lib/libc10.so")).unwrap(), "torch/lib/libc10.so");
}

#[test]
#[cfg(target_os = "linux")]
fn a_cuda_package_keeps_the_layout_of_its_wheels() {
    let (_parent, wheels, destination) = tiny_libtorch();
    unpack(package(Kind::Cuda), &wheels, &destination, Path::new("/cache")).unwrap();
    assert_eq!(
        files(&destination),
        [
            "nvidia/cu13/include/cuda.h",
            "nvidia/cu13/lib/libcudart.so.13",
            "nvidia/cu13/lib/libcudart_static.a",
            "nvidia/cu13/lib/libcupti.so.13",
            "torch-2.13.0.dist-info/licenses/LICENSE",
            "torch/build-version",
            "torch/include/torch/all.h",
            "torch/lib/libc10.so",
            "torch/lib/libgomp.so.1",
            "torch/lib/libtorch.so",
            "torch/lib/libtorch_cpu.so",
            "torch/lib/libtorch_cuda.so",
            "torch/version.py",
        ]
    );
}

#[test]
#[cfg(target_os = "linux")]
fn files_keep_their_modes() {
    let (_parent, wheels, destination) = tiny_libtorch();
    unpack(package(Kind::Cpu), &wheels, &destination, Path::new("/cache")).unwrap();
    let mode = |path: &str| fs::metadata(destination.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("lib/libc10.so"), 0o755);
    assert_eq!(mode("lib/libcudart.so.13"), 0o644);
}

#[test]
fn a_path_that_leads_out_of_the_package_is_not_followed() {
    let (parent, mut wheels, destination) = tiny_libtorch();
    wheels.push(wheel(parent.path(), "evil.whl", &[("torch/include/../../../outside.h", 0o644)]));
    let _ = unpack(package(Kind::Cpu), &wheels, &destination, Path::new("/cache"));
    assert!(!parent.path().join("outside.h").exists());
}

#[test]
fn a_package_without_a_library_of_its_list_is_refused() {
    let (_parent, mut wheels, destination) = tiny_libtorch();
    wheels.pop();
    assert_eq!(
        unpack(package(Kind::Cpu), &wheels, &destination, Path::new("/cache")).unwrap_err().to_string(),
        "the wheels pinned in xtask/requirements make a package that has no lib/libcudart.so.13: correct their list or \
         the one in xtask/src/package.rs"
    );
}

#[test]
fn a_wheel_that_is_no_archive_is_named() {
    let (parent, _, destination) = tiny_libtorch();
    let broken = parent.path().join("broken.whl");
    fs::write(&broken, "not a zip archive").unwrap();
    assert_eq!(
        unpack(package(Kind::Cpu), &[broken], &destination, Path::new("/cache")).unwrap_err().to_string(),
        "the wheel broken.whl cannot be read (invalid Zip archive: Invalid zip header): run the command again to fetch it \
         anew"
    );
}

#[test]
fn a_failed_write_is_told_of_the_cache_and_not_of_a_temporary_directory() {
    let (_parent, wheels, destination) = tiny_libtorch();
    fs::write(destination.join("include"), "in the way").unwrap();
    let error = unpack(package(Kind::Cpu), &wheels, &destination, Path::new("/cache")).unwrap_err().to_string();
    assert!(error.starts_with("cannot write to the cache directory /cache ("), "{error}");
}
