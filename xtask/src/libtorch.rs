//! What makes a directory a libtorch that rnnlab can be built with.

use std::{env::consts::DLL_SUFFIX, fmt, fs, path::Path};

use anyhow::{Result, anyhow};

use crate::package::{Kind, VERSION};

/// The file in a libtorch directory that holds its version. In a package of the cache it is written last and so says,
/// too, that the package is complete.
pub const VERSION_FILE: &str = "build-version";

/// Why a directory will not do, worded to follow "which".
#[derive(Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is not an absolute path.
    Relative,
    /// It is not there, or not a directory.
    NoDirectory,
    /// Something that has to be in it is not.
    Lacks(String),
    /// No file in it tells its version.
    NoVersion,
    /// It is another version.
    WrongVersion(String),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relative => f.write_str("is not an absolute path"),
            Self::NoDirectory => f.write_str("is not a directory"),
            Self::Lacks(what) => write!(f, "has no {what}"),
            Self::NoVersion => write!(f, "does not tell its version, having neither {VERSION_FILE} nor version.py"),
            Self::WrongVersion(version) => write!(f, "holds libtorch {version}"),
        }
    }
}

/// Whether a directory is a libtorch of the right version, looked at from outside: a few files, no reading of
/// libraries, so that it costs next to nothing at each start.
pub fn check(directory: &Path) -> Result<(), Flaw> {
    if !directory.is_dir() {
        return Err(Flaw::NoDirectory);
    }
    for part in ["include", "lib"] {
        if !directory.join(part).is_dir() {
            return Err(Flaw::Lacks(format!("{part}/")));
        }
    }
    let library = format!("lib/libtorch_cpu{DLL_SUFFIX}");
    if !directory.join(&library).is_file() {
        return Err(Flaw::Lacks(library));
    }
    match version(directory) {
        None => Err(Flaw::NoVersion),
        Some(version) if version == VERSION => Ok(()),
        Some(version) => Err(Flaw::WrongVersion(version)),
    }
}

/// Checks the directory that the person set LIBTORCH to, for the kind asked for if one was.
pub fn check_chosen(directory: &Path, kind: Option<Kind>) -> Result<()> {
    // Build scripts run in other directories than the person's.
    let flaw = if directory.is_absolute() { check(directory).err() } else { Some(Flaw::Relative) };
    if let Some(flaw) = flaw {
        return Err(anyhow!(
            "LIBTORCH is set to {}, which {flaw}: set it to the directory of a libtorch {VERSION}, or unset it to have \
             one fetched",
            directory.display()
        ));
    }
    let cuda = format!("lib/libtorch_cuda{DLL_SUFFIX}");
    if kind == Some(Kind::Cuda) && !directory.join(&cuda).is_file() {
        return Err(anyhow!(
            "LIBTORCH is set to {}, which has no {cuda}: unset it to have the CUDA package fetched",
            directory.display()
        ));
    }
    Ok(())
}

/// The version of a libtorch without its build: 2.13.0 of 2.13.0+cu130. The C++ distribution tells it in a file of its
/// own, the Python package in its module.
fn version(directory: &Path) -> Option<String> {
    let version = fs::read_to_string(directory.join(VERSION_FILE)).ok().or_else(|| {
        let module = fs::read_to_string(directory.join("version.py")).ok()?;
        module.lines().find_map(|line| line.strip_prefix("__version__ = ")).map(str::to_owned)
    })?;
    let version = version.trim().trim_matches(['\'', '"']);
    Some(version.split('+').next().unwrap_or(version).to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::*;

    fn libtorch(version: &str) -> (TempDir, PathBuf) {
        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().to_path_buf();
        fs::create_dir(directory.join("include")).unwrap();
        fs::create_dir(directory.join("lib")).unwrap();
        fs::write(directory.join(format!("lib/libtorch_cpu{DLL_SUFFIX}")), "").unwrap();
        fs::write(directory.join(VERSION_FILE), version).unwrap();
        (parent, directory)
    }

    fn sentence(directory: &Path) -> String {
        check_chosen(directory, None).unwrap_err().to_string()
    }

    #[test]
    fn a_libtorch_of_the_right_version_is_taken_whatever_its_build() {
        for version in ["2.13.0", "2.13.0\n", "2.13.0+cpu", "2.13.0+cu130\n"] {
            let (_parent, directory) = libtorch(version);
            assert_eq!(check(&directory), Ok(()), "{version:?}");
        }
    }

    #[test]
    fn the_python_package_tells_its_version_in_its_module() {
        let (_parent, directory) = libtorch("");
        fs::remove_file(directory.join(VERSION_FILE)).unwrap();
        assert_eq!(check(&directory), Err(Flaw::NoVersion));
        fs::write(directory.join("version.py"), "__all__ = ['__version__']\n__version__ = '2.13.0+cu130'\n").unwrap();
        assert_eq!(check(&directory), Ok(()));
        fs::write(directory.join("version.py"), "__version__ = '2.14.0'\n").unwrap();
        assert_eq!(check(&directory), Err(Flaw::WrongVersion("2.14.0".to_owned())));
    }

    #[test]
    fn a_directory_that_is_not_there_is_named_with_what_to_do() {
        assert_eq!(
            sentence(Path::new("/nonexistent")),
            "LIBTORCH is set to /nonexistent, which is not a directory: set it to the directory of a libtorch 2.13.0, or \
             unset it to have one fetched"
        );
    }

    #[test]
    fn a_relative_path_is_refused_because_builds_run_elsewhere() {
        assert_eq!(
            sentence(Path::new("lib/torch")),
            "LIBTORCH is set to lib/torch, which is not an absolute path: set it to the directory of a libtorch 2.13.0, \
             or unset it to have one fetched"
        );
    }

    #[test]
    fn another_version_is_named() {
        let (_parent, directory) = libtorch("2.12.1+cpu");
        assert_eq!(
            sentence(&directory),
            format!(
                "LIBTORCH is set to {}, which holds libtorch 2.12.1: set it to the directory of a libtorch 2.13.0, or \
                 unset it to have one fetched",
                directory.display()
            )
        );
    }

    #[test]
    fn whatever_is_missing_is_named() {
        let library = format!("lib/libtorch_cpu{DLL_SUFFIX}");
        for (missing, name) in [("include", "include/"), ("lib", "lib/"), (library.as_str(), library.as_str())] {
            let (_parent, directory) = libtorch(VERSION);
            let path = directory.join(missing);
            if path.is_dir() {
                fs::remove_dir_all(path).unwrap();
            } else {
                fs::remove_file(path).unwrap();
            }
            assert_eq!(check(&directory), Err(Flaw::Lacks(name.to_owned())));
            assert!(sentence(&directory).contains(&format!(", which has no {name}: set it to ")));
        }
    }

    #[test]
    fn asking_for_cuda_needs_its_library() {
        let (_parent, directory) = libtorch(VERSION);
        let cuda = format!("lib/libtorch_cuda{DLL_SUFFIX}");
        assert_eq!(
            check_chosen(&directory, Some(Kind::Cuda)).unwrap_err().to_string(),
            format!(
                "LIBTORCH is set to {}, which has no {cuda}: unset it to have the CUDA package fetched",
                directory.display()
            )
        );
        fs::write(directory.join(cuda), "").unwrap();
        assert!(check_chosen(&directory, Some(Kind::Cuda)).is_ok());
    }
}
