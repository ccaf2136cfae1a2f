"""Shared by all tests: jobs and caches go to a temporary folder."""

import os
import tempfile

# Before anything imports platformdirs' users: jobs and downloads of tests must not touch the learner's own folders.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="kaca-tests-")
