//! Memory beyond the limit is a finding, told where it is asked for.

use std::alloc::System;

use cap::Cap;

/// Far more than any input of a few thousand bytes should need.
const LIMIT: usize = 512 << 20;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, LIMIT);
