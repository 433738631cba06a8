//! The libtorch packages that can be fetched: which wheels they are made of and what is taken from those.

use std::{
    env::consts::{ARCH, OS},
    fmt,
    path::Path,
};

use anyhow::{Result, anyhow};

/// The libtorch that `tch` is written for; no other version will do.
pub const VERSION: &str = "2.13.0";

/// With or without the libraries that drive a graphics card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The CPU parts alone.
    Cpu,
    /// Everything, with NVIDIA's libraries.
    Cuda,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpu => "CPU",
            Self::Cuda => "CUDA",
        })
    }
}

/// A libtorch for one platform, as it is fetched and kept in the cache.
#[derive(Debug)]
pub struct Package {
    /// Operating system and processor, as Rust names them.
    pub platform: &'static str,
    /// What is in it.
    pub kind: Kind,
    /// The wheels, by name, version and hash: a requirements file of pip.
    pub requirements: &'static str,
    /// The platform tags that the wheels carry; pip takes no other.
    pub tags: &'static [&'static str],
    /// The libraries taken into `lib/` of a CPU package: `libtorch_cpu` and all it needs that no system has.
    pub libraries: &'static [&'static str],
    /// A library that is but a link to another, as (link, library).
    pub alias: Option<(&'static str, &'static str)>,
    /// Size of the wheels in MB.
    pub download_mb: u64,
    /// Size of the finished package in MB, as `du` counts it.
    pub unpacked_mb: u64,
}

/// `libtorch.so` of the wheels refers to `libtorch_cuda.so`; without that, `libtorch_cpu.so` serves in its place.
const CPU_ALIAS: Option<(&str, &str)> = Some(("libtorch.so", "libtorch_cpu.so"));

const LINUX_X86_64_TAGS: &[&str] = &[
    "manylinux_2_28_x86_64",
    "manylinux_2_27_x86_64",
    "manylinux_2_25_x86_64",
    "manylinux_2_18_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux2014_x86_64",
    "manylinux_2_12_x86_64",
    "manylinux2010_x86_64",
    "manylinux_2_5_x86_64",
    "manylinux1_x86_64",
];

const LINUX_AARCH64_TAGS: &[&str] = &[
    "manylinux_2_28_aarch64",
    "manylinux_2_27_aarch64",
    "manylinux_2_25_aarch64",
    "manylinux_2_18_aarch64",
    "manylinux_2_17_aarch64",
    "manylinux2014_aarch64",
];

const PACKAGES: &[Package] = &[
    Package {
        platform: "linux-x86_64",
        kind: Kind::Cpu,
        requirements: include_str!("../requirements/linux-x86_64-cpu.txt"),
        tags: LINUX_X86_64_TAGS,
        libraries: &["libtorch_cpu.so", "libc10.so", "libgomp.so.1", "libcudart.so.13", "libcupti.so.13"],
        alias: CPU_ALIAS,
        download_mb: 540,
        unpacked_mb: 512,
    },
    Package {
        platform: "linux-x86_64",
        kind: Kind::Cuda,
        requirements: include_str!("../requirements/linux-x86_64-cuda.txt"),
        tags: LINUX_X86_64_TAGS,
        libraries: &[],
        alias: None,
        download_mb: 2_524,
        unpacked_mb: 3_940,
    },
    Package {
        platform: "linux-aarch64",
        kind: Kind::Cpu,
        requirements: include_str!("../requirements/linux-aarch64-cpu.txt"),
        tags: LINUX_AARCH64_TAGS,
        libraries: &[
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
        ],
        alias: CPU_ALIAS,
        download_mb: 440,
        unpacked_mb: 380,
    },
    Package {
        platform: "linux-aarch64",
        kind: Kind::Cuda,
        requirements: include_str!("../requirements/linux-aarch64-cuda.txt"),
        tags: LINUX_AARCH64_TAGS,
        libraries: &[],
        alias: None,
        download_mb: 2_666,
        unpacked_mb: 3_880,
    },
    Package {
        platform: "macos-aarch64",
        kind: Kind::Cpu,
        requirements: include_str!("../requirements/macos-aarch64-cpu.txt"),
        tags: &["macosx_14_0_arm64"],
        libraries: &["libtorch.dylib", "libtorch_cpu.dylib", "libc10.dylib", "libomp.dylib"],
        alias: None,
        download_mb: 112,
        unpacked_mb: 405,
    },
];

impl Package {
    /// The package of a kind for the machine this runs on.
    pub fn for_host(kind: Kind) -> Result<&'static Self> {
        // The wheels are linked with glibc and do not load where musl stands in its place.
        let libc = if cfg!(target_env = "musl") { "-musl" } else { "" };
        Self::find(&format!("{OS}-{ARCH}{libc}"), kind)
    }

    /// The package of a kind for a platform.
    pub fn find(platform: &str, kind: Kind) -> Result<&'static Self> {
        let mut for_platform = PACKAGES.iter().filter(|package| package.platform == platform).peekable();
        if for_platform.peek().is_none() {
            return Err(anyhow!(
                "no libtorch package is known for {platform}: set LIBTORCH to the directory of a libtorch {VERSION} \
                 made for it"
            ));
        }
        for_platform.find(|package| package.kind == kind).ok_or_else(|| {
            anyhow!("there is no {kind} package for {platform}: run `cargo xtask setup` for the one that there is")
        })
    }

    /// The name of its directory in the cache.
    pub fn name(&self) -> String {
        let kind = match self.kind {
            Kind::Cpu => "cpu",
            Kind::Cuda => "cuda",
        };
        format!("libtorch-{VERSION}-{}-{kind}", self.platform)
    }

    /// Where in the package the directory is that LIBTORCH names. A CUDA package keeps the layout of its wheels, since
    /// its libraries find each other by relative paths.
    pub fn libtorch(&self) -> &'static Path {
        Path::new(match self.kind {
            Kind::Cpu => "",
            Kind::Cuda => "torch",
        })
    }

    /// The room that making it takes, in MB: while pip copies the wheels out of its temporary directory there are two
    /// of each, later stands the package beside them.
    pub fn needed_mb(&self) -> u64 {
        (2 * self.download_mb).max(self.download_mb + self.unpacked_mb)
    }
}

/// A size in MB as people say it.
pub fn human_size(mb: u64) -> String {
    if mb < 1000 { format!("{mb} MB") } else { format!("{:.1} GB", mb as f64 / 1000.0) }
}

#[cfg(test)]
mod tests;
