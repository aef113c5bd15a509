#!/usr/bin/env python
"""The command line of the npm package, which lies beside it: run by Node.js itself, without a jsii kernel."""
import importlib.util
import os
import shutil
import sys

package = importlib.util.find_spec("PYTHON_MODULE").submodule_search_locations[0]
node = shutil.which(os.environ.get("JSII_NODE", "node"))
if node is None:
    sys.exit("multi-region needs Node.js: there is no `node` on the PATH")
command = [node, os.path.join(package, "_jsii", "command", "bin", "multi-region"), *sys.argv[1:]]
if os.name == "nt":  # where a process cannot become another one
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.call(command))
os.execv(node, command)
