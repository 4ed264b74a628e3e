/** Fixtures for tests against the Linux kernel, shared with the modules above through this module's test-jar. */
package dev.lanyard.os.testing;
