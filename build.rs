//! Lets every binary, test and bench of rnnlab find libtorch at run time without an environment variable.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    // torch-sys publishes the directory it linked. It may be reached through the checkout's link, so the real path is
    // what goes into the binary: it keeps working when the checkout moves.
    let published = env::var("DEP_TCH_LIBTORCH_LIB")?;
    let lib = fs::canonicalize(&published).unwrap_or_else(|_| PathBuf::from(published));
    println!("cargo:rerun-if-changed={}", lib.display());
    println!("cargo:rustc-link-arg=-Wl,-rpath,{}", lib.display());
    if lib.join("libtorch_cuda.so").exists() {
        // Nothing refers to a symbol of libtorch_cuda: without this the linker drops it, and CUDA is silently absent.
        println!("cargo:rustc-link-arg=-Wl,--no-as-needed");
        println!("cargo:rustc-link-arg=-L{}", lib.display());
        println!("cargo:rustc-link-arg=-ltorch_cuda");
        println!("cargo:rustc-link-arg=-Wl,--as-needed");
    }
    Ok(())
}
