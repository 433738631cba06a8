#![no_main]

mod memory;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rnnlab_fuzz::checkpoint(bytes));
