"""IPython settings of the course's environment; installed as etc/ipython/ipython_config.py."""

c.InteractiveShellApp.extensions.append("course.short_errors")  # type: ignore[name-defined]  # noqa: F821
