"""Admit callers: those who may do what they want to do, and not too often."""

from dataclasses import dataclass

from qa.access.authorizer import Authorizer
from qa.access.caller import Action, Caller, RequestIdentity
from qa.access.limiter import Limiter


@dataclass(frozen=True, slots=True, repr=False)
class Gate:
    """Who is let in, and how often."""

    authorizer: Authorizer
    limiter: Limiter

    def admit(self, identity: RequestIdentity, action: Action) -> Caller:
        """Return who sends a request, and count it.

        Raises:
            AccessError: they may not take the action; its kind says why.
            RateLimitError: they take it too often.
        """
        caller = self.authorizer.authorize(identity, action)
        self.limiter.count_request(caller, action)
        return caller
