# %% given
import tutorgrad as torch

# %% stub
A = ...
B = ...
C = ...
D = ...
E = ...
F = ...

# %% solution
A = "error"
B = 2
C = 12
D = 6
E = "error"
F = 12

# %% wrong always-an-error
A = "error"
B = "error"
C = 12
D = 6
E = "error"
F = 12

# %% wrong never-an-error
A = 12
B = 2
C = 12
D = 6
E = 18
F = 12

# %% wrong kept-for-ever
A = "error"
B = 2
C = 12
D = 6
E = 18
F = 12

# %% wrong retain-starts-anew
A = "error"
B = 2
C = 6
D = 6
E = "error"
F = 12

# %% wrong clearing-frees-the-graph
A = "error"
B = 2
C = 12
D = "error"
E = "error"
F = 12

# %% wrong new-graph-starts-anew
A = "error"
B = 2
C = 12
D = 6
E = "error"
F = 6

# %% wrong same-name-same-graph
A = "error"
B = 2
C = 12
D = 6
E = "error"
F = "error"

# %% wrong overwritten
A = "error"
B = 1
C = 6
D = 6
E = "error"
F = 6
