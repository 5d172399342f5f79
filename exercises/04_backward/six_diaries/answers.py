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
A = 2
B = 1
C = 7
D = 6
E = 3
F = 8

# %% wrong does-not-move
A = 4
B = 1
C = 7
D = 6
E = 3
F = 8

# %% wrong goes-too-far
A = 2
B = 5
C = 7
D = 6
E = 3
F = 8

# %% wrong away-from-it
A = 2
B = 1
C = 5
D = 6
E = 3
F = 8

# %% wrong no-gradient-later
A = 2
B = 1
C = 7
D = 2
E = 3
F = 8

# %% wrong no-gradient-yet
A = 2
B = 1
C = 7
D = 6
E = 2
F = 8

# %% wrong one-graph
A = 2
B = 1
C = 7
D = 6
E = 3
F = 1
