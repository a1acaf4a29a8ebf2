"""What an operator decides about how the bot treats people. Data only."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's decisions.

    Shape: `guests` "end_user" lets guests of the workspace raise and follow tickets, never more than that;
           `who_to_ask` is read by people the bot cannot help, such as "the IT service desk (it@example.com)".
    Units: `working_after_s` seconds until a working state shows; `read_give_up_after_s` seconds until a mere
           question is answered with an apology; `give_up_after_h` hours a wish that writes is kept and tried;
           `form_life_h` hours an open form can be sent.
    """

    guests: Literal["refuse", "end_user"] = "refuse"
    who_to_ask: str = "your help desk"
    working_after_s: float = 0.7
    read_give_up_after_s: float = 120.0
    give_up_after_h: float = 24.0
    form_life_h: float = 24.0
