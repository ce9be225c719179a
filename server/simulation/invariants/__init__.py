"""Invariants: what must hold whatever happens, each as a small function that can fail.

1   final minutes are ancestor-related                   agreement, records
2   state = fold of the final chain, in whatever order   records, rebuilding
3   authors inside minutes are independent               rebuilding, races
4   an honest server never contradicts itself            constancy, proof
5   no effect without final minutes, or against a veto   agreement, vetoes, deadlocks
6   a vote in time counts, a late one does not           ballots
7   a third party recomputes everything                  publishing
8   a secret tally is the sum of its opened leaves       members, houses
9   a roster comes into force with both quorums          records
10  entries after a partner's cut change nothing         records
11  keys out of force sign nothing that counts           records
12  a contradiction that is seen is proven               proof
13  moderation joins in any order, reversal is exact     moderation, drawing, shifts, deadlocks
14  erasing a text changes nothing and leaves no trace   erasing, publishing
15  a fresh partner reaches the same state               rebuilding
16  what is written becomes final                        liveness
17  any two quorums share somebody honest                quorums
"""
