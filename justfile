# The tiers of `.ci/run`, and no more.

# formatting, lints, and what the README asks for
fast:
    .ci/run fast

# sets of features, documentation, other compilers, load
full:
    .ci/run full

# every framework and every feature
frameworks:
    .ci/run frameworks

# all of them, as CI does
all:
    .ci/run
