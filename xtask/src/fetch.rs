//! Fetches the wheels of a package with pip, which knows the person's index, mirror, proxy and certificates.

use std::{
    env, fs,
    io::{self, BufRead, BufReader, ErrorKind, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Result, anyhow};

use crate::{
    cache::Stage,
    disk,
    fetch::failure::Failure,
    package::{Package, VERSION},
    report::say,
};

mod failure;

/// The wheels of a package, fetched into a stage.
pub fn fetch(package: &Package, stage: &Stage, cache: &Path) -> Result<Vec<PathBuf>> {
    let requirements = stage.temporary().join("requirements.txt");
    let unwritable = |error: io::Error| disk::explain(&error, cache, package);
    fs::write(&requirements, package.requirements).map_err(unwritable)?;

    let mut pip = pip(package, stage, &requirements).spawn().map_err(|error| no_python(&error))?;
    let complaints = pip.stderr.take().map(listen).unwrap_or_default();
    succeed(pip, &complaints).map_err(|failure| failure.explain(package, cache))?;

    let wheels = fs::read_dir(stage.wheels()).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    wheels.map_err(unwritable)
}

fn pip(package: &Package, stage: &Stage, requirements: &Path) -> Command {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]);
    // pip's own cache would keep a second copy of wheels that nothing else on the machine uses.
    pip.args(["--no-deps", "--no-cache-dir"]);
    // The wheels of this Python are the ones pinned, whichever Python runs pip.
    pip.args(["--python-version", "3.11", "--implementation", "cp"]);
    pip.args(package.tags.iter().flat_map(|tag| ["--platform", tag]));
    pip.arg("--dest").arg(stage.wheels()).arg("--requirement").arg(requirements);
    // A person may forbid pip to install outside of a virtual environment; here it installs nothing.
    pip.env("PIP_REQUIRE_VIRTUALENV", "0").env("TMPDIR", stage.temporary());
    // Standard output is left to the program that is run afterwards.
    pip.stdin(Stdio::null()).stdout(io::stderr()).stderr(Stdio::piped());
    pip
}

/// Hears pip out, and lets the person know when it has trouble that it may yet get over.
fn listen(stderr: impl Read) -> String {
    let (mut complaints, mut line, mut retries) = (String::new(), Vec::new(), 0);
    let mut stderr = BufReader::new(stderr);
    while stderr.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&line);
        if text.contains("Retrying (Retry(") {
            retries += 1;
            if retries == 1 {
                say("the package index does not answer; pip keeps trying for a while");
            }
        }
        complaints.push_str(&text);
        line.clear();
    }
    complaints
}

fn succeed(mut pip: Child, complaints: &str) -> Result<(), Failure> {
    match pip.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::classify(complaints, &status.to_string())),
        Err(error) => Err(Failure::classify(complaints, &error.to_string())),
    }
}

fn no_python(error: &io::Error) -> anyhow::Error {
    let trouble = if error.kind() == ErrorKind::NotFound {
        let path = env::var_os("PATH").unwrap_or_default();
        format!("there is no python3 on the PATH ({})", path.display())
    } else {
        format!("python3 does not start ({error})")
    };
    anyhow!(
        "{trouble}, and its pip fetches libtorch: install both (on Debian and Ubuntu `apt-get install python3 \
         python3-pip`), or set LIBTORCH to the directory of a libtorch {VERSION}"
    )
}
