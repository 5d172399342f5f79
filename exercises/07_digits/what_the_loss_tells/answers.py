# %% given
import tutorgrad as torch

# %% stub
A = ...
B = ...
C = ...
D = ...
E = ...
F = ...
G = ...

# %% solution
A = 5
B = 1
C = 2
D = 7
E = 3
F = 4
G = 6

# %% wrong equal-to-the-last-digit
A = 4
B = 1
C = 2
D = 7
E = 3
F = 5
G = 6

# %% wrong stops-early
A = 5
B = 4
C = 2
D = 7
E = 3
F = 1
G = 6

# %% wrong large-from-the-start
A = 5
B = 1
C = 3
D = 7
E = 2
F = 4
G = 6

# %% wrong nan-before-any-step
A = 5
B = 1
C = 2
D = 3
E = 9
F = 4
G = 6

# %% wrong far-too-long
A = 5
B = 1
C = 2
D = 7
E = 9
F = 4
G = 6

# %% wrong hardly-moves
A = 5
B = 1
C = 2
D = 7
E = 3
F = 8
G = 6

# %% wrong memory
A = 5
B = 1
C = 2
D = 7
E = 3
F = 4
G = 9
