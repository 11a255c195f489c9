"""What an officer may do by a register that he could not do by the one before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cio_ctl.model.register import Post, Register


def gained(before: Register, after: Register, officer_id: str) -> tuple[tuple[str, str], ...]:
    """Role and unit of each post of an officer, own or lent, that is new or lasts longer."""
    had = _posts(before, officer_id)
    posts = {
        (post.role, post.unit)
        for post, lender in _posts(after, officer_id)
        if not any(lender == other and _covers(held, post) for held, other in had)
    }
    return tuple(sorted(posts))


def _covers(held: Post, post: Post) -> bool:
    """Whether a post gives nothing, on any day, that the one held does not give."""
    return (
        (held.role, held.unit) == (post.role, post.unit)
        and (held.since or date.min) <= (post.since or date.min)
        and (post.until or date.max) <= (held.until or date.max)
    )


def _posts(register: Register, officer_id: str) -> list[tuple[Post, str]]:
    """Every post of an officer, and by whom it was lent."""
    own = register.officers.get(officer_id)
    posts = [(post, "") for post in own.posts] if own is not None else []
    for lender in register.officers.values():
        posts += [(lent.post, lender.id) for lent in lender.delegations if lent.to == officer_id]
    return posts
