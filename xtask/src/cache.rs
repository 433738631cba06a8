//! The directory of the person's that all checkouts share, and how a package comes into it: made in a temporary
//! directory beside its place and renamed when it is complete, by one process at a time.

use std::{
    env,
    ffi::OsString,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow};
use tempfile::TempDir;

use crate::{
    disk,
    package::{Package, VERSION},
};

/// What the names of temporary directories begin with. One that is there while nobody holds the lock is dead.
const PARTIAL: &str = "partial-";

/// The cache directory, which need not exist yet.
pub struct Cache {
    directory: PathBuf,
}

impl Cache {
    /// The cache of the person this runs for.
    pub fn of_person() -> Result<Self> {
        let directory = locate(env::var_os("XDG_CACHE_HOME"), env::var_os("HOME"))?;
        Ok(Self { directory })
    }

    /// Where it is.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The libtorch directory of a package, be it there or not.
    pub fn libtorch(&self, package: &Package) -> PathBuf {
        self.place(package).components().chain(package.libtorch().components()).collect()
    }

    fn place(&self, package: &Package) -> PathBuf {
        self.directory.join(package.name())
    }

    /// Keeps other set-ups out; tells, before it waits, that another one holds the lock.
    pub fn lock(&self, on_wait: impl FnOnce()) -> Result<Lock<'_>> {
        let lock = || {
            fs::create_dir_all(&self.directory)?;
            let file = self.lock_file()?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    on_wait();
                    file.lock()?;
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
            Ok(file)
        };
        lock().map(|file| Lock::new(self, file)).map_err(|error| disk::unwritable(&self.directory, &error))
    }

    /// Removes what dead set-ups left, unless a living one is at work.
    pub fn sweep_if_idle(&self) {
        if let Ok(file) = self.lock_file()
            && file.try_lock().is_ok()
        {
            drop(Lock::new(self, file));
        }
    }

    fn lock_file(&self) -> io::Result<File> {
        File::options().create(true).append(true).open(self.directory.join("lock"))
    }
}

/// Where the XDG rules put the cache of rnnlab: a relative `XDG_CACHE_HOME` is to be ignored.
fn locate(xdg_cache_home: Option<OsString>, home: Option<OsString>) -> Result<PathBuf> {
    let absolute = |path: Option<OsString>| path.map(PathBuf::from).filter(|path| path.is_absolute());
    absolute(xdg_cache_home)
        .or_else(|| absolute(home).map(|home| home.join(".cache")))
        .map(|caches| caches.join("rnnlab"))
        .ok_or_else(|| {
            anyhow!(
                "there is no place to keep libtorch, since neither HOME nor XDG_CACHE_HOME is an absolute path: set one \
                 of them, or set LIBTORCH to the directory of a libtorch {VERSION}"
            )
        })
}

/// The right to change the cache, held until it is dropped or the process ends, however it ends.
pub struct Lock<'a> {
    cache: &'a Cache,
    _file: File,
}

impl<'a> Lock<'a> {
    fn new(cache: &'a Cache, file: File) -> Self {
        let lock = Self { cache, _file: file };
        lock.sweep();
        lock
    }

    /// Removes the temporary directories of dead set-ups, as far as it can: an orphaned pip may still be writing to one,
    /// which is then left to the next sweep.
    fn sweep(&self) {
        let entries = fs::read_dir(&self.cache.directory).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PARTIAL)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }

    /// A fresh temporary directory to make a package in.
    pub fn stage(&self) -> io::Result<Stage> {
        let directory = tempfile::Builder::new().prefix(PARTIAL).tempdir_in(&self.cache.directory)?;
        let stage = Stage { directory };
        for part in [stage.temporary(), stage.wheels(), stage.package()] {
            fs::create_dir(part)?;
        }
        Ok(stage)
    }

    /// Puts the package made in a stage into its place, all of it at once.
    pub fn publish(&self, stage: Stage, package: &Package) -> io::Result<()> {
        // Should the power fail now, the name must not outlive the contents.
        rustix::fs::sync();
        let place = self.cache.place(package);
        // Whatever is there has been found unfit.
        match fs::remove_dir_all(&place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::rename(stage.package(), place)?;
        stage.directory.close()
    }
}

/// A temporary directory in the cache; what is in it goes with it when it is dropped.
pub struct Stage {
    directory: TempDir,
}

impl Stage {
    /// For the temporary files of other programs, which would otherwise fill a small `/tmp` or outlive a killed set-up.
    pub fn temporary(&self) -> PathBuf {
        self.directory.path().join("tmp")
    }

    /// Where the wheels go.
    pub fn wheels(&self) -> PathBuf {
        self.directory.path().join("wheels")
    }

    /// Where the package is put together.
    pub fn package(&self) -> PathBuf {
        self.directory.path().join("package")
    }

    /// Leaves everything where it is, as a killed process would.
    #[cfg(test)]
    pub fn abandon(self) {
        let _ = self.directory.keep();
    }
}

#[cfg(test)]
mod tests;
