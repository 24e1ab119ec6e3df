"""Hand-ins → marks.

`collect` finds the hand-ins, `sheet` knows the solved notebook, `answers` takes the
answers out of a hand-in. `bounded` has `child` call them in processes with limits;
`judged` says what is to be said of one hand-in. `marks` does so for all of them: it
writes one file for each, and of these files `tables`, `sameness` and `figure` make the
rest.
"""
