"""IPython settings of the course's environment; installed as etc/ipython/ipython_config.py."""

c.InteractiveShellApp.extensions.append("course.short_errors")  # type: ignore[name-defined]  # noqa: F821
# At every start a kernel warns that it talks over TCP; it does so on this machine alone.
c.IPKernelApp.log_level = "ERROR"  # type: ignore[name-defined]  # noqa: F821
