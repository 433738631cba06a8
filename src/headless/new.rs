//! `rnnlab new`: an experiment file for a bare CSV.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};

use super::{layout::write_beside, load};
use crate::{
    cli::NewArgs,
    data::{InferError, Part, Table, Wishes, propose},
    experiment::{Experiment, Source, is_stdin},
    wording::counted,
};

/// Where the texts beside the names begin.
const INDENT: usize = 12;
/// Characters of a name at the most.
const LONGEST_NAME: usize = 64;

/// Writes an experiment file for a CSV, and prints what was found in it.
///
/// # Errors
/// When the CSV cannot be read or nothing can be predicted of it, or the file is there already.
pub fn new(args: &NewArgs, out: &mut impl Write) -> Result<()> {
    let path = match &args.output {
        Some(path) => path.clone(),
        None if is_stdin(&args.data) => bail!("standard input has no name: say with --output what to write"),
        None => beside(&args.data),
    };
    if path.exists() {
        bail!("{} is there already: move it away, or give another name with --output", path.display());
    }
    let table = Table::open(&args.data, &mut |_| {}).map_err(|error| match error {
        crate::data::DataError::Unreadable { path, reason } => anyhow!("cannot read {}: {reason}", path.display()),
        other => other.into(),
    })?;
    let wishes = Wishes { target: args.target.clone(), task: args.task };
    let proposal = propose(&table, &wishes).map_err(|error| match error {
        InferError::Data(error) => error.into(),
        error => anyhow!("{} {error}", table.path().display()),
    })?;
    let text = proposal.to_toml(&name(&path), &seen_from(&path, &args.data)?);
    // It is written only where it works.
    let mut experiment = Experiment::parse(&text, &path.display().to_string())?;
    if let Source::File { path, .. } = &mut experiment.data.source {
        path.clone_from(&args.data);
    }
    let dataset =
        load(&experiment).with_context(|| format!("no experiment is written for {}", table.path().display()))?;
    let mut file = File::create_new(&path).with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    let (rows, columns) = (counted(table.rows(), "row"), counted(table.columns().len(), "column"));
    writeln!(out, "{}: {rows}, {columns}", table.path().display())?;
    for (name, sentence) in &proposal.found {
        write_beside(out, name, INDENT, sentence)?;
    }
    let [train, validate, examine] = Part::ALL.map(|part| dataset.part(part).len());
    let examples = format!("{train} to learn from, {validate} for validation, {examine} to test");
    write_beside(out, "task", INDENT, &format!("{}; {}", experiment.data.task, examples))?;
    writeln!(out, "wrote {}: read it, then `rnnlab {}`", path.display(), path.display())?;
    Ok(())
}

/// The experiment file beside a CSV: data.toml of data.csv, and of data.csv.gz.
fn beside(data: &Path) -> PathBuf {
    let is_archive = data.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    if is_archive { data.with_extension("").with_extension("toml") } else { data.with_extension("toml") }
}

/// The experiment's name: that of its file, in characters that a directory may have.
fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let name: String = stem.chars().map(allowed).take(LONGEST_NAME).collect();
    if name.is_empty() { "experiment".to_owned() } else { name }
}

/// The data file as the experiment file names it: alone where they stand in one folder, else in full.
fn seen_from(experiment: &Path, data: &Path) -> Result<String> {
    if is_stdin(data) {
        return Ok(data.display().to_string());
    }
    let is_built_in = !data.exists();
    let folder = |path: &Path| match path.parent() {
        Some(folder) if folder != Path::new("") => folder.canonicalize(),
        _ => Path::new(".").canonicalize(),
    };
    let beside = match (folder(experiment), folder(data)) {
        (Ok(experiment), Ok(data)) => experiment == data,
        _ => false,
    };
    let seen = match data.file_name() {
        Some(name) if beside || is_built_in => PathBuf::from(name),
        _ => std::path::absolute(data)?,
    };
    seen.into_os_string()
        .into_string()
        .map_err(|_| anyhow!("the path {} is not Unicode: give the file another name", data.display()))
}
