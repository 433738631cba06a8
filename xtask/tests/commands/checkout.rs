//! A machine with a cache, stand-ins for python3 and cargo, and checkouts.

use std::{
    env::consts::ARCH,
    fs::{self, File, Permissions},
    io::{BufRead, BufReader, Read, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;
use zip::{ZipWriter, write::FileOptions};

/// The name of the CPU package of the machine that the tests run on.
pub const PACKAGE: &str = if cfg!(target_arch = "aarch64") {
    "libtorch-2.13.0-linux-aarch64-cpu"
} else {
    "libtorch-2.13.0-linux-x86_64-cpu"
};

/// Every library that a CPU package of any Linux takes.
const LIBRARIES: &[&str] = &[
    "libtorch_cpu.so",
    "libc10.so",
    "libgomp.so.1",
    "libarm_compute.so",
    "libarm_compute_graph.so",
    "libnvpl_blas_core.so.0",
    "libnvpl_blas_lp64_gomp.so.0",
    "libnvpl_lapack_core.so.0",
    "libnvpl_lapack_lp64_gomp.so.0",
    "libcudart.so.13",
    "libcupti.so.13",
];

/// "Fetches" the wheel, or fails with words; on demand it tells through a pipe, which it keeps open until its end, that
/// it has begun, and waits at another to go on.
const PYTHON: &str = r#"#!/bin/sh
echo fetch >> "$MACHINE/fetches"
if [ -n "$PIP_SAYS" ]; then echo "$PIP_SAYS" >&2; exit 1; fi
while [ "$1" != --dest ]; do shift; done
if [ -n "$HELD" ]; then
    exec 3> "$MACHINE/begun"
    echo begun >&3
    read -r word < "$MACHINE/go"
fi
cp "$MACHINE/torch.whl" "$2"
"#;

/// Writes down its arguments and ends with 7, or with success when it cleans, unless told otherwise.
const CARGO: &str = r#"#!/bin/sh
echo "$*" >> "$MACHINE/cargo"
if [ "$1" = clean ]; then exit "${CLEAN_ENDS_WITH:-0}"; fi
exit 7
"#;

/// Everything that a set-up touches, in a temporary directory.
pub struct Machine {
    root: TempDir,
}

impl Machine {
    pub fn new() -> Self {
        // A set-up looks for room before it begins, and that disk has room enough for builds.
        let machine = Self { root: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap() };
        assert!(["x86_64", "aarch64"].contains(&ARCH), "no package is known for this machine");
        let bin = machine.path("bin");
        fs::create_dir(&bin).unwrap();
        for (name, script) in [("python3", PYTHON), ("cargo", CARGO)] {
            fs::write(bin.join(name), script).unwrap();
            fs::set_permissions(bin.join(name), Permissions::from_mode(0o755)).unwrap();
        }
        let mut wheel = ZipWriter::new(File::create(machine.path("torch.whl")).unwrap());
        let libraries = LIBRARIES.iter().map(|library| format!("torch/lib/{library}"));
        for file in libraries.chain(["torch/include/torch/all.h".to_owned()]) {
            wheel.start_file(&file, FileOptions::default()).unwrap();
            wheel.write_all(file.as_bytes()).unwrap();
        }
        wheel.finish().unwrap();
        let pipes = ["begun", "go"].map(|pipe| machine.path(pipe));
        assert!(Command::new("mkfifo").args(pipes).status().unwrap().success());
        machine
    }

    pub fn checkout(&self, name: &str) -> Checkout {
        let root = self.path(name);
        fs::create_dir_all(root.join("xtask")).unwrap();
        Checkout { root, machine: self.root.path().to_path_buf() }
    }

    /// A libtorch that the person has brought along.
    pub fn libtorch(&self, name: &str) -> PathBuf {
        let libtorch = self.path(name);
        fs::create_dir_all(libtorch.join("lib")).unwrap();
        fs::create_dir_all(libtorch.join("include")).unwrap();
        fs::write(libtorch.join("lib/libtorch_cpu.so"), "").unwrap();
        fs::write(libtorch.join("build-version"), "2.13.0+cpu\n").unwrap();
        libtorch
    }

    pub fn cached(&self, package: &str) -> PathBuf {
        self.path("cache/rnnlab").join(package)
    }

    pub fn cache_entries(&self) -> Vec<String> {
        names(&self.path("cache/rnnlab"))
    }

    /// How often python3 was called.
    pub fn fetches(&self) -> usize {
        self.lines("fetches").len()
    }

    /// The arguments of each call of cargo.
    pub fn cargo_calls(&self) -> Vec<String> {
        self.lines("cargo")
    }

    /// Comes back when a python3 that is held has begun.
    pub fn wait_for_a_fetch(&self) -> Fetch {
        let mut begun = BufReader::new(File::open(self.path("begun")).unwrap());
        let mut line = String::new();
        begun.read_line(&mut line).unwrap();
        assert_eq!(line, "begun\n");
        Fetch { begun }
    }

    /// Lets the python3 that is held go on.
    pub fn let_go(&self) {
        fs::write(self.path("go"), "go\n").unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn lines(&self, file: &str) -> Vec<String> {
        let text = fs::read_to_string(self.path(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

/// A python3 that is at work.
pub struct Fetch {
    begun: BufReader<File>,
}

impl Fetch {
    /// Comes back when it has ended, with whoever started it or after.
    pub fn wait_for_its_end(mut self) {
        let mut rest = Vec::new();
        self.begun.read_to_end(&mut rest).unwrap();
    }
}

/// A checkout of the project, as far as xtask looks at it.
pub struct Checkout {
    pub root: PathBuf,
    machine: PathBuf,
}

impl Checkout {
    /// `cargo xtask` with these words, in this checkout.
    pub fn xtask(&self, words: &[&str]) -> Command {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        xtask.args(words).env_remove("LIBTORCH").env_remove("CARGO_TARGET_DIR");
        xtask.env("CARGO_MANIFEST_DIR", self.root.join("xtask")).env("CARGO", self.machine.join("bin/cargo"));
        xtask.env("XDG_CACHE_HOME", self.machine.join("cache")).env("MACHINE", &self.machine);
        let path = std::env::var("PATH").unwrap();
        xtask.env("PATH", format!("{}:{path}", self.machine.join("bin").display()));
        xtask
    }

    /// A set-up whose python3 waits until it is let go.
    pub fn held(&self) -> Command {
        let mut setup = self.xtask(&["setup"]);
        setup.env("HELD", "yes").stderr(Stdio::null());
        setup
    }

    pub fn link(&self) -> PathBuf {
        fs::read_link(self.root.join(".libtorch")).unwrap()
    }
}

/// The names in a directory, sorted.
pub fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
