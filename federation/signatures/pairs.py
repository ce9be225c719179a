"""Pairs: the two key pairs that every new actor of ours gets.

RSA signs requests, because that is what every server can check; Ed25519 signs documents (FEP-8b32).
"""

from federation.signatures.keys import generate_ed25519, generate_rsa
from models import addresses
from models.values.member import NewKeys


def new_keys(actor_uri: str) -> NewKeys:
    """Make both pairs; takes tens of milliseconds of CPU, so call it in a thread."""
    rsa = generate_rsa(addresses.main_key(actor_uri), actor_uri)
    ed25519 = generate_ed25519(addresses.proof_key(actor_uri), actor_uri)
    return NewKeys(
        rsa_private=rsa.pem().decode("ascii"),
        rsa_public=rsa.public().pem(),
        ed25519_private=ed25519.pem().decode("ascii"),
        ed25519_public=ed25519.public().multibase(),
    )
