#pragma once

/// Names the calling thread as `ps -L`, `top -H` and debuggers show it; at most 15 bytes are kept.
/// In C because glibc hides pthread_setname_np from Swift.
void iap_name_this_thread(const char *name);
