"""Signatures: who says so.

This is the only room that knows keys. It signs what leaves the house and answers one question about
what comes in: which key made this, and whose key is it. Two kinds of signature exist, with separate
duties. A *request* signature (draft-cavage in `cavage`, RFC 9421 in `message`) tells who delivers;
it dies with the request. A *proof* (FEP-8b32 in `proof`) tells who wrote; it travels with the
document through any number of hands, so that a host cannot forge a member.

Who enters: `verifier.RequestVerifier` for every signed request, `proof` for every relayed activity,
`pool.SigningPool` for every delivery, `keyring.KeyRing` for whoever needs a remote key.

What it never does: read or write rows, open a connection, decide what a sender may do, or trust a
statement of the sender about the algorithm. Keys come in through the two callables that a `KeyRing`
is given. LD-Signatures are not implemented and never will be.
"""
