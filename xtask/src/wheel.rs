//! Takes the files of a package out of its wheels, which are zip archives.

use std::{
    fs::{self, File, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
};

use anyhow::{Error, Result, anyhow};
use zip::{ZipArchive, read::ZipFile};

use crate::{
    disk,
    libtorch::{self, VERSION_FILE},
    package::{Kind, Package, VERSION, human_size},
    report::Progress,
};

/// Makes the package out of its wheels, complete but for its place.
pub fn unpack(package: &Package, wheels: &[PathBuf], destination: &Path, cache: &Path) -> Result<()> {
    let wheels = wheels.iter().map(|path| Wheel::open(package, path)).collect::<Result<Vec<_>>>()?;
    let total = wheels.iter().map(|wheel| wheel.size).sum();
    let label = format!("unpacking libtorch, {}:", human_size(total / 1_000_000));
    let progress = Progress::new(label, total);
    let mut unpacking = Unpacking { package, destination, cache, progress, buffer: vec![0; 1 << 20] };
    for wheel in wheels {
        unpacking.wheel(wheel)?;
    }
    finish(package, destination).map_err(|error| disk::explain(&error, cache, package))?;
    check(package, destination)
}

/// A wheel and what is wanted of it.
struct Wheel {
    name: String,
    archive: ZipArchive<File>,
    /// The wanted files by their number in the archive, each with its place in the package.
    files: Vec<(usize, PathBuf)>,
    size: u64,
}

impl Wheel {
    fn open(package: &Package, path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let read = || -> Result<_> {
            let mut archive = ZipArchive::new(File::open(path)?)?;
            let (mut files, mut size) = (Vec::new(), 0);
            for index in 0..archive.len() {
                let file = archive.by_index_raw(index)?;
                if let Some(place) = wanted(package, &file) {
                    files.push((index, place));
                    size += file.size();
                }
            }
            Ok((archive, files, size))
        };
        let (archive, files, size) = read().map_err(|error| damaged(&name, &error))?;
        Ok(Self { name, archive, files, size })
    }
}

/// The place in the package of a wanted file.
fn wanted(package: &Package, file: &ZipFile<'_>) -> Option<PathBuf> {
    let path = file.enclosed_name().filter(|_| file.is_file())?;
    place(package, path)
}

fn place(package: &Package, path: &Path) -> Option<PathBuf> {
    // Licences keep their path in every kind of package: it names the wheel that they are for.
    if path.components().nth(1).is_some_and(|part| part.as_os_str() == "licenses") {
        return Some(path.to_path_buf());
    }
    match package.kind {
        Kind::Cuda => {
            let whole = ["torch/include", "torch/lib", "torch/version.py", "nvidia"];
            whole.iter().any(|part| path.starts_with(part)).then(|| path.to_path_buf())
        }
        Kind::Cpu => {
            if let Ok(header) = path.strip_prefix("torch/include") {
                return Some(Path::new("include").join(header));
            }
            let name = path.file_name()?;
            let is_library =
                path.parent()?.ends_with("lib") && package.libraries.iter().any(|library| name == *library);
            is_library.then(|| Path::new("lib").join(name))
        }
    }
}

/// The work of copying files out of wheels.
struct Unpacking<'a> {
    package: &'a Package,
    destination: &'a Path,
    /// The directory that a failed write is told of.
    cache: &'a Path,
    progress: Progress,
    buffer: Vec<u8>,
}

impl Unpacking<'_> {
    fn wheel(&mut self, mut wheel: Wheel) -> Result<()> {
        for (index, place) in &wheel.files {
            let file = wheel.archive.by_index(*index).map_err(|error| damaged(&wheel.name, &error.into()))?;
            self.file(file, place, &wheel.name)?;
        }
        Ok(())
    }

    fn file(&mut self, mut file: ZipFile<'_>, place: &Path, wheel: &str) -> Result<()> {
        let failed = |error: io::Error| disk::explain(&error, self.cache, self.package);
        let mut output = create(&self.destination.join(place), file.unix_mode()).map_err(failed)?;
        loop {
            let read = file.read(&mut self.buffer).map_err(|error| damaged(wheel, &error.into()))?;
            if read == 0 {
                return Ok(());
            }
            output.write_all(&self.buffer[..read]).map_err(failed)?;
            self.progress.add(read as u64);
        }
    }
}

fn create(path: &Path, mode: Option<u32>) -> io::Result<File> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let file = File::create(path)?;
    if let Some(mode) = mode {
        file.set_permissions(Permissions::from_mode(mode & 0o777))?;
    }
    Ok(file)
}

/// Adds what no wheel holds; the version file comes last.
fn finish(package: &Package, destination: &Path) -> io::Result<()> {
    let libtorch = destination.join(package.libtorch());
    if let Some((link, library)) = package.alias {
        symlink(library, libtorch.join("lib").join(link))?;
    }
    fs::write(libtorch.join(VERSION_FILE), VERSION)
}

/// The hashes vouch for the wheels, so that this can only fail when the list of libraries does not fit them.
fn check(package: &Package, destination: &Path) -> Result<()> {
    let libtorch = destination.join(package.libtorch());
    let missing = package.libraries.iter().find(|library| !libtorch.join("lib").join(library).is_file());
    let flaw = match missing {
        Some(library) => Some(libtorch::Flaw::Lacks(format!("lib/{library}"))),
        None => libtorch::check(&libtorch).err(),
    };
    flaw.map_or(Ok(()), |flaw| {
        Err(anyhow!(
            "the wheels pinned in xtask/requirements make a package that {flaw}: correct their list or the one in \
             xtask/src/package.rs"
        ))
    })
}

fn damaged(wheel: &str, error: &Error) -> Error {
    anyhow!("the wheel {wheel} cannot be read ({error}): run the command again to fetch it anew")
}

#[cfg(test)]
mod tests;
